"""The draft of a narrative and financial report to a donor: internal, so it may use any fact."""

from collections.abc import Iterator, Mapping
from typing import Final

from grants.documents.errors import NothingToSayError
from grants.documents.languages import DEFAULT, LANGUAGES
from grants.documents.languages.texts import ReportTexts
from grants.documents.templates import Template, fixed, sentence
from grants.documents.tree import (
    Block,
    Dek,
    Document,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    Sentence,
    Table,
    Title,
)
from grants.domain.money import Money
from grants.domain.reporting.content import DocumentKind
from grants.facts import Facts, Name, named, part

_ASKED_BY: Final = named("report.{report}.donor")
_ACCEPTED: Final = named("report.{report}.accepted.date")
_PLEDGED_BY: Final = named("pledge.{sequence}.donor")
_PAID_BY: Final = named("contribution.{sequence}.donor")
_LOT: Final = named("lot.{lot}.title")
_FUNDED_BY: Final = named("lot.{lot}.donor")
_RECEIPT: Final = named("lot.{lot}.receipt.{sequence}.date")
_PAYMENT: Final = named("lot.{lot}.payment.{sequence}.date")
_HANDOVER: Final = named("handover.{handover}.plan.title")
_SPLIT: Final = named("handover.{handover}.split.{beneficiary}.{lot}")
_POSTPONED: Final = named("handover.{handover}.postponement.{sequence}.date")
_IRREGULAR: Final = named("irregularity.{sequence}.what")
_DECIDED: Final = named("irregularity.{sequence}.decision")
_MISSED: Final = named("missed.{sequence}.what")

_LOT_ENDED: Final = (
    named("lot.{lot}.cancelled.date"),
    named("lot.{lot}.order-cancelled.date"),
    named("lot.{lot}.solicitation-cancelled.date"),
)
_ORDERED: Final = named("lot.{lot}.order.date")
_RECEIVED: Final = named("lot.{lot}.received")
_INVOICED: Final = named("lot.{lot}.invoice.{sequence}.invoice")
_ASKED_FOR: Final = named("lot.{lot}.invoice.{sequence}.amount")
_CORRECTED: Final = named("lot.{lot}.invoice.{sequence}.replaces")
_PAID: Final = named("lot.{lot}.payment.{sequence}.invoice")
_CALLED_OFF: Final = named("handover.{handover}.cancelled.date")
_CUSTODY: Final = named("handover.{handover}.custody.date")
_OWNED: Final = named("handover.{handover}.ownership.date")


def donor_report(facts: Facts, report: str, language: str = DEFAULT) -> Document:
    """The draft of a report that an agreement asks for. Raises NothingToSayError if none does."""
    asked = facts.get(_ASKED_BY(report=report))
    if asked is None:
        message = f"No agreement asks for a report {report}."
        raise NothingToSayError(message)
    draft = _Draft(facts, LANGUAGES[language].report, report=report, donor=part(asked.value))
    return Document(DocumentKind.DONOR_REPORT.value, language, report, tuple(draft.blocks()))


class _Draft:
    """The sections, in the order in which a donor reads them."""

    def __init__(self, facts: Facts, texts: ReportTexts, *, report: str, donor: str) -> None:
        self._facts = facts
        self._texts = texts
        self._scope = {"report": report, "donor": donor}
        self._lots = [lot for lot in facts.ids(_LOT.any()) if self._concerns(lot)]
        self._handovers = facts.ids(_HANDOVER.any())

    def blocks(self) -> Iterator[Block]:
        texts, headings = self._texts, self._texts.headings
        yield from (Title(item) for item in self._say(texts.title))
        yield from (Dek(item) for item in self._say(texts.dek))
        yield Note(fixed(headings.note))
        yield Heading(fixed(headings.administration))
        yield from self._table(texts.entries, self._rows(texts.administration))
        yield from self._agreement()
        for lot in self._lots:
            yield from self._lot(lot)
        for handover in self._handovers:
            yield from self._handover(handover)
        if changes := self._changes():
            yield Heading(fixed(headings.changes))
            yield Paragraph(tuple(changes))
        if sums := self._rows(texts.money):
            yield Heading(fixed(headings.money))
            yield from self._table(texts.sums, sums, numeric=(1,))
        if to_do := self._to_do():
            yield Heading(fixed(headings.to_do))
            yield Items(tuple(Item(item) for item in to_do))

    def _concerns(self, lot: str) -> bool:
        mark = self._facts.get(_FUNDED_BY(lot=lot))
        return mark is None or part(mark.value) == self._scope["donor"]

    def _say(self, *templates: Template, **scope: str) -> list[Sentence]:
        found = (sentence(item, self._facts, **{**self._scope, **scope}) for item in templates)
        return [item for item in found if item is not None]

    def _rows(self, entries: Mapping[str, Template]) -> list[tuple[Sentence, ...]]:
        return [
            (fixed(label), value)
            for label, template in entries.items()
            for value in self._say(template)
        ]

    def _cells(self, templates: tuple[Template, ...], **scope: str) -> list[tuple[Sentence, ...]]:
        """A row, if every cell has its fact."""
        row = tuple(self._say(*templates, **scope))
        return [row] if len(row) == len(templates) else []

    def _table(
        self,
        columns: tuple[str, ...],
        rows: list[tuple[Sentence, ...]],
        numeric: tuple[int, ...] = (),
    ) -> Iterator[Block]:
        if rows:
            yield Table(columns, tuple(rows), numeric)

    def _of_donor(self, name: Name) -> list[str]:
        found = self._facts.matching(name.any())
        (of,) = name.places
        donor = self._scope["donor"]
        return [name.place(fact.name, of) for fact in found if part(fact.value) == donor]

    def _agreement(self) -> Iterator[Block]:
        yield Heading(fixed(self._texts.headings.agreement))
        pledges = self._of_donor(_PLEDGED_BY)
        pledged = [said for item in pledges for said in self._say(self._texts.pledged, item=item)]
        said = [*pledged, *self._say(self._texts.signed)]
        if said:
            yield Paragraph(tuple(said))
        paid = self._of_donor(_PAID_BY)
        rows = [row for item in paid for row in self._cells(self._texts.contribution, item=item)]
        yield from self._table(self._texts.contributions, rows, numeric=(1, 2))

    def _lot(self, lot: str) -> Iterator[Block]:
        texts = self._texts
        yield from (Heading(item) for item in self._say(texts.lot_title, lot=lot))
        receipts = self._facts.ids(_RECEIPT.any(lot=lot))
        arrived = [item for n in receipts for item in self._say(texts.receipt, lot=lot, item=n)]
        yield Paragraph((*self._say(*texts.lot, lot=lot), *arrived))
        payments = self._facts.ids(_PAYMENT.any(lot=lot))
        rows = [row for item in payments for row in self._cells(texts.payment, lot=lot, item=item)]
        yield from self._table(texts.payments, rows, numeric=(2, 3))

    def _handover(self, handover: str) -> Iterator[Block]:
        texts = self._texts
        yield from (Heading(item) for item in self._say(texts.handover_title, handover=handover))
        if said := self._say(*texts.handover, handover=handover):
            yield Paragraph(tuple(said))
        rows = [
            row
            for fact in self._facts.matching(_SPLIT.any(handover=handover))
            for row in self._cells(
                texts.share,
                handover=handover,
                beneficiary=_SPLIT.place(fact.name, "beneficiary"),
                lot=_SPLIT.place(fact.name, "lot"),
            )
        ]
        yield from self._table(texts.shares, rows, numeric=(2,))

    def _changes(self) -> list[Sentence]:
        said = []
        for handover in self._handovers:
            for item in self._facts.ids(_POSTPONED.any(handover=handover)):
                said += self._say(self._texts.postponed, handover=handover, item=item)
        for item in self._facts.ids(_IRREGULAR.any()):
            said += self._say(*self._texts.irregular, item=item)
        for item in self._facts.ids(_MISSED.any()):
            said += self._say(self._texts.missed, item=item)
        said += self._say(self._texts.stopped)
        return said

    def _to_do(self) -> list[Sentence]:
        said = []
        for lot in self._lots:
            said += self._lot_to_do(lot)
        for handover in self._handovers:
            said += self._handover_to_do(handover)
        for item in self._facts.ids(_IRREGULAR.any()):
            if _DECIDED(sequence=item) not in self._facts:
                said += self._say(self._texts.decide, item=item)
        for item in self._of_donor(_ASKED_BY):
            other = item != self._scope["report"]
            if other and _ACCEPTED(report=item) not in self._facts:
                said += self._say(self._texts.report, item=item)
        return said

    def _lot_to_do(self, lot: str) -> list[Sentence]:
        if any(end(lot=lot) in self._facts for end in _LOT_ENDED):
            return []
        if _ORDERED(lot=lot) not in self._facts:
            return self._say(self._texts.order, lot=lot)
        come = _RECEIVED(lot=lot) in self._facts
        awaited = [] if come else self._say(self._texts.receive, lot=lot)
        for item in self._unpaid(lot):
            awaited += self._say(self._texts.pay, lot=lot, item=item)
        return awaited

    def _unpaid(self, lot: str) -> Iterator[str]:
        """Invoices that ask for something, and are neither paid nor corrected by another."""
        over = {
            fact.value
            for name in (_PAID, _CORRECTED)
            for fact in self._facts.matching(name.any(lot=lot))
        }
        for fact in self._facts.matching(_INVOICED.any(lot=lot)):
            item = _INVOICED.place(fact.name, "sequence")
            asked = self._facts.get(_ASKED_FOR(lot=lot, sequence=item))
            nothing = (
                asked is not None and isinstance(asked.value, Money) and not asked.value.amount
            )
            if fact.value not in over and not nothing:
                yield item

    def _handover_to_do(self, handover: str) -> list[Sentence]:
        if _CALLED_OFF(handover=handover) in self._facts:
            return []
        if _CUSTODY(handover=handover) not in self._facts:
            return self._say(self._texts.deliver, handover=handover)
        done = _OWNED(handover=handover) in self._facts
        return [] if done else self._say(self._texts.own, handover=handover)
