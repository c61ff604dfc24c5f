"""Claims that no single event makes: counts, shares, credits and sums."""

from collections.abc import Mapping, Sequence

from grants.domain.money import Money, total
from grants.facts.book import Book, Share
from grants.facts.model import Fact, Facts, part


def conclude(book: Book) -> None:
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


def _count_bids_and_units(book: Book, told: Facts, lot: str) -> None:
    bids = told.matching(f"lot.{lot}.bid.*.date")
    book.merge(f"lot.{lot}.bids", len(bids), bids)
    for name, field in (("received", "units"), ("damaged", "damaged")):
        receipts = told.matching(f"lot.{lot}.receipt.*.{field}")
        units = {unit for fact in receipts if isinstance(fact.value, tuple) for unit in fact.value}
        book.merge(f"lot.{lot}.{name}", len(units), receipts)


def _split(book: Book, handover: str, shares: Mapping[tuple[str, str, str], Share]) -> None:
    claims: dict[tuple[str, str], list[Fact]] = {}
    for (_, lot, _), share in shares.items():
        claims.setdefault((share.beneficiary, lot), []).append(share.split)
    for (beneficiary, lot), units in claims.items():
        book.merge(f"handover.{handover}.split.{beneficiary}.{lot}", len(units), units)


def _name_beneficiaries(book: Book, told: Facts, handover: str, shares: Sequence[Share]) -> None:
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


def _name_donors(book: Book, told: Facts, handover: str) -> None:
    """Those whose money it is; to credit only some of the grant's tells whose money a lot is."""
    lots = told.ids(f"handover.{handover}.lot.*.count")
    marks = [told[f"lot.{lot}.donor"] for lot in lots if f"lot.{lot}.donor" in told]
    known = told.ids("donor.*.name")
    given = {part(mark.value) for mark in marks} if len(marks) == len(lots) else set(known)
    reasons = marks if set(known) - given else []
    for donor in (who for who in known if who in given):
        fact = told[f"donor.{donor}.name"]
        book.merge(f"handover.{handover}.donor.{donor}.name", fact.value, [fact, *reasons])


def _add_up(book: Book, told: Facts, name: str, pattern: str) -> None:
    found = told.matching(pattern)
    sums = [fact.value for fact in found if isinstance(fact.value, Money)]
    if len({item.currency for item in sums}) == 1:
        book.merge(name, total(sums, sums[0].currency), found)


def _balance(book: Book) -> None:
    received, paid = book.facts.get("money.received"), book.facts.get("money.paid")
    if received is None or paid is None:
        return
    have, spent = received.value, paid.value
    if not (isinstance(have, Money) and isinstance(spent, Money)):
        return
    if have.currency == spent.currency and spent <= have:
        book.merge("money.balance", have - spent, [received, paid])
