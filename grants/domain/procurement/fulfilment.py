"""From the order to the payment: receipts, invoices and the three-way match."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count, islice

from grants.domain import checks
from grants.domain.errors import (
    AboveCeilingError,
    AlreadyDoneError,
    ContradictionError,
    DuplicateNameError,
    ThreeWayMatchError,
    UnknownSubjectError,
    WrongDateError,
)
from grants.domain.messages import recorded
from grants.domain.money import Money, total
from grants.domain.procurement.commands import IssueOrder, PayInvoice, ReceiveGoods, ReceiveInvoice
from grants.domain.procurement.events import (
    GoodsReceived,
    InvoiceReceived,
    OrderIssued,
    PaymentMade,
)
from grants.domain.procurement.state import Award, Lot, Order
from grants.domain.rules import THREE_WAY_MATCH
from grants.domain.state import Grant


def order(grant: Grant, lot: Lot, command: IssueOrder, *, at: datetime) -> OrderIssued:
    """Order from the awarded supplier."""
    if lot.order is not None:
        raise AlreadyDoneError(
            f"Lot {command.lot} is ordered already.", mend="Wait for the goods.", field="lot"
        )
    award = _awarded(lot, command.lot)
    checks.regular(grant, command.lot)
    if command.deliver_by < grant.policy.day(at):
        raise WrongDateError(
            f"Delivery by {command.deliver_by} is before the order itself.",
            mend="Set a later delivery date.",
            field="deliver_by",
        )
    return recorded(OrderIssued, command, supplier=award.supplier, price=award.price)


def receive_goods(grant: Grant, lot: Lot, command: ReceiveGoods) -> GoodsReceived:
    """Take in what arrived; more than was ordered is irregular."""
    units = _units(command, taken={*lot.units, *_undecided(grant, command.lot)})
    for unit in command.damaged:
        if unit not in units:
            raise ContradictionError(
                f"{unit} is reported damaged but not received.",
                mend="List it among the serial numbers too.",
                field="damaged",
            )
    return GoodsReceived(
        lot=command.lot,
        units=units,
        damaged=command.damaged,
        irregularities=tuple(_odd_goods(lot, command.lot, units)),
    )


def _undecided(grant: Grant, lot: str) -> Iterator[str]:
    """Units whose receipt is irregular and waits for a person: their names are taken."""
    for _, item in grant.open_irregularities(lot):
        if isinstance(item.told.data, GoodsReceived):
            yield from item.told.data.units


def receive_invoice(grant: Grant, lot: Lot, command: ReceiveInvoice) -> InvoiceReceived:
    """Register an invoice, or one that corrects it; one above the order is irregular."""
    waiting = [item.told.data for _, item in grant.open_irregularities(command.lot)]
    undecided = [event.invoice for event in waiting if isinstance(event, InvoiceReceived)]
    if command.invoice in lot.invoices or command.invoice in undecided:
        raise DuplicateNameError(
            f"Invoice {command.invoice} is registered already.",
            mend="Check the number.",
            field="invoice",
        )
    if command.replaces is not None and command.replaces not in _unpaid(lot):
        raise UnknownSubjectError(
            f"There is no unpaid invoice {command.replaces} for lot {command.lot}.",
            mend=f"Name one of: {', '.join(_unpaid(lot)) or '(none is unpaid)'}.",
            field="replaces",
        )
    return recorded(InvoiceReceived, command, irregularities=tuple(_odd_invoice(lot, command)))


def pay(grant: Grant, lot: Lot, command: PayInvoice, *, by: str, at: datetime) -> PaymentMade:
    """Pay what order, receipt and invoice agree on, by somebody apart from both."""
    checks.regular(grant, command.lot)
    invoice = lot.invoices.get(command.invoice)
    if invoice is None or invoice.replaced:
        raise UnknownSubjectError(
            f"There is no invoice {command.invoice} for lot {command.lot} that stands.",
            mend=f"Name one of: {', '.join(_unpaid(lot)) or '(none yet)'}.",
            field="invoice",
        )
    if invoice.paid:
        raise AlreadyDoneError(
            f"Invoice {command.invoice} is paid.", mend="Nothing has to be done.", field="invoice"
        )
    _ordered(lot, command.lot)
    award = _awarded(lot, command.lot)
    checks.apart(
        by,
        [award.by, *lot.received_by],
        act="pay its supplier",
        part="approved the award or received the goods",
    )
    _match(lot, command)
    checks.at_anothers_rate(grant, invoice.amount, by=by, act="pay by it")
    charged = checks.in_budget(grant, invoice.amount, at=at, field="invoice")
    _within_ceiling(grant, command, charged)
    checks.within_delegation(grant, command, charged, by=by, at=at)
    return PaymentMade(
        lot=command.lot,
        invoice=command.invoice,
        supplier=award.supplier,
        amount=invoice.amount,
        charged=charged,
    )


def _units(command: ReceiveGoods, *, taken: set[str]) -> tuple[str, ...]:
    if bool(command.serials) == bool(command.quantity):
        raise ContradictionError(
            "A receipt gives either serial numbers or a quantity.",
            mend="Give one of the two.",
            field="serials",
        )
    if command.quantity:
        numbered = (f"{command.lot}-{n:04}" for n in count(len(taken) + 1))
        return tuple(islice((unit for unit in numbered if unit not in taken), command.quantity))
    for serial in command.serials:
        if serial in taken:
            raise DuplicateNameError(
                f"Serial number {serial} is received twice.",
                mend="List each unit once.",
                field="serials",
            )
        taken.add(serial)
    return command.serials


def _odd_goods(lot: Lot, name: str, units: tuple[str, ...]) -> Iterator[str]:
    if lot.order is None:
        yield f"lot {name} has not been ordered"
    if len(lot.units) + len(units) > lot.expected:
        yield f"{len(lot.units) + len(units)} units received of {lot.expected} ordered"


def _odd_invoice(lot: Lot, command: ReceiveInvoice) -> Iterator[str]:
    if lot.order is None or lot.award is None:
        yield f"lot {command.lot} has not been ordered"
        return
    price = lot.worth(lot.expected)
    if command.amount.currency != price.currency:
        yield f"the order is in {price.currency}"
    elif not _sum(_beside(lot, command.replaces), command.amount) <= price:
        yield "the invoices pass the order's price"


def _unpaid(lot: Lot) -> list[str]:
    return [name for name, item in lot.invoices.items() if not item.paid and not item.replaced]


def _beside(lot: Lot, replaced: str | None) -> list[Money]:
    """The invoices that stand beside one that corrects another."""
    standing = lot.invoices.items()
    return [item.amount for name, item in standing if name != replaced and not item.replaced]


def _sum(sums: list[Money], last: Money) -> Money:
    return total([item for item in sums if item.currency == last.currency], last.currency) + last


def _within_ceiling(grant: Grant, command: PayInvoice, charged: Money) -> None:
    spent = Money.of(grant.ledger.paid(command.lot) + charged.amount, charged.currency)
    held = Money.of(grant.ledger.lot(command.lot), charged.currency)
    if not spent <= held:
        raise AboveCeilingError(
            f"With invoice {command.invoice}, payments for lot {command.lot} come to {spent}; "
            f"{held} is reserved for it.",
            mend="Adopt a policy with the rate at which the money was committed.",
            field="invoice",
        )


def _match(lot: Lot, command: PayInvoice) -> None:
    paid = [item.amount for item in lot.invoices.values() if item.paid]
    price = lot.worth(lot.expected)
    due = _sum(paid, lot.invoices[command.invoice].amount)
    if due.currency == price.currency and due <= lot.earned:
        return
    raise ThreeWayMatchError(
        f"With invoice {command.invoice}, {due} is invoiced for payment; {len(lot.usable)} of "
        f"{lot.expected} units are received fit for use, of an order of {price}.",
        mend="Pay when the goods that the invoice covers are received, or register the "
        "supplier's corrected invoice.",
        field="invoice",
        rule=THREE_WAY_MATCH,
    )


def _awarded(lot: Lot, name: str) -> Award:
    return checks.needed(
        lot.award,
        f"The award of lot {name} has not been approved.",
        mend="Have an approving authority approve it first.",
        field="lot",
    )


def _ordered(lot: Lot, name: str) -> Order:
    return checks.needed(
        lot.order,
        f"Lot {name} has not been ordered.",
        mend="Issue the order first.",
        field="lot",
    )
