"""The rules of buying: methods, thresholds, sealed bids, awards, orders, the three-way match."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count, islice
from typing import assert_never

from grants.domain import checks
from grants.domain.calendar import working_days_between
from grants.domain.errors import (
    AboveCeilingError,
    AlreadyDoneError,
    BidsMissingError,
    ContradictionError,
    DuplicateNameError,
    MethodNotAllowedError,
    NotLowestError,
    SealBrokenError,
    SeparationOfDutiesError,
    TenderTooShortError,
    ThreeWayMatchError,
    UnknownSubjectError,
    WrongDateError,
)
from grants.domain.money import Money, total
from grants.domain.procurement.commands import (
    ApproveAward,
    CloseSolicitation,
    EvaluateBids,
    IssueOrder,
    IssueSolicitation,
    OpenBids,
    Opening,
    PayInvoice,
    ProcurementCommand,
    ReceiveBid,
    ReceiveGoods,
    ReceiveInvoice,
)
from grants.domain.procurement.events import (
    AwardApproved,
    BidReceived,
    BidsEvaluated,
    BidsOpened,
    GoodsReceived,
    InvoiceReceived,
    OpenedBid,
    OrderCancelled,
    OrderIssued,
    PaymentMade,
    ProcurementEvent,
    SolicitationCancelled,
    SolicitationClosed,
    SolicitationIssued,
)
from grants.domain.procurement.state import Award, Bid, Evaluation, Lot, Order, Solicitation
from grants.domain.state import Grant


def decide(
    grant: Grant, command: ProcurementCommand, *, by: str, at: datetime
) -> list[ProcurementEvent]:
    """What follows from a command about a lot."""
    lot = grant.lot(command.lot)
    match command:
        case IssueSolicitation():
            return [_solicit(grant, lot, command, at=at)]
        case CloseSolicitation():
            return [_close(lot, command, at=at)]
        case ReceiveBid():
            return [_receive_bid(lot, command, at=at)]
        case OpenBids():
            return [_open(grant, lot, command, by=by, at=at)]
        case EvaluateBids():
            return [_evaluate(grant, lot, command, by=by)]
        case ApproveAward():
            return [_award(grant, lot, command, by=by, at=at)]
        case IssueOrder():
            return [_order(grant, lot, command, at=at)]
        case ReceiveGoods():
            return [_goods(grant, lot, command)]
        case ReceiveInvoice():
            return [_invoice(lot, command)]
        case PayInvoice():
            return [_pay(grant, lot, command, by=by, at=at)]
        case _:
            assert_never(command)


def compensate(grant: Grant, reason: str) -> Iterator[ProcurementEvent]:
    """What procurement undoes when the grant is cancelled; what has been paid stays paid."""
    for name, lot in reversed(grant.procurement.lots.items()):
        if lot.order is not None and not lot.units:
            yield OrderCancelled(lot=name, order=lot.order.number, reason=reason)
        elif lot.order is None and lot.solicitation is not None:
            yield SolicitationCancelled(lot=name, reason=reason)


def _solicit(
    grant: Grant, lot: Lot, command: IssueSolicitation, *, at: datetime
) -> SolicitationIssued:
    if lot.solicitation is not None:
        raise AlreadyDoneError(
            f"Bids for lot {command.lot} have been invited already.",
            mend="Look at the lot with `grants show`.",
            field="lot",
        )
    threshold = next((t for t in grant.policy.methods if t.method is command.method), None)
    ceiling = grant.reserve(command.lot).ceiling
    below = threshold.below if threshold else None
    limit = checks.in_budget(grant, below, field="method") if below else None
    if threshold is None or (limit is not None and not ceiling < limit):
        allowed = f"below {limit}" if limit else "not in the adopted policy"
        raise MethodNotAllowedError(
            f"A lot of {ceiling} may not be bought by {command.method.value}: {allowed}.",
            mend="Use a formal method, or adopt a policy that allows this one.",
            field="method",
        )
    days = working_days_between(at.date(), command.closes.date(), grant.policy)
    if days < threshold.working_days_open or command.closes <= at:
        raise TenderTooShortError(
            f"Bids would be open for {days} working days; {command.method.value} asks for "
            f"{threshold.working_days_open}.",
            mend="Set a later closing time.",
            field="closes",
        )
    return SolicitationIssued.model_validate(command.model_dump(exclude={"type"}))


def _solicited(lot: Lot, name: str) -> Solicitation:
    return checks.needed(
        None if lot.cancelled else lot.solicitation,
        f"No bids have been invited for lot {name}.",
        mend="Issue the solicitation first.",
        field="lot",
    )


def _past_closing(solicitation: Solicitation, name: str, *, at: datetime) -> None:
    checks.needed(
        at >= solicitation.closes,
        f"Bids for lot {name} close on {solicitation.closes.isoformat()}.",
        mend="Open them after that.",
        field="lot",
    )


def _close(lot: Lot, command: CloseSolicitation, *, at: datetime) -> SolicitationClosed:
    solicitation = _solicited(lot, command.lot)
    if solicitation.closed:
        raise AlreadyDoneError(
            f"Bids for lot {command.lot} are closed already.", mend="Nothing has to be done."
        )
    _past_closing(solicitation, command.lot, at=at)
    return SolicitationClosed(lot=command.lot, bids=len(lot.bids))


def _receive_bid(lot: Lot, command: ReceiveBid, *, at: datetime) -> BidReceived:
    solicitation = _solicited(lot, command.lot)
    if command.bid in lot.bids:
        raise DuplicateNameError(
            f"There is a bid {command.bid} for lot {command.lot} already.",
            mend="Give the new bid another short name.",
            field="bid",
        )
    if lot.offers:
        raise ContradictionError(
            f"The bids for lot {command.lot} have been opened.",
            mend="Return the bid unopened and tell its bidder why.",
            field="lot",
        )
    late = at > solicitation.closes
    said = f"received after bids closed on {solicitation.closes.isoformat()}"
    return BidReceived(
        lot=command.lot,
        bid=command.bid,
        supplier=command.supplier,
        commitment=command.commitment,
        envelope=command.envelope,
        irregularities=(said,) if late else (),
    )


def _open(grant: Grant, lot: Lot, command: OpenBids, *, by: str, at: datetime) -> BidsOpened:
    solicitation = _solicited(lot, command.lot)
    if lot.offers:
        raise AlreadyDoneError(
            f"The bids for lot {command.lot} are open.", mend="Evaluate them.", field="lot"
        )
    _past_closing(solicitation, command.lot, at=at)
    _second_officer(grant, command, by=by, at=at)
    checks.regular(grant, command.lot)
    counting = {name: bid for name, bid in lot.bids.items() if grant.counts(bid.sequence)}
    brought = [opening.bid for opening in command.openings]
    if sorted(brought) != sorted(counting) or not counting:
        raise BidsMissingError(
            f"{len(counting)} bids count for lot {command.lot} ({', '.join(counting)}); "
            f"{len(brought)} are brought ({', '.join(brought)}).",
            mend="Bring each bid that counts, once, and no other.",
            field="openings",
        )
    opened = tuple(_unsealed(opening, counting[opening.bid]) for opening in command.openings)
    return BidsOpened(lot=command.lot, officers=(by, command.witness), opened=opened)


def _second_officer(grant: Grant, command: OpenBids, *, by: str, at: datetime) -> None:
    if command.witness == by:
        raise SeparationOfDutiesError(
            "Bids are opened by two officers.",
            mend="Name another procurement officer as witness.",
            field="witness",
        )
    checks.authority(grant, command, by=command.witness, at=at)


def _unsealed(opening: Opening, bid: Bid) -> OpenedBid:
    if opening.offer.commitment(opening.salt) != bid.commitment:
        raise SealBrokenError(
            f"The offer brought for bid {opening.bid} is not the one that was sealed.",
            mend="Take offer and salt from the archived envelope of this bid.",
            field="openings",
        )
    return OpenedBid(bid=opening.bid, supplier=bid.supplier, offer=opening.offer, salt=opening.salt)


def _evaluate(grant: Grant, lot: Lot, command: EvaluateBids, *, by: str) -> BidsEvaluated:
    checks.needed(
        lot.offers,
        f"The bids for lot {command.lot} have not been opened.",
        mend="Have two officers open them first.",
        field="lot",
    )
    if lot.evaluation is not None:
        raise AlreadyDoneError(
            f"The bids for lot {command.lot} have been evaluated.",
            mend="Have the award approved.",
            field="lot",
        )
    checks.apart(by, lot.officers, act="evaluate them", part="opened the bids")
    found = {finding.bid: finding.compliant for finding in command.findings}
    if sorted(found) != sorted(lot.offers):
        raise BidsMissingError(
            f"The bids {', '.join(lot.offers)} were opened; there are findings on "
            f"{', '.join(found)}.",
            mend="Give a finding for each opened bid.",
            field="findings",
        )
    if not found.get(command.recommended, False):
        raise ContradictionError(
            f"Bid {command.recommended} is not found compliant.",
            mend="Recommend a compliant bid.",
            field="recommended",
        )
    _lowest(grant, lot, command, found)
    return BidsEvaluated.model_validate(command.model_dump(exclude={"type"}))


def _lowest(grant: Grant, lot: Lot, command: EvaluateBids, found: dict[str, bool]) -> None:
    prices = {
        name: checks.in_budget(grant, offer.price, field="findings")
        for name, offer in lot.offers.items()
        if found[name]
    }
    lowest = min(prices.values(), key=lambda price: price.amount)
    if lowest < prices[command.recommended] and not command.justification:
        raise NotLowestError(
            f"Bid {command.recommended} is compliant but not the lowest priced.",
            mend="Recommend the lowest priced compliant bid, or give a justification.",
            field="justification",
        )


def _award(
    grant: Grant, lot: Lot, command: ApproveAward, *, by: str, at: datetime
) -> AwardApproved:
    if lot.award is not None:
        raise AlreadyDoneError(
            f"The award of lot {command.lot} is approved.", mend="Issue the order.", field="lot"
        )
    evaluation = _evaluated(lot, command.lot)
    solicitation = _solicited(lot, command.lot)
    checks.apart(
        by,
        [evaluation.by, *lot.officers, solicitation.by, grant.reserve(command.lot).opened_by],
        act="approve the award",
        part="asked for the goods, invited, opened or evaluated the bids",
    )
    checks.regular(grant, command.lot)
    price = lot.offers[evaluation.recommended].price
    committed = checks.in_budget(grant, price, field="lot")
    ceiling = grant.reserve(command.lot).ceiling
    if not committed <= ceiling:
        raise AboveCeilingError(
            f"The recommended bid comes to {committed}; {ceiling} is reserved for lot "
            f"{command.lot}.",
            mend="Evaluate again within the ceiling, or cancel and open a lot with a higher one.",
            field="lot",
        )
    checks.within_delegation(grant, command, committed, by=by, at=at)
    return AwardApproved(
        lot=command.lot,
        bid=evaluation.recommended,
        supplier=lot.bids[evaluation.recommended].supplier,
        price=price,
        committed=committed,
    )


def _evaluated(lot: Lot, name: str) -> Evaluation:
    return checks.needed(
        lot.evaluation,
        f"The bids for lot {name} have not been evaluated.",
        mend="Have an evaluator sign the evaluation first.",
        field="lot",
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


def _order(grant: Grant, lot: Lot, command: IssueOrder, *, at: datetime) -> OrderIssued:
    if lot.order is not None:
        raise AlreadyDoneError(
            f"Lot {command.lot} is ordered already.", mend="Wait for the goods.", field="lot"
        )
    award = _awarded(lot, command.lot)
    checks.regular(grant, command.lot)
    if command.deliver_by < at.date():
        raise WrongDateError(
            f"Delivery by {command.deliver_by} is before the order itself.",
            mend="Set a later delivery date.",
            field="deliver_by",
        )
    return OrderIssued(
        lot=command.lot,
        order=command.order,
        supplier=award.supplier,
        price=award.price,
        deliver_by=command.deliver_by,
        incoterm=command.incoterm,
    )


def _goods(grant: Grant, lot: Lot, command: ReceiveGoods) -> GoodsReceived:
    units = _units(lot, command)
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
        irregularities=tuple(_odd_goods(grant, lot, command.lot, units)),
    )


def _units(lot: Lot, command: ReceiveGoods) -> tuple[str, ...]:
    if bool(command.serials) == bool(command.quantity):
        raise ContradictionError(
            "A receipt gives either serial numbers or a quantity.",
            mend="Give one of the two.",
            field="serials",
        )
    if command.quantity:
        taken = set(lot.units)
        numbered = (f"{command.lot}-{n:04}" for n in count(len(taken) + 1))
        return tuple(islice((unit for unit in numbered if unit not in taken), command.quantity))
    for serial in command.serials:
        if serial in lot.units or command.serials.count(serial) > 1:
            raise DuplicateNameError(
                f"Serial number {serial} is received twice.",
                mend="List each unit once.",
                field="serials",
            )
    return command.serials


def _odd_goods(grant: Grant, lot: Lot, name: str, units: tuple[str, ...]) -> Iterator[str]:
    if lot.order is None:
        yield f"lot {name} has not been ordered"
    ordered = grant.reserve(name).quantity
    if len(lot.units) + len(units) > ordered:
        yield f"{len(lot.units) + len(units)} units received of {ordered} ordered"


def _invoice(lot: Lot, command: ReceiveInvoice) -> InvoiceReceived:
    if command.invoice in lot.invoices:
        raise DuplicateNameError(
            f"Invoice {command.invoice} is registered already.",
            mend="Check the number.",
            field="invoice",
        )
    return InvoiceReceived(
        lot=command.lot,
        invoice=command.invoice,
        amount=command.amount,
        irregularities=tuple(_odd_invoice(lot, command)),
    )


def _odd_invoice(lot: Lot, command: ReceiveInvoice) -> Iterator[str]:
    if lot.order is None or lot.award is None:
        yield f"lot {command.lot} has not been ordered"
        return
    price = lot.award.price
    if command.amount.currency != price.currency:
        yield f"the order is in {price.currency}"
    elif not _sum(lot.invoiced, command.amount) <= price:
        yield "the invoices pass the order's price"


def _sum(sums: list[Money], last: Money) -> Money:
    return total([item for item in sums if item.currency == last.currency], last.currency) + last


def _pay(grant: Grant, lot: Lot, command: PayInvoice, *, by: str, at: datetime) -> PaymentMade:
    invoice = lot.invoices.get(command.invoice)
    if invoice is None:
        raise UnknownSubjectError(
            f"There is no invoice {command.invoice} for lot {command.lot}.",
            mend=f"Name one of: {', '.join(lot.invoices) or '(none yet)'}.",
            field="invoice",
        )
    if invoice.paid:
        raise AlreadyDoneError(
            f"Invoice {command.invoice} is paid.", mend="Nothing has to be done.", field="invoice"
        )
    _ordered(lot, command.lot)
    award = _awarded(lot, command.lot)
    checks.regular(grant, command.lot)
    checks.apart(
        by,
        [award.by, *lot.received_by],
        act="pay its supplier",
        part="approved the award or received the goods",
    )
    if not grant.counts(invoice.sequence):
        raise ThreeWayMatchError(
            f"Invoice {command.invoice} was rejected as irregular.",
            mend="Register the corrected invoice.",
            field="invoice",
        )
    _match(grant, lot, command)
    charged = checks.in_budget(grant, invoice.amount, field="invoice")
    _within_ceiling(grant, lot, command, charged)
    checks.within_delegation(grant, command, charged, by=by, at=at)
    return PaymentMade(
        lot=command.lot,
        invoice=command.invoice,
        supplier=award.supplier,
        amount=invoice.amount,
        charged=charged,
    )


def _within_ceiling(grant: Grant, lot: Lot, command: PayInvoice, charged: Money) -> None:
    ceiling = grant.reserve(command.lot).ceiling
    spent = _sum(list(lot.charged), charged)
    if not spent <= ceiling:
        raise AboveCeilingError(
            f"With invoice {command.invoice}, payments for lot {command.lot} come to {spent}; "
            f"{ceiling} is reserved for it.",
            mend="Adopt a policy with the rate at which the money was committed.",
            field="invoice",
        )


def _match(grant: Grant, lot: Lot, command: PayInvoice) -> None:
    ordered = grant.reserve(command.lot).quantity
    paid = [item.amount for item in lot.invoices.values() if item.paid]
    price = _awarded(lot, command.lot).price
    due = _sum(paid, lot.invoices[command.invoice].amount)
    earned = price.amount * len(lot.usable) / ordered
    if due.currency == price.currency and due.amount <= min(earned, price.amount):
        return
    raise ThreeWayMatchError(
        f"With invoice {command.invoice}, {due} is invoiced for payment; {len(lot.usable)} of "
        f"{ordered} units are received fit for use, of an order of {price}.",
        mend="Pay when the goods that the invoice covers are received.",
        field="invoice",
    )
