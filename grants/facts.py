"""What a grant's stream says: claims by name, with their events, evidence and disclosure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import Any, Final

from grants.domain.agreement.events import (
    AgreementSigned,
    GrantOpened,
    IrregularityResolved,
    LotOpened,
    PersonAppointed,
)
from grants.domain.delivery.commands import Guest
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
from grants.domain.money import Money, total
from grants.domain.procurement.events import (
    BidsOpened,
    GoodsReceived,
    OrderCancelled,
    SolicitationCancelled,
)
from grants.domain.reporting.events import PassageAdopted, ReleaseWithdrawn

Value = str | int | date | Money | tuple[str, ...]


@dataclass(frozen=True)
class EventRef:
    """Where an event stands."""

    stream: str
    sequence: int
    type: str


@dataclass(frozen=True)
class Fact:
    """A claim, and what stands behind it."""

    name: str
    value: Value
    public: bool
    """Whether every event field that it is drawn from is disclosed."""
    on: date
    """The local day of the latest event behind it."""
    actor: str
    authority: str
    events: tuple[EventRef, ...]
    evidence: tuple[Evidence, ...]


class Facts(Mapping[str, Fact]):
    """Claims by name, in the order in which the stream first made them."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = {fact.name: fact for fact in facts}
        self._parts = {name: tuple(name.split(".")) for name in self._facts}

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def public(self) -> "Facts":
        """The facts that may be published; the others are absent."""
        return Facts(fact for fact in self.values() if fact.public)

    def ids(self, pattern: str) -> list[str]:
        """What stands for the one `*` of a pattern such as `donor.*.name`, in order."""
        wanted = tuple(pattern.split("."))
        star = wanted.index("*")
        return [parts[star] for parts in self._parts.values() if _matches(parts, wanted)]

    def matching(self, pattern: str) -> list[Fact]:
        """The facts whose names fit a pattern; each `*` stands for one part of a name."""
        wanted = tuple(pattern.split("."))
        return [self._facts[name] for name, parts in self._parts.items() if _matches(parts, wanted)]


def facts(stream: Sequence[Envelope]) -> Facts:
    """Everything that a grant's stream says. What was rejected, or is undecided, says nothing."""
    book = _Book()
    rulings = {
        item.data.sequence: (item, item.data)
        for item in stream
        if isinstance(item.data, IrregularityResolved)
    }
    for envelope in stream:
        ruling = rulings.get(envelope.sequence)
        _note_irregularity(book, envelope, ruling)
        if ruling[1].accepted if ruling else not getattr(envelope.data, "irregularities", ()):
            _read(book, envelope)
    _conclude(book)
    return Facts(book.facts.values())


def part(text: object) -> str:
    """A slug as one part of a fact's name: names are divided by dots, so its own dots give way."""
    return str(text).replace(".", "_")


def _matches(parts: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return len(parts) == len(wanted) and all(
        want in ("*", have) for have, want in zip(parts, wanted, strict=True)
    )


class _Book:
    """Facts as they build up: a later one supersedes an earlier one of the same name."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}
        self.held: dict[tuple[str, str, str], _Share] = {}
        """Who gets a unit, by handover, lot and unit."""

    def put(self, envelope: Envelope, name: str, value: Any, *fields: str) -> None:  # noqa: ANN401
        if value is None:
            self.facts.pop(name, None)
        else:
            self.facts[name] = _fact(envelope, name, _plain(value), fields)

    def merge(self, name: str, value: Value, parts: Sequence[Fact]) -> None:
        if parts:
            self.facts[name] = _merged(name, value, parts)

    def drop(self, prefix: str, *, keep: str = "") -> None:
        gone = [name for name in self.facts if name.startswith(prefix)]
        for name in gone:
            if not keep or not name.startswith(keep):
                del self.facts[name]


@dataclass(frozen=True)
class _Share:
    beneficiary: str
    split: Fact
    """That this unit is theirs."""
    named: Fact
    """That they get something at all; may be public where the split is not."""


def _fact(envelope: Envelope, name: str, value: Value, fields: Iterable[str]) -> Fact:
    return Fact(
        name=name,
        value=value,
        public=all(envelope.discloses(field) for field in fields),
        on=envelope.on.date(),
        actor=envelope.actor,
        authority=envelope.authority,
        events=(EventRef(envelope.stream, envelope.sequence, envelope.type),),
        evidence=envelope.evidence,
    )


def _merged(name: str, value: Value, parts: Sequence[Fact]) -> Fact:
    """One claim that all of `parts` contribute to: public only if each of them is."""
    latest = max(parts, key=lambda fact: max(event.sequence for event in fact.events))
    events = {event.sequence: event for fact in parts for event in fact.events}
    return replace(
        latest,
        name=name,
        value=value,
        public=all(fact.public for fact in parts),
        events=tuple(events[sequence] for sequence in sorted(events)),
        evidence=tuple(dict.fromkeys(chain.from_iterable(fact.evidence for fact in parts))),
    )


def _plain(value: Any) -> Value:  # noqa: ANN401
    match value:
        case datetime():
            return value.date()
        case StrEnum():
            return value.value
        case int() | str() | date() | Money():
            return value
        case _:
            return tuple(str(item) for item in value)


_DIRECT: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "pledge-recorded": ("pledge.{sequence}", ("donor", "amount")),
    "agreement-signed": ("agreement.{donor}", ("donor", "amount")),
    "contribution-received": ("contribution.{sequence}", ("donor", "amount", "credited")),
    "lot-opened": ("lot.{lot}", ("title", "quantity", "ceiling", "donor")),
    "lot-released": ("lot.{lot}.released", ("released",)),
    "grant-cancelled": ("grant.cancelled", ("reason", "unspent")),
    "grant-closed": ("grant.closed", ("spent", "refund")),
    "duty-missed": ("missed.{sequence}", ("what", "due")),
    "solicitation-issued": ("lot.{lot}.solicitation", ("method", "number", "closes")),
    "bid-received": ("lot.{lot}.bid.{bid}", ("supplier",)),
    "solicitation-closed": ("lot.{lot}.closing", ("bids",)),
    "solicitation-cancelled": ("lot.{lot}.solicitation-cancelled", ("reason",)),
    "bids-opened": ("lot.{lot}.opening", ()),
    "bids-evaluated": ("lot.{lot}.evaluation", ("recommended", "justification")),
    "award-approved": ("lot.{lot}.award", ("bid", "supplier", "price", "committed")),
    "order-issued": ("lot.{lot}.order", ("order", "supplier", "price", "deliver_by", "incoterm")),
    "order-cancelled": ("lot.{lot}.order-cancelled", ("order", "reason")),
    "goods-received": ("lot.{lot}.receipt.{sequence}", ("units", "damaged")),
    "invoice-received": ("lot.{lot}.invoice.{sequence}", ("invoice", "amount")),
    "payment-made": (
        "lot.{lot}.payment.{sequence}",
        ("invoice", "supplier", "amount", "charged"),
    ),
    "handover-planned": ("handover.{handover}.plan", ("title", "ceremony")),
    "ceremony-scheduled": ("handover.{handover}.schedule", ("starts", "place")),
    "ceremony-postponed": ("handover.{handover}.postponement.{sequence}", ("starts", "reason")),
    "ceremony-held": ("handover.{handover}.ceremony", ("caption",)),
    "custody-transferred": (
        "handover.{handover}.custody",
        ("giver", "receiver", "units", "certificate"),
    ),
    "title-transferred": (
        "handover.{handover}.ownership",
        ("giver", "receiver", "units", "certificate"),
    ),
    "handover-cancelled": ("handover.{handover}.cancelled", ("reason",)),
    "release-cleared": ("document.{document}.cleared", ()),
    "release-published": ("document.{document}.published", ("channel",)),
    "release-withdrawn": ("document.{document}.withdrawn", ("reason",)),
    "report-submitted": ("report.{report}.submitted", ("document",)),
    "report-returned": ("report.{report}.returned.{sequence}", ("reason",)),
    "report-accepted": ("report.{report}.accepted", ()),
}
"""By event type: what its facts are called, and which of its fields are facts as they stand.

Each also gives `date`, the local day on which it happened, under the pseudo-field `on`.
"""


def _read(book: _Book, envelope: Envelope) -> None:
    special = _SPECIAL.get(type(envelope.data))
    if special is not None:
        special(book, envelope, envelope.data)
    direct = _DIRECT.get(envelope.type)
    if direct is not None:
        slugs = {name: part(value) for name, value in envelope.data if isinstance(value, str)}
        prefix = direct[0].format(**{**slugs, "sequence": envelope.sequence})
        book.put(envelope, f"{prefix}.date", envelope.on, "on")
        for field in direct[1]:
            book.put(envelope, f"{prefix}.{field}", getattr(envelope.data, field), field)


_Ruling = tuple[Envelope, IrregularityResolved]


def _note_irregularity(book: _Book, envelope: Envelope, ruling: _Ruling | None) -> None:
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


def _opened(book: _Book, envelope: Envelope, data: GrantOpened) -> None:
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


def _put_model(book: _Book, envelope: Envelope, prefix: str, model: Any, field: str) -> None:  # noqa: ANN401
    for name, value in model or ():
        if value not in (None, ()):
            book.put(envelope, f"{prefix}.{name}", value, field)


def _appointed(book: _Book, envelope: Envelope, data: PersonAppointed) -> None:
    appointment = data.appointment
    name = f"staff.{part(appointment.actor)}"
    book.put(envelope, f"{name}.name", _bare_name(appointment.name), "appointment")
    book.put(envelope, f"{name}.email", appointment.email, "appointment")


def _bare_name(name: Any) -> str:  # noqa: ANN401
    return str(name.model_copy(update={"honorific": None}).full)


def _signed(book: _Book, envelope: Envelope, data: AgreementSigned) -> None:
    for duty in data.reports:
        name = f"report.{part(duty.report)}"
        book.put(envelope, f"{name}.title", duty.title, "reports")
        book.put(envelope, f"{name}.due", duty.due, "reports")
        book.put(envelope, f"{name}.donor", data.donor, "reports", "donor")


def _lot(book: _Book, envelope: Envelope, data: LotOpened) -> None:
    _put_model(book, envelope, f"lot.{part(data.lot)}.goods", data.goods, "goods")


def _offers(book: _Book, envelope: Envelope, data: BidsOpened) -> None:
    for opened in data.opened:
        name = f"lot.{part(data.lot)}.bid.{part(opened.bid)}.price"
        book.put(envelope, name, opened.offer.price, "opened")


def _arrived(book: _Book, envelope: Envelope, data: GoodsReceived) -> None:
    name = f"lot.{part(data.lot)}.receipt.{envelope.sequence}"
    book.put(envelope, f"{name}.count", len(data.units) or None, "units")
    book.put(envelope, f"{name}.unfit", len(data.damaged) or None, "damaged")


def _solicitation_off(book: _Book, _envelope: Envelope, data: SolicitationCancelled) -> None:
    book.drop(f"lot.{part(data.lot)}.solicitation.")
    book.drop(f"lot.{part(data.lot)}.bid.")


def _order_off(book: _Book, _envelope: Envelope, data: OrderCancelled) -> None:
    book.drop(f"lot.{part(data.lot)}.order.")
    book.drop(f"lot.{part(data.lot)}.award.committed")


def _allocated(book: _Book, envelope: Envelope, data: UnitsAllocated) -> None:
    handover = f"handover.{part(data.handover)}"
    book.drop(f"{handover}.lot.")
    for lot, count in data.goods.items():
        book.put(envelope, f"{handover}.lot.{part(lot)}.count", count or None, "goods")
    book.put(envelope, f"{handover}.allocation.date", envelope.on, "goods", "on")
    split = _fact(envelope, "", "", ["allocations"])
    named = replace(split, public=split.public or envelope.discloses("beneficiaries"))
    for allocation in data.allocations:
        for unit in allocation.units:
            held = (part(data.handover), part(allocation.lot), unit)
            book.held[held] = _Share(part(allocation.beneficiary), split, named)


def _postponed(book: _Book, envelope: Envelope, data: CeremonyPostponed) -> None:
    book.put(envelope, f"handover.{part(data.handover)}.schedule.starts", data.starts, "starts")


def _held(book: _Book, envelope: Envelope, data: CeremonyHeld) -> None:
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


def _custody(book: _Book, envelope: Envelope, data: CustodyTransferred) -> None:
    handover = f"handover.{part(data.handover)}"
    if f"{handover}.ceremony.date" not in book.facts:
        book.put(envelope, f"{handover}.date", envelope.on, "on")


def _called_off(book: _Book, _envelope: Envelope, data: HandoverCancelled) -> None:
    handover = part(data.handover)
    book.drop(f"handover.{handover}.", keep=f"handover.{handover}.plan.")
    book.held = {key: value for key, value in book.held.items() if key[0] != handover}


def _passage(book: _Book, envelope: Envelope, data: PassageAdopted) -> None:
    name = f"passage.{part(data.passage)}"
    source = Evidence(uri=data.source)
    sourced = envelope.model_copy(update={"evidence": (*envelope.evidence, source)})
    book.drop(f"{name}.", keep=f"{name}.{data.kind}")
    book.put(sourced, f"{name}.{data.kind}", data.text, "text")
    book.put(sourced, f"{name}.address", data.address, "address")


def _withdrawn(book: _Book, _envelope: Envelope, data: ReleaseWithdrawn) -> None:
    book.drop(f"document.{part(data.document)}.")


_SPECIAL: Final[dict[type, Callable[[_Book, Envelope, Any], None]]] = {
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


def _conclude(book: _Book) -> None:
    """Claims that no single event makes."""
    told = Facts(book.facts.values())
    for lot in told.ids("lot.*.title"):
        _count_bids_and_units(book, told, lot)
    for handover in dict.fromkeys(held[0] for held in book.held):
        shares = {key: share for key, share in book.held.items() if key[0] == handover}
        _split(book, handover, shares)
        _name_beneficiaries(book, told, handover, list(shares.values()))
        _name_donors(book, told, handover)
    _add_up(book, told, "money.received", "contribution.*.credited")
    _add_up(book, told, "money.committed", "lot.*.award.committed")
    _add_up(book, told, "money.paid", "lot.*.payment.*.charged")
    _balance(book)


def _count_bids_and_units(book: _Book, told: Facts, lot: str) -> None:
    bids = told.matching(f"lot.{lot}.bid.*.date")
    book.merge(f"lot.{lot}.bids", len(bids), bids)
    for name, field in (("received", "units"), ("damaged", "damaged")):
        receipts = told.matching(f"lot.{lot}.receipt.*.{field}")
        units = {unit for fact in receipts if isinstance(fact.value, tuple) for unit in fact.value}
        book.merge(f"lot.{lot}.{name}", len(units), receipts)


def _split(book: _Book, handover: str, shares: Mapping[tuple[str, str, str], _Share]) -> None:
    claims: dict[tuple[str, str], list[Fact]] = {}
    for (_, lot, _), share in shares.items():
        claims.setdefault((share.beneficiary, lot), []).append(share.split)
    for (beneficiary, lot), units in claims.items():
        book.merge(f"handover.{handover}.split.{beneficiary}.{lot}", len(units), units)


def _name_beneficiaries(book: _Book, told: Facts, handover: str, shares: Sequence[_Share]) -> None:
    """Those who get something; to name only some of the grant's tells part of the split."""
    known = told.ids("beneficiary.*.name")
    given = {share.beneficiary for share in shares}
    some = [share.named for share in shares]
    reasons = some if set(known) - given else told.matching(f"handover.{handover}.lot.*.count")
    for beneficiary in (who for who in known if who in given):
        for field in ("name", "gloss"):
            fact = told.get(f"beneficiary.{beneficiary}.{field}")
            if fact is not None:
                name = f"handover.{handover}.beneficiary.{beneficiary}.{field}"
                book.merge(name, fact.value, [fact, *reasons])


def _name_donors(book: _Book, told: Facts, handover: str) -> None:
    """Those whose money it is; to credit only some of the grant's tells whose money a lot is."""
    lots = told.ids(f"handover.{handover}.lot.*.count")
    marks = [told[f"lot.{lot}.donor"] for lot in lots if f"lot.{lot}.donor" in told]
    known = told.ids("donor.*.name")
    given = {part(mark.value) for mark in marks} if len(marks) == len(lots) else set(known)
    reasons = marks if set(known) - given else []
    for donor in (who for who in known if who in given):
        fact = told[f"donor.{donor}.name"]
        book.merge(f"handover.{handover}.donor.{donor}.name", fact.value, [fact, *reasons])


def _add_up(book: _Book, told: Facts, name: str, pattern: str) -> None:
    found = told.matching(pattern)
    sums = [fact.value for fact in found if isinstance(fact.value, Money)]
    if len({item.currency for item in sums}) == 1:
        book.merge(name, total(sums, sums[0].currency), found)


def _balance(book: _Book) -> None:
    received, paid = book.facts.get("money.received"), book.facts.get("money.paid")
    match received, paid:
        case Fact(value=Money() as have), Fact(value=Money() as spent):
            if have.currency == spent.currency and spent <= have:
                parts = [fact for fact in (received, paid) if fact is not None]
                book.merge("money.balance", have - spent, parts)
