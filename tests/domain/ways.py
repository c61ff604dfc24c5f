"""What does each duty of a grant: its own command first, then what leads past it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from grants.domain.messages import Command
from grants.domain.parties import RECIPIENT
from grants.domain.policy import Method
from grants.domain.procurement.state import Lot
from grants.domain.reporting.commands import ClearRelease, PublishRelease
from grants.domain.state import Grant
from tests.domain import moves
from tests.domain import phrases as say
from tests.domain.mends import unpaid

Commands = Iterator[Command]


@dataclass(frozen=True)
class Place:
    """Where a walk has come."""

    grant: Grant
    at: datetime
    patient: bool
    """Whether what was ordered or planned is waited for, or given up where that is possible."""

    def soon(self, days: int) -> str:
        return (self.at + timedelta(days=days)).isoformat()[:16]

    def lot(self, name: str) -> Lot:
        return self.grant.procurement.lots[name]


def _sign(place: Place, donor: str) -> Commands:
    reports = () if place.grant.report_duties else say.signing().reports
    yield say.signing(donor=donor, reports=reports)


def _contribution(place: Place, subject: str) -> Commands:
    donor = subject.partition("/")[0]
    signed = place.grant.agreement.agreements[donor]
    currency = signed.amount.currency
    owed = sum((item.amount.amount for item in signed.instalments), Decimal(1))
    yield say.money_in(f"USD {owed}", amount=f"{currency} {owed}", donor=donor)


def _open_lot(_: Place, __: str) -> Commands:
    yield say.lot("walk", ceiling="USD 0", quantity=1)


def _resolve(_: Place, event: str) -> Commands:
    yield say.ruling(int(event), accepted=True)


def _solicit(place: Place, lot: str) -> Commands:
    if place.patient:
        yield say.solicitation(lot, method=Method.RFP, closes=place.soon(60))
    yield say.giving_up(lot)


def _bids(_: Place, __: str) -> Commands:
    yield from ()


def _give_up(_: Place, lot: str) -> Commands:
    yield say.giving_up(lot)


def _open_bids(place: Place, lot: str) -> Commands:
    yield moves.opening(lot, place.lot(lot)).but(witness="new-procurement-officer-2")


def _evaluate(place: Place, lot: str) -> Commands:
    offers = sorted(place.lot(lot).offers)
    for best in offers:
        yield say.evaluation(best, compliant=offers, of=lot, justification="The best")
    yield say.giving_up(lot)


def _award(_: Place, lot: str) -> Commands:
    yield say.award(lot)
    yield say.giving_up(lot)


def _order(place: Place, lot: str) -> Commands:
    yield say.order(lot, deliver_by=place.soon(40)[:10])


def _receive(place: Place, lot: str) -> Commands:
    if not place.patient:
        yield say.giving_up(lot)
    yield say.goods(of=lot, quantity=place.lot(lot).missing)


def _invoice(place: Place, lot: str) -> Commands:
    yield say.invoice(f"INV-{place.grant.sequence}", unpaid(place.lot(lot)), of=lot)


def _pay(_: Place, subject: str) -> Commands:
    lot, invoice = subject.split("/", 1)
    yield say.payment(invoice, of=lot)


def _plan(place: Place, _: str) -> Commands:
    yield say.plan(f"walk-{place.grant.sequence}", ceremony=place.patient)


def _allocate(place: Place, handover: str) -> Commands:
    open_ones = [
        name
        for name, item in place.grant.delivery.handovers.items()
        if not item.cancelled and not item.delivered
    ]
    first = next((item.id for item in place.grant.opened.beneficiaries), RECIPIENT)
    shares = [
        say.units(*free, to=first, of=name)
        for name, lot in place.grant.procurement.lots.items()
        if (free := [unit for unit in lot.usable if unit not in place.grant.allocated(name)])
    ]
    if shares:
        yield say.allocation(*shares, to=handover or open_ones[0])
    elif handover:
        yield say.calling_off(handover)


def _schedule(place: Place, handover: str) -> Commands:
    if place.patient:
        yield say.schedule(place.soon(5), of=handover)
    yield say.calling_off(handover)


def _hold(place: Place, handover: str) -> Commands:
    del place
    yield say.ceremony("envoy", of=handover)


def _custody(_: Place, handover: str) -> Commands:
    yield say.custody(handover)


def _title(_: Place, handover: str) -> Commands:
    yield say.title(handover)


def _draft(place: Place, subject: str) -> Commands:
    kind, _, about = subject.partition("/")
    for name, item in place.grant.reporting.documents.items():
        if item.pending and (item.kind, item.about) == (kind, about):
            yield say.drafted(name)


def _draft_again(_: Place, subject: str) -> Commands:
    kind, about = subject.split("/", 1)
    yield moves.by_hand(kind, about)


def _repeat(_: Place, event: str) -> Commands:
    yield say.repeating(int(event))


def _newest(place: Place, kind: str, about: str) -> str:
    found = [
        name
        for name, item in place.grant.reporting.documents.items()
        if item.kind == kind and item.about == about and item.drafted
    ]
    return found[-1] if found else f"{kind}/1"


def _clear(place: Place, about: str) -> Commands:
    yield ClearRelease(document=_newest(place, "press-release", about))


def _publish(place: Place, about: str) -> Commands:
    yield PublishRelease(document=_newest(place, "press-release", about), channel="Web")


def _submit(place: Place, report: str) -> Commands:
    yield say.submission(_newest(place, "donor-report", report))
    yield say.report_draft(report)


def _accept(_: Place, __: str) -> Commands:
    yield say.acceptance()


def _close(_: Place, __: str) -> Commands:
    yield say.closure()


WAYS: Final[dict[str, Callable[[Place, str], Commands]]] = {
    "sign": _sign,
    "contribution": _contribution,
    "open-lot": _open_lot,
    "resolve": _resolve,
    "solicit": _solicit,
    "bids": _bids,
    "give-up": _give_up,
    "open-bids": _open_bids,
    "evaluate": _evaluate,
    "award": _award,
    "order": _order,
    "receive": _receive,
    "invoice": _invoice,
    "pay": _pay,
    "plan-handover": _plan,
    "allocate-rest": _allocate,
    "allocate": _allocate,
    "schedule": _schedule,
    "ceremony": _hold,
    "custody": _custody,
    "title": _title,
    "draft": _draft,
    "mend": _draft_again,
    "repeat": _repeat,
    "clear": _clear,
    "publish": _publish,
    "submit": _submit,
    "accept": _accept,
    "close": _close,
}
"""By how the duty's key begins."""
