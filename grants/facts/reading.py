"""What each event says: its fields as facts, and more where fields alone do not say it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from grants.domain.administration.events import GrantOpened, IrregularityResolved, PersonAppointed
from grants.domain.agreement.events import AgreementSigned
from grants.domain.delivery.content import Guest
from grants.domain.delivery.events import (
    CeremonyHeld,
    CeremonyPostponed,
    CustodyTransferred,
    HandoverCancelled,
    UnitsAllocated,
)
from grants.domain.envelope import Envelope
from grants.domain.messages import ReportedEvent, subject_of
from grants.domain.model import Evidence
from grants.domain.procurement.events import (
    BidsOpened,
    GoodsReceived,
    LotOpened,
    OrderCancelled,
    SolicitationCancelled,
)
from grants.domain.reporting.events import PassageAdopted, ReleaseWithdrawn
from grants.facts.book import Book, Share, fact_of
from grants.facts.model import part


def read(book: Book, envelope: Envelope) -> None:
    """Put down what an event says."""
    special = _SPECIAL.get(type(envelope.data))
    if special is not None:
        special(book, envelope, envelope.data)
    stated = envelope.data.facts
    if stated is not None:
        slugs = {name: part(value) for name, value in envelope.data if isinstance(value, str)}
        prefix = stated.under.format(**{**slugs, "sequence": envelope.sequence})
        book.put(envelope, f"{prefix}.date", envelope.on, "on")
        for field in stated.fields:
            book.put(envelope, f"{prefix}.{field}", getattr(envelope.data, field), field)


Ruling = tuple[Envelope, IrregularityResolved]


def note_irregularity(book: Book, envelope: Envelope, ruling: Ruling | None) -> None:
    """Put down what is irregular about an event, and how it was decided."""
    data = envelope.data
    if not isinstance(data, ReportedEvent) or not data.irregularities:
        return
    name = f"irregularity.{envelope.sequence}"
    book.put(envelope, f"{name}.what", "; ".join(data.irregularities), "irregularities")
    book.put(envelope, f"{name}.event", envelope.type, "irregularities")
    book.put(envelope, f"{name}.about", subject_of(data), "irregularities")
    book.put(envelope, f"{name}.date", envelope.on, "on")
    if ruling is not None:
        by, resolved = ruling
        decision = "accepted" if resolved.accepted else "not accepted"
        book.put(by, f"{name}.decision", decision, "accepted")
        book.put(by, f"{name}.reason", resolved.reason, "reason")
        book.put(by, f"{name}.decided", by.on, "on")


def _opened(book: Book, envelope: Envelope, data: GrantOpened) -> None:
    book.put(envelope, "grant.reference", envelope.stream, "reference")
    book.put(envelope, "grant.title", data.title, "title")
    book.put(envelope, "grant.currency", data.currency, "currency")
    book.put(envelope, "grant.date", envelope.on, "on")
    for group in ("agency", "country", "programme", "recipient"):
        _put_model(book, envelope, group, getattr(data, group), group)
    for donor in data.donors:
        _put_model(book, envelope, f"donor.{part(donor.id)}", donor, "donors")
    for beneficiary in data.beneficiaries:
        _put_model(
            book, envelope, f"beneficiary.{part(beneficiary.id)}", beneficiary, "beneficiaries"
        )


def _put_model(book: Book, envelope: Envelope, prefix: str, model: Any, field: str) -> None:  # noqa: ANN401
    for name, value in model or ():
        if value not in (None, ()):
            book.put(envelope, f"{prefix}.{name}", value, field)


def _appointed(book: Book, envelope: Envelope, data: PersonAppointed) -> None:
    appointment = data.appointment
    name = f"staff.{part(appointment.actor)}"
    book.put(envelope, f"{name}.name", _bare_name(appointment.name), "appointment")
    book.put(envelope, f"{name}.email", appointment.email, "appointment")


def _bare_name(name: Any) -> str:  # noqa: ANN401
    return str(name.model_copy(update={"honorific": None}).full)


def _signed(book: Book, envelope: Envelope, data: AgreementSigned) -> None:
    for duty in data.reports:
        name = f"report.{part(duty.report)}"
        book.put(envelope, f"{name}.title", duty.title, "reports")
        book.put(envelope, f"{name}.due", duty.due, "reports")
        book.put(envelope, f"{name}.donor", data.donor, "reports", "donor")


def _lot(book: Book, envelope: Envelope, data: LotOpened) -> None:
    _put_model(book, envelope, f"lot.{part(data.lot)}.goods", data.goods, "goods")


def _offers(book: Book, envelope: Envelope, data: BidsOpened) -> None:
    for opened in data.opened:
        name = f"lot.{part(data.lot)}.bid.{part(opened.bid)}.price"
        book.put(envelope, name, opened.offer.price, "opened")


def _arrived(book: Book, envelope: Envelope, data: GoodsReceived) -> None:
    name = f"lot.{part(data.lot)}.receipt.{envelope.sequence}"
    book.put(envelope, f"{name}.count", len(data.units) or None, "units")
    book.put(envelope, f"{name}.unfit", len(data.damaged) or None, "damaged")


def _solicitation_off(book: Book, _envelope: Envelope, data: SolicitationCancelled) -> None:
    book.drop(f"lot.{part(data.lot)}.solicitation.")
    book.drop(f"lot.{part(data.lot)}.bid.")


def _order_off(book: Book, _envelope: Envelope, data: OrderCancelled) -> None:
    book.drop(f"lot.{part(data.lot)}.order.")
    book.drop(f"lot.{part(data.lot)}.award.committed")


def _allocated(book: Book, envelope: Envelope, data: UnitsAllocated) -> None:
    handover = f"handover.{part(data.handover)}"
    book.drop(f"{handover}.lot.")
    for lot, count in data.goods.items():
        book.put(envelope, f"{handover}.lot.{part(lot)}.count", count or None, "goods")
    book.put(envelope, f"{handover}.allocation.date", envelope.on, "goods", "on")
    split = fact_of(envelope, "", "", ["allocations"])
    named = replace(split, public=split.public or envelope.discloses("beneficiaries"))
    for allocation in data.allocations:
        for unit in allocation.units:
            held = (part(data.handover), part(allocation.lot), unit)
            book.held[held] = Share(part(allocation.beneficiary), split, named)


def _postponed(book: Book, envelope: Envelope, data: CeremonyPostponed) -> None:
    book.put(envelope, f"handover.{part(data.handover)}.schedule.starts", data.starts, "starts")


def _held(book: Book, envelope: Envelope, data: CeremonyHeld) -> None:
    handover = f"handover.{part(data.handover)}"
    book.drop(f"{handover}.person.")
    book.drop(f"{handover}.quote.")
    book.put(envelope, f"{handover}.date", envelope.on, "on")
    people = {guest.person: guest for guest in data.attendees}
    for guest in data.attendees:
        name = f"{handover}.person.{part(guest.person)}"
        book.put(envelope, f"{name}.name", guest.name.full, "attendees")
        book.put(envelope, f"{name}.plain-name", _bare_name(guest.name), "attendees")
        for field in ("title", "remark"):
            book.put(envelope, f"{name}.{field}", getattr(guest, field), "attendees")
        first = guest.title if guest.title_first else None
        book.put(envelope, f"{name}.title-first", first, "attendees")
    for number, remark in enumerate(data.remarks, start=1):
        name = f"{handover}.quote.{number}"
        book.put(envelope, f"{name}.words", remark.words, "remarks")
        book.put(envelope, f"{name}.lead", remark.lead, "remarks")
        speaker = people.get(remark.speaker)
        if speaker is not None:
            book.put(envelope, f"{name}.speaker", _called(speaker), "remarks", "attendees")


def _called(guest: Guest) -> str:
    """What a person is called when quoted, after first mention."""
    if guest.later:
        return guest.later
    if guest.name.honorific:
        return f"{guest.name.honorific} {guest.name.family}"
    if guest.title:
        return guest.title if guest.title.lower().startswith("the ") else f"the {guest.title}"
    return guest.name.full


def _custody(book: Book, envelope: Envelope, data: CustodyTransferred) -> None:
    handover = f"handover.{part(data.handover)}"
    if f"{handover}.ceremony.date" not in book.facts:
        book.put(envelope, f"{handover}.date", envelope.on, "on")


def _called_off(book: Book, _envelope: Envelope, data: HandoverCancelled) -> None:
    handover = part(data.handover)
    book.drop(f"handover.{handover}.", keep=f"handover.{handover}.plan.")
    book.held = {key: value for key, value in book.held.items() if key[0] != handover}


def _passage(book: Book, envelope: Envelope, data: PassageAdopted) -> None:
    name = f"passage.{part(data.passage)}"
    source = Evidence(uri=data.source)
    sourced = envelope.model_copy(update={"evidence": (*envelope.evidence, source)})
    book.drop(f"{name}.", keep=f"{name}.{data.kind}")
    book.put(sourced, f"{name}.{data.kind}", data.text, "text")
    book.put(sourced, f"{name}.address", data.address, "address")


def _withdrawn(book: Book, _envelope: Envelope, data: ReleaseWithdrawn) -> None:
    book.drop(f"document.{part(data.document)}.")


_SPECIAL: Final[dict[type, Callable[[Book, Envelope, Any], None]]] = {
    GrantOpened: _opened,
    PersonAppointed: _appointed,
    AgreementSigned: _signed,
    LotOpened: _lot,
    BidsOpened: _offers,
    GoodsReceived: _arrived,
    SolicitationCancelled: _solicitation_off,
    OrderCancelled: _order_off,
    UnitsAllocated: _allocated,
    CeremonyPostponed: _postponed,
    CeremonyHeld: _held,
    CustodyTransferred: _custody,
    HandoverCancelled: _called_off,
    PassageAdopted: _passage,
    ReleaseWithdrawn: _withdrawn,
}
"""Events whose content is more than fields to be taken as they stand."""
