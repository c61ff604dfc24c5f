"""A grant as an IATI 2.03 activity: who, what, where, money and goods, as far as disclosed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from lxml import etree
from lxml.builder import E

from grants.documents.exports.disclosure import (
    UNDATED,
    UNDISCLOSED,
    happened,
    latest,
    of,
    public_grant,
    stamp,
    upheld,
)
from grants.documents.exports.iati_activity import Activity, Element, clean, narrative, organisation
from grants.documents.exports.iati_fields import ALLOCATED_GOODS, LOT_GOODS, LOT_QUANTITY
from grants.documents.exports.iati_transactions import transactions
from grants.domain.administration.events import GrantCancelled, GrantClosed, GrantOpened
from grants.domain.agreement.events import AgreementSigned
from grants.domain.delivery.events import (
    CeremonyHeld,
    CustodyTransferred,
    TitleTransferred,
    UnitsAllocated,
)
from grants.domain.envelope import Envelope
from grants.domain.messages import subject_of
from grants.domain.model import Slug
from grants.facts import disclosed

MULTILATERAL: Final = "40"
"""OrganisationType."""

SECURITY_SECTOR: Final = "15210"
"""DAC purpose code: security system management and reform."""

_UNSPECIFIED_REGION: Final = "998"
"""Region: developing countries, unspecified."""

_Elements = Iterator[Element]


def iati(
    stream: Sequence[Envelope],
    *,
    generated: datetime | None = None,
    sector: str = SECURITY_SECTOR,
    organisation_type: str = MULTILATERAL,
) -> bytes:
    """An IATI Activity 2.03 file with one activity, in the order that the schema demands.

    `generated` is the latest disclosed date unless given; `sector` is a DAC purpose code and
    `organisation_type` the agency's, which a grant file does not hold. A transaction stands only
    where its amount and its date are disclosed, and names an organization only where that is.
    Raises ValueError where the stream does not begin with a grant's opening.
    """
    stream = disclosed(stream)
    grant = public_grant(stream)
    activity = Activity(grant, tuple(upheld(stream)), sector, organisation_type)
    attributes = {"{http://www.w3.org/XML/1998/namespace}lang": "en"}
    if grant.currency:
        attributes["default-currency"] = grant.currency
    root = E(
        "iati-activities",
        {"version": "2.03", "generated-datetime": stamp(generated or latest(stream))},
        E("iati-activity", attributes, *(e for section in _SECTIONS for e in section(activity))),
    )
    return etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")


def _agency(activity: Activity, tag: str, **attributes: str) -> Element:
    agency = activity.grant.agency
    return organisation(
        tag,
        name=agency.name if agency else UNDISCLOSED,
        ref=activity.publisher,
        type=activity.organisation_type,
        **attributes,
    )


def _identifier(activity: Activity) -> _Elements:
    yield E("iati-identifier", f"{clean(activity.publisher)}-{activity.grant.reference}")


def _reporting(activity: Activity) -> _Elements:
    yield _agency(activity, "reporting-org")


def _title(activity: Activity) -> _Elements:
    yield E("title", narrative(activity.grant.title or activity.grant.reference))


def _descriptions(activity: Activity) -> _Elements:
    grant = activity.grant
    yield E("description", {"type": "1"}, narrative(_summary(activity)))
    if grant.programme and grant.programme.objective:
        objective = f"{grant.programme.name}: {grant.programme.objective}"
        yield E("description", {"type": "2"}, narrative(objective))
    if grant.beneficiaries:
        groups = "; ".join(beneficiary.name for beneficiary in grant.beneficiaries)
        yield E("description", {"type": "3"}, narrative(groups))


def _summary(activity: Activity) -> str:
    grant = activity.grant
    goods = ", ".join(
        f"{lot.quantity} {lot.goods.counted(lot.quantity)}"
        for envelope, lot in activity.lots_kept
        if LOT_GOODS.is_public(envelope) and LOT_QUANTITY.is_public(envelope)
    )
    if goods and grant.recipient:
        return f"{goods}. Recipient: {grant.recipient.name}"
    return goods or grant.title or UNDISCLOSED


def _participants(activity: Activity) -> _Elements:
    for donor in activity.grant.donors:
        yield organisation("participating-org", name=donor.name, ref=donor.iati, role="1")
    yield _agency(activity, "participating-org", role="2")
    yield _agency(activity, "participating-org", role="4")


def _status(activity: Activity) -> _Elements:
    yield E("activity-status", {"code": _status_code(activity)})


def _status_code(activity: Activity) -> str:
    if activity.has(GrantCancelled):
        return "5"
    if activity.has(GrantClosed):
        return "4"
    if _handed_over(activity):
        return "3"
    return "2" if activity.has(AgreementSigned) else "1"


def _handed_over(activity: Activity) -> bool:
    wanted = sum(lot.quantity for _, lot in activity.lots_kept)
    given = sum(len(event.units) for _, event in of(activity.stream, TitleTransferred))
    return 0 < wanted <= given


def _dates(activity: Activity) -> _Elements:
    yield _start(activity)
    if end := _end(activity):
        yield E("activity-date", {"type": "4", "iso-date": end.isoformat()})


def _start(activity: Activity) -> Element:
    stream = activity.stream
    agreed = "2" if activity.has(AgreementSigned) else "1"
    for code, events in (("2", of(stream, AgreementSigned)), ("1", of(stream, GrantOpened))):
        for envelope, _ in events:
            if on := happened(envelope):
                return E("activity-date", {"type": code, "iso-date": on.date().isoformat()})
    known = [on.date() for on in map(happened, stream) if on]
    if known:
        attributes = {"type": agreed, "iso-date": min(known).isoformat()}
        return E("activity-date", attributes, narrative("The earliest date that is disclosed."))
    attributes = {"type": "1", "iso-date": UNDATED.date().isoformat()}
    return E("activity-date", attributes, narrative("The date is not disclosed."))


def _end(activity: Activity) -> date | None:
    stream = activity.stream
    ends = [envelope for envelope, _ in of(stream, GrantClosed)]
    ends += [envelope for envelope, _ in of(stream, GrantCancelled)]
    if _handed_over(activity):
        ends = [envelope for envelope, _ in of(stream, TitleTransferred)][-1:]
    dates = [on.date() for on in map(happened, ends) if on]
    return dates[-1] if dates else None


def _place(activity: Activity) -> _Elements:
    country = activity.grant.country
    if country:
        yield E("recipient-country", {"code": country.code}, narrative(country.name))
    else:
        region = {"code": _UNSPECIFIED_REGION, "vocabulary": "1"}
        yield E("recipient-region", region, narrative(UNDISCLOSED))


def _sector(activity: Activity) -> _Elements:
    yield E("sector", {"vocabulary": "1", "code": activity.sector})


def _results(activity: Activity) -> _Elements:
    given = {event.handover for _, event in of(activity.stream, CustodyTransferred)}
    given |= {event.handover for _, event in of(activity.stream, TitleTransferred)}
    allocated = {event.handover: (e, event) for e, event in of(activity.stream, UnitsAllocated)}
    for handover, (envelope, allocation) in allocated.items():
        day = _handover_day(activity, handover)
        if handover not in given or day is None or not ALLOCATED_GOODS.is_public(envelope):
            continue
        for lot, number in allocation.goods.items():
            opened = activity.lots.get(lot)
            if opened and LOT_GOODS.is_public(opened[0]):
                yield _result(opened[1].goods.plural, number, day)


def _handover_day(activity: Activity, handover: Slug) -> date | None:
    for kind in (CustodyTransferred, CeremonyHeld, TitleTransferred):
        for envelope, event in of(activity.stream, kind):
            if subject_of(event) == handover and (on := happened(envelope)):
                return on.date()
    return None


def _result(goods: str, number: int, day: date) -> Element:
    period = E(
        "period",
        E("period-start", {"iso-date": day.isoformat()}),
        E("period-end", {"iso-date": day.isoformat()}),
        E("actual", {"value": str(number)}),
    )
    title = E("title", narrative(f"Units of {goods} handed over"))
    indicator = E("indicator", {"measure": "1"}, title, period)
    return E("result", {"type": "1"}, E("title", narrative(f"Delivery of {goods}")), indicator)


_SECTIONS: Final[tuple[Callable[[Activity], _Elements], ...]] = (
    _identifier,
    _reporting,
    _title,
    _descriptions,
    _participants,
    _status,
    _dates,
    _place,
    _sector,
    transactions,
    _results,
)
"""In the order that the schema demands."""
