"""Claims that no single event makes: counts, shares, credits and sums."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from grants.domain.delivery.events import UnitsAllocated
from grants.domain.money import Money, total
from grants.domain.procurement.events import LotOpened
from grants.facts.book import Book, Share
from grants.facts.direct import DIRECT
from grants.facts.model import Fact, Facts, part
from grants.facts.readers.administration import BENEFICIARY, DONOR
from grants.facts.readers.delivery import COUNT
from grants.facts.vocabulary import Kind, Name, concluded, stated, type_of

_LOT: Final = DIRECT["lot.{lot}.title"]
_FUNDED_BY: Final = DIRECT["lot.{lot}.donor"]
_BID: Final = DIRECT["lot.{lot}.bid.{bid}.date"]
_UNITS: Final = DIRECT["lot.{lot}.receipt.{sequence}.units"]
_DAMAGED: Final = DIRECT["lot.{lot}.receipt.{sequence}.damaged"]
_CREDITED: Final = DIRECT["contribution.{sequence}.credited"]
_COMMITTED: Final = DIRECT["lot.{lot}.award.committed"]
_RELEASED: Final = DIRECT["lot.{lot}.order-shortened.released"]
_CHARGED: Final = DIRECT["lot.{lot}.payment.{sequence}.charged"]

BIDS: Final = concluded("lot.{lot}.bids", Kind.COUNT, "How many bids came in.", _BID)
RECEIVED: Final = concluded("lot.{lot}.received", Kind.COUNT, "How many units came.", _UNITS)
DAMAGED: Final = concluded(
    "lot.{lot}.damaged", Kind.COUNT, "How many units are not fit for use.", _DAMAGED
)
SPLIT: Final = stated(
    "handover.{handover}.split.{beneficiary}.{lot}",
    Kind.COUNT,
    "How many units of a lot a beneficiary gets.",
    UnitsAllocated,
    "allocations",
)


def _beneficiary(field: str) -> Name:
    name = BENEFICIARY[field]
    pattern = f"handover.{{handover}}.beneficiary.{{beneficiary}}.{field}"
    found = concluded(
        pattern, name.kind, "Who gets something: to name some is to tell.", name, COUNT
    )
    event = type_of(UnitsAllocated)
    return replace(found, eased_by=((event, "allocations"), (event, "beneficiaries")))


BENEFICIARY_OF: Final = {field: _beneficiary(field) for field in ("name", "gloss")}
DONOR_OF: Final = replace(
    concluded(
        "handover.{handover}.donor.{donor}.name",
        Kind.TEXT,
        "Whose money it is: to credit only some of the grant's donors tells whose lot it is.",
        DONOR["name"],
    ),
    eased_by=((type_of(LotOpened), "donor"),),
)
MONEY_RECEIVED: Final = concluded("money.received", Kind.MONEY, "What came in.", _CREDITED)
MONEY_COMMITTED: Final = concluded(
    "money.committed", Kind.MONEY, "What is owed.", _COMMITTED, _RELEASED
)
MONEY_PAID: Final = concluded("money.paid", Kind.MONEY, "What went out.", _CHARGED)
MONEY_BALANCE: Final = concluded(
    "money.balance", Kind.MONEY, "What came in and has not gone out.", MONEY_RECEIVED, MONEY_PAID
)

CONCLUDED: Final = (
    BIDS,
    RECEIVED,
    DAMAGED,
    SPLIT,
    *BENEFICIARY_OF.values(),
    DONOR_OF,
    MONEY_RECEIVED,
    MONEY_COMMITTED,
    MONEY_PAID,
    MONEY_BALANCE,
)


def conclude(book: Book) -> None:
    """Claims that no single event makes."""
    told = Facts(book.facts.values())
    for lot in told.ids(_LOT.any()):
        _count_bids_and_units(book, told, lot)
    for handover, shares in book.held.items():
        _split(book, handover, shares)
        _name_beneficiaries(book, told, handover, list(shares.values()))
        _name_donors(book, told, handover)
    _add_up(book, told, MONEY_RECEIVED, _CREDITED)
    _add_up(book, told, MONEY_COMMITTED, _COMMITTED, less=_RELEASED)
    _add_up(book, told, MONEY_PAID, _CHARGED)
    _balance(book)


def _count_bids_and_units(book: Book, told: Facts, lot: str) -> None:
    bids = told.matching(_BID.any(lot=lot))
    book.merge(BIDS, len(bids), bids, lot=lot)
    for name, listed in ((RECEIVED, _UNITS), (DAMAGED, _DAMAGED)):
        receipts = told.matching(listed.any(lot=lot))
        units = {unit for fact in receipts if isinstance(fact.value, tuple) for unit in fact.value}
        book.merge(name, len(units), receipts, lot=lot)


def _split(book: Book, handover: str, shares: Mapping[tuple[str, str], Share]) -> None:
    claims: dict[tuple[str, str], list[Fact]] = {}
    for (lot, _), share in shares.items():
        claims.setdefault((share.beneficiary, lot), []).append(share.split)
    for (beneficiary, lot), units in claims.items():
        parts = {"handover": handover, "beneficiary": beneficiary, "lot": lot}
        book.merge(SPLIT, len(units), units, **parts)


def _name_beneficiaries(book: Book, told: Facts, handover: str, shares: Sequence[Share]) -> None:
    """Those who get something; to name only some of the grant's tells part of the split."""
    known = told.ids(BENEFICIARY["name"].any())
    given = {share.beneficiary for share in shares}
    some = [share.named for share in shares]
    reasons = some if set(known) - given else told.matching(COUNT.any(handover=handover))
    for beneficiary in (who for who in known if who in given):
        for field, name in BENEFICIARY_OF.items():
            fact = told.get(BENEFICIARY[field](beneficiary=beneficiary))
            if fact is not None:
                parts = {"handover": handover, "beneficiary": beneficiary}
                book.merge(name, fact.value, [fact, *reasons], **parts)


def _name_donors(book: Book, told: Facts, handover: str) -> None:
    """Those whose money it is; to credit only some of the grant's tells whose money a lot is."""
    counts = told.matching(COUNT.any(handover=handover))
    lots = [COUNT.place(fact.name, "lot") for fact in counts]
    marks = [mark for lot in lots if (mark := told.get(_FUNDED_BY(lot=lot)))]
    known = told.ids(DONOR["name"].any())
    given = {part(mark.value) for mark in marks} if len(marks) == len(lots) else set(known)
    reasons = marks if set(known) - given else []
    for donor in (who for who in known if who in given):
        fact = told[DONOR["name"](donor=donor)]
        book.merge(DONOR_OF, fact.value, [fact, *reasons], handover=handover, donor=donor)


def _add_up(book: Book, told: Facts, name: Name, parts: Name, *, less: Name | None = None) -> None:
    found = told.matching(parts.any())
    taken = told.matching(less.any()) if less else []
    sums = [fact.value for fact in found if isinstance(fact.value, Money)]
    back = [fact.value for fact in taken if isinstance(fact.value, Money)]
    if len({item.currency for item in (*sums, *back)}) == 1 and sums:
        currency = sums[0].currency
        book.merge(name, total(sums, currency) - total(back, currency), [*found, *taken])


def _balance(book: Book) -> None:
    received = book.facts.get(MONEY_RECEIVED())
    paid = book.facts.get(MONEY_PAID())
    if received is None or paid is None:
        return
    have, spent = received.value, paid.value
    if not (isinstance(have, Money) and isinstance(spent, Money)):
        return
    if have.currency == spent.currency and spent <= have:
        book.merge(MONEY_BALANCE, have - spent, [received, paid])
