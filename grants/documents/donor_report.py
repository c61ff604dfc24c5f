"""The draft of a narrative and financial report to a donor: internal, so it may use any fact."""

from collections.abc import Iterator
from typing import Final

from grants.documents.errors import NothingToSayError
from grants.documents.templates import fixed, sentence
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
from grants.domain.reporting.content import DocumentKind
from grants.facts import Facts, part

TITLE: Final = '{{ the("report.{report}.title") }}: {{ the("grant.title") }}'
DEK: Final = (
    'From {{ the("agency.name") | definite }} to {{ the("donor.{donor}.name") | definite }}, '
    'due on {{ the("report.{report}.due") | day }}'
)

ADMINISTRATION: Final = {
    "Grant": '{{ the("grant.reference") }}',
    "Donor": '{{ the("donor.{donor}.name") }}',
    "Agency": '{{ the("agency.name") }}{% if the("agency.short") != the("agency.name") %}'
    ' ({{ the("agency.short") }}){% endif %}',
    "Office": '{{ the("agency.office") }}',
    "Country": '{{ the("country.name") }}',
    "Programme": '{{ the("programme.name") }}',
    "Recipient": '{{ the("recipient.name") }}',
    "Beneficiaries": '{{ values("beneficiary.*.name") | listed }}',
    "Agreement": '{{ the("agreement.{donor}.amount") | money }}, '
    'signed on {{ the("agreement.{donor}.date") | day }}',
}

PLEDGED: Final = (
    '{{ the("donor.{donor}.name") | definite | capital }} pledged '
    '{{ the("pledge.{item}.amount") | money }} on {{ the("pledge.{item}.date") | day }}.'
)
SIGNED: Final = (
    'The agreement, for up to {{ the("agreement.{donor}.amount") | money }}, '
    'was signed on {{ the("agreement.{donor}.date") | day }}.'
)
CONTRIBUTION: Final = (
    '{{ the("contribution.{item}.date") | day }}',
    '{{ the("contribution.{item}.amount") | money }}',
    '{{ the("contribution.{item}.credited") | money }}',
)

LOT: Final = (
    (
        'The lot was opened on {{ the("lot.{lot}.date") | day }} for '
        '{% set wanted = the("lot.{lot}.quantity") %}{{ wanted | number }} '
        '{{ the("lot.{lot}.goods.singular" if wanted == 1 else "lot.{lot}.goods.plural") }}, '
        'with a ceiling of {{ the("lot.{lot}.ceiling") | money }}.'
    ),
    (
        'Bids were invited on {{ the("lot.{lot}.solicitation.date") | day }} by '
        '{{ the("lot.{lot}.solicitation.method") | method }}, '
        'to close on {{ the("lot.{lot}.solicitation.closes") | day }}.'
    ),
    (
        '{% set bids = the("lot.{lot}.bids") %}{{ bids | number(words=true) | capital }} '
        '{{ "bid was" if bids == 1 else "bids were" }} received.'
    ),
    'The bids were opened on {{ the("lot.{lot}.opening.date") | day }}.',
    'The evaluation was signed on {{ the("lot.{lot}.evaluation.date") | day }}.',
    (
        "The recommendation was justified as follows: "
        '{{ the("lot.{lot}.evaluation.justification") | stopped }}'
    ),
    (
        'The award to {{ the("lot.{lot}.award.supplier") }}, at '
        '{{ the("lot.{lot}.award.price") | money }}, '
        'was approved on {{ the("lot.{lot}.award.date") | day }}.'
    ),
    (
        'Order {{ the("lot.{lot}.order.order") }} was placed on '
        '{{ the("lot.{lot}.order.date") | day }}, for delivery by '
        '{{ the("lot.{lot}.order.deliver_by") | day }}'
        '{% if has("lot.{lot}.order.incoterm") %} ({{ the("lot.{lot}.order.incoterm") '
        "}}){% endif %}."
    ),
    (
        "The solicitation was called off on {{ "
        'the("lot.{lot}.solicitation-cancelled.date") | day }}: '
        '{{ the("lot.{lot}.solicitation-cancelled.reason") | stopped }}'
    ),
    (
        'The order was called off on {{ the("lot.{lot}.order-cancelled.date") | day }}: '
        '{{ the("lot.{lot}.order-cancelled.reason") | stopped }}'
    ),
    (
        'The lot was given up on {{ the("lot.{lot}.cancelled.date") | day }} and its reserve of '
        '{{ the("lot.{lot}.cancelled.released") | money }} released.'
    ),
)
"""What happened to a lot, sentence by sentence; what has not happened is left out."""

RECEIPT: Final = (
    '{% set count = the("lot.{lot}.receipt.{item}.count") %}'
    '{{ count | number(words=true) | capital }} {{ "unit was" if count == 1 else "units were" }} '
    'received on {{ the("lot.{lot}.receipt.{item}.date") | day }}'
    '{% if has("lot.{lot}.receipt.{item}.unfit") %}, of which '
    '{{ the("lot.{lot}.receipt.{item}.unfit") | number }} not fit for use{% endif %}.'
)
PAYMENT: Final = (
    '{{ the("lot.{lot}.payment.{item}.invoice") }}',
    '{{ the("lot.{lot}.payment.{item}.date") | day }}',
    '{{ the("lot.{lot}.payment.{item}.amount") | money }}',
    '{{ the("lot.{lot}.payment.{item}.charged") | money }}',
)

HANDOVER: Final = (
    'The handover was planned on {{ the("handover.{handover}.plan.date") | day }}.',
    'The ceremony was held on {{ the("handover.{handover}.ceremony.date") | day }}.',
    (
        "{{ goods(opening=true) | capital }} went into the custody of "
        '{{ the("handover.{handover}.custody.receiver") | definite }} on '
        '{{ the("handover.{handover}.custody.date") | day }}, under certificate '
        '{{ the("handover.{handover}.custody.certificate") }}.'
    ),
    (
        'The title went to {{ the("handover.{handover}.ownership.receiver") | definite }} on '
        '{{ the("handover.{handover}.ownership.date") | day }}, under certificate '
        '{{ the("handover.{handover}.ownership.certificate") }}.'
    ),
    (
        'The handover was called off on {{ the("handover.{handover}.cancelled.date") | day }}: '
        '{{ the("handover.{handover}.cancelled.reason") | stopped }}'
    ),
)
SHARE: Final = (
    '{{ the("beneficiary.{beneficiary}.name") }}',
    '{{ the("lot.{lot}.goods.plural") }}',
    '{{ the("handover.{handover}.split.{beneficiary}.{lot}") }}',
)

POSTPONED: Final = (
    'The ceremony of "{{ the("handover.{handover}.plan.title") }}" was put off on '
    '{{ the("handover.{handover}.postponement.{item}.date") | day }} to '
    '{{ the("handover.{handover}.postponement.{item}.starts") | day }}: '
    '{{ the("handover.{handover}.postponement.{item}.reason") | stopped }}'
)
IRREGULAR: Final = (
    (
        'On {{ the("irregularity.{item}.date") | day }} there was an irregularity: '
        '{{ the("irregularity.{item}.what") | stopped }}'
    ),
    (
        'It was {{ the("irregularity.{item}.decision") }} on '
        '{{ the("irregularity.{item}.decided") | day }}: '
        '{{ the("irregularity.{item}.reason") | stopped }}'
    ),
)
MISSED: Final = (
    'This was not done by {{ the("missed.{item}.due") | day }}, when it was due: '
    '{{ the("missed.{item}.what") | stopped }}'
)

MONEY: Final = {
    "Contributions received": '{{ the("money.received") | money }}',
    "Committed to suppliers": '{{ the("money.committed") | money }}',
    "Paid to suppliers": '{{ the("money.paid") | money }}',
    "Received and not paid out": '{{ the("money.balance") | money }}',
}

DELIVER: Final = 'Hand over "{{ the("handover.{handover}.plan.title") }}".'
OWN: Final = 'Transfer the title to the goods of "{{ the("handover.{handover}.plan.title") }}".'
ORDER: Final = 'Order the goods of lot "{{ the("lot.{lot}.title") }}".'
AWAIT: Final = (
    'Receive the goods of lot "{{ the("lot.{lot}.title") }}", '
    'ordered for {{ the("lot.{lot}.order.deliver_by") | day }}.'
)
PAY: Final = (
    'Pay invoice {{ the("lot.{lot}.invoice.{item}.invoice") }} of '
    '{{ the("lot.{lot}.invoice.{item}.amount") | money }}.'
)
DECIDE: Final = (
    'Decide on the irregularity of {{ the("irregularity.{item}.date") | day }}: '
    '{{ the("irregularity.{item}.what") | stopped }}'
)
REPORT: Final = (
    'Have the donor accept "{{ the("report.{item}.title") }}", '
    'due on {{ the("report.{item}.due") | day }}.'
)


def donor_report(facts: Facts, report: str) -> Document:
    """The draft of a report that an agreement asks for. Raises NothingToSayError if none does."""
    asked = facts.get(f"report.{part(report)}.donor")
    if asked is None:
        message = f"No agreement asks for a report {report}."
        raise NothingToSayError(message)
    draft = _Draft(facts, report, part(asked.value))
    return Document(DocumentKind.DONOR_REPORT.value, "en", report, tuple(draft.blocks()))


class _Draft:
    """The sections, in the order in which a donor reads them."""

    def __init__(self, facts: Facts, report: str, donor: str) -> None:
        self._facts = facts
        self._scope = {"report": report, "donor": donor}
        self._lots = [lot for lot in facts.ids("lot.*.title") if self._concerns(lot)]
        self._handovers = facts.ids("handover.*.plan.title")

    def blocks(self) -> Iterator[Block]:
        yield from (Title(item) for item in self._say(TITLE))
        yield from (Dek(item) for item in self._say(DEK))
        yield Note(fixed("Drafted from the grant's records, for the donor and the agency only."))
        yield Heading(fixed("Administrative data"))
        yield from self._table(("Item", "Entry"), self._rows(ADMINISTRATION))
        yield from self._agreement()
        for lot in self._lots:
            yield from self._lot(lot)
        for handover in self._handovers:
            yield from self._handover(handover)
        if changes := self._changes():
            yield Heading(fixed("Changes"))
            yield Paragraph(tuple(changes))
        if any(self._rows(MONEY)):
            yield Heading(fixed("Financial summary of the grant"))
            yield from self._table(("Item", "Sum"), self._rows(MONEY), numeric=(1,))
        if to_do := self._to_do():
            yield Heading(fixed("Still to do"))
            yield Items(tuple(Item(item) for item in to_do))

    def _concerns(self, lot: str) -> bool:
        mark = self._facts.get(f"lot.{lot}.donor")
        return mark is None or part(mark.value) == self._scope["donor"]

    def _say(self, *templates: str, **scope: str) -> list[Sentence]:
        found = (
            sentence(item, self._facts, pieces=None, **{**self._scope, **scope})
            for item in templates
        )
        return [item for item in found if item is not None]

    def _rows(self, entries: dict[str, str]) -> list[tuple[Sentence, ...]]:
        return [
            (fixed(label), value)
            for label, template in entries.items()
            for value in self._say(template)
        ]

    def _cells(self, templates: tuple[str, ...], **scope: str) -> list[tuple[Sentence, ...]]:
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

    def _of_donor(self, pattern: str) -> list[str]:
        found = self._facts.matching(pattern)
        return [
            fact.name.split(".")[1] for fact in found if part(fact.value) == self._scope["donor"]
        ]

    def _agreement(self) -> Iterator[Block]:
        yield Heading(fixed("Agreement and contributions"))
        pledges = self._of_donor("pledge.*.donor")
        pledged = [said for item in pledges for said in self._say(PLEDGED, item=item)]
        said = [*pledged, *self._say(SIGNED)]
        if said:
            yield Paragraph(tuple(said))
        paid = self._of_donor("contribution.*.donor")
        rows = [row for item in paid for row in self._cells(CONTRIBUTION, item=item)]
        yield from self._table(("Received on", "Contribution", "Credited"), rows, numeric=(1, 2))

    def _lot(self, lot: str) -> Iterator[Block]:
        yield from (
            Heading(item) for item in self._say('{{ the("lot.{lot}.title") | capital }}', lot=lot)
        )
        receipts = self._facts.ids(f"lot.{lot}.receipt.*.date")
        arrived = [item for n in receipts for item in self._say(RECEIPT, lot=lot, item=n)]
        yield Paragraph((*self._say(*LOT, lot=lot), *arrived))
        payments = self._facts.ids(f"lot.{lot}.payment.*.date")
        rows = [row for item in payments for row in self._cells(PAYMENT, lot=lot, item=item)]
        yield from self._table(("Invoice", "Paid on", "Sum", "Charged"), rows, numeric=(2, 3))

    def _handover(self, handover: str) -> Iterator[Block]:
        title = '{{ the("handover.{handover}.plan.title") }}'
        yield from (Heading(item) for item in self._say(title, handover=handover))
        if said := self._say(*HANDOVER, handover=handover):
            yield Paragraph(tuple(said))
        rows = [
            row
            for fact in self._facts.matching(f"handover.{handover}.split.*.*")
            for row in self._cells(
                SHARE,
                handover=handover,
                beneficiary=fact.name.split(".")[3],
                lot=fact.name.split(".")[4],
            )
        ]
        yield from self._table(("Beneficiary", "Goods", "Units"), rows, numeric=(2,))

    def _changes(self) -> list[Sentence]:
        said = []
        for handover in self._handovers:
            for item in self._facts.ids(f"handover.{handover}.postponement.*.date"):
                said += self._say(POSTPONED, handover=handover, item=item)
        for item in self._facts.ids("irregularity.*.what"):
            said += self._say(*IRREGULAR, item=item)
        for item in self._facts.ids("missed.*.what"):
            said += self._say(MISSED, item=item)
        return said

    def _to_do(self) -> list[Sentence]:
        said = []
        for lot in self._lots:
            said += self._lot_to_do(lot)
        for handover in self._handovers:
            said += self._handover_to_do(handover)
        for item in self._facts.ids("irregularity.*.what"):
            if f"irregularity.{item}.decision" not in self._facts:
                said += self._say(DECIDE, item=item)
        for item in self._of_donor("report.*.donor"):
            if f"report.{item}.accepted.date" not in self._facts:
                said += self._say(REPORT, item=item)
        return said

    def _lot_to_do(self, lot: str) -> list[Sentence]:
        ended = ("cancelled", "order-cancelled", "solicitation-cancelled")
        if any(f"lot.{lot}.{end}.date" in self._facts for end in ended):
            return []
        if f"lot.{lot}.order.date" not in self._facts:
            return self._say(ORDER, lot=lot)
        awaited = [] if f"lot.{lot}.received" in self._facts else self._say(AWAIT, lot=lot)
        paid = {fact.value for fact in self._facts.matching(f"lot.{lot}.payment.*.invoice")}
        for fact in self._facts.matching(f"lot.{lot}.invoice.*.invoice"):
            if fact.value not in paid:
                awaited += self._say(PAY, lot=lot, item=fact.name.split(".")[3])
        return awaited

    def _handover_to_do(self, handover: str) -> list[Sentence]:
        name = f"handover.{handover}"
        if f"{name}.cancelled.date" in self._facts:
            return []
        if f"{name}.custody.date" not in self._facts:
            return self._say(DELIVER, handover=handover)
        done = f"{name}.ownership.date" in self._facts
        return [] if done else self._say(OWN, handover=handover)
