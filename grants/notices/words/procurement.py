"""What the events of procurement say, with sums and suppliers for those who may see them."""

from collections.abc import Iterator

from grants.domain.procurement.events import (
    AwardApproved,
    BidReceived,
    BidsEvaluated,
    BidsOpened,
    GoodsReceived,
    InvoiceReceived,
    OrderCancelled,
    OrderIssued,
    OrderShortened,
    PaymentMade,
    SolicitationCancelled,
    SolicitationClosed,
    SolicitationIssued,
)
from grants.notices import plain
from grants.notices.sight import Sight
from grants.notices.words import said


@said.words.register
def _(event: SolicitationIssued, sight: Sight) -> Iterator[str]:
    number = f" {sight.free(event.number)}" if event.number else ""
    yield f"Bids are invited for {said.lot(sight, event.lot)} by {event.method.value}{number}."
    yield f"They close: {said.moment(sight, event.closes)}."


@said.words.register
def _(event: BidReceived, sight: Sight) -> Iterator[str]:
    who = sight.supplier("supplier", event.supplier)
    yield f"A sealed bid of {who} came in for {said.lot(sight, event.lot)}: {event.bid}."


@said.words.register
def _(event: SolicitationClosed, sight: Sight) -> Iterator[str]:
    bids = plain.counted(event.bids, "bid")
    yield f"{bids} came in for {said.lot(sight, event.lot)}; none is opened yet."


@said.words.register
def _(event: BidsOpened, sight: Sight) -> Iterator[str]:
    yield f"{plain.counted(len(event.opened), 'bid')} for {said.lot(sight, event.lot)}:"
    for bid in event.opened:
        price = sight.sum("opened", bid.offer.price)
        within = (
            f", within {plain.counted(bid.offer.delivery_days, 'day')}"
            if (bid.offer.delivery_days is not None)
            else ""
        )
        yield f"{bid.bid}: {sight.supplier('opened', bid.supplier)}, {price}{within}."


@said.words.register
def _(event: BidsEvaluated, sight: Sight) -> Iterator[str]:
    lot = sight.grant.procurement.lots.get(event.lot)
    offer = lot.offers.get(event.recommended) if lot else None
    bid = lot.bids.get(event.recommended) if lot else None
    yield f"Recommended for {said.lot(sight, event.lot)}: bid {event.recommended}."
    if offer is not None and bid is not None:
        price = sight.sum("recommended", offer.price)
        yield f"It is that of {sight.supplier('recommended', bid.supplier)}, at {price}."
    for finding in event.findings:
        found = "meets the requirements" if finding.compliant else "does not meet them"
        why = f": “{sight.free(finding.reason)}”" if finding.reason else "."
        yield f"Bid {finding.bid} {found}{why}"
    if event.justification:
        yield f"Justification: “{sight.free(event.justification)}”"


@said.words.register
def _(event: AwardApproved, sight: Sight) -> Iterator[str]:
    who, price = sight.supplier("supplier", event.supplier), sight.sum("price", event.price)
    yield f"{said.capital(said.lot(sight, event.lot))} goes to {who}, at {price}."


@said.words.register
def _(event: OrderIssued, sight: Sight) -> Iterator[str]:
    who, price = sight.supplier("supplier", event.supplier), sight.sum("price", event.price)
    number = sight.free(event.order) if sight.in_money else "An order"
    yield f"{number} to {who} for {said.lot(sight, event.lot)}, at {price}."
    term = f" ({sight.free(event.incoterm)})" if event.incoterm else ""
    yield f"To be delivered by {plain.day(event.deliver_by)}{term}."


@said.words.register
def _(event: GoodsReceived, sight: Sight) -> Iterator[str]:
    yield f"{plain.counted(len(event.units), 'unit')} arrived for {said.lot(sight, event.lot)}."
    if event.damaged:
        yield f"Not fit for use: {len(event.damaged)}."


@said.words.register
def _(event: InvoiceReceived, sight: Sight) -> Iterator[str]:
    number = f" {sight.free(event.invoice)}" if sight.in_money else ""
    yield f"Invoice{number} for {said.lot(sight, event.lot)}: {sight.sum('amount', event.amount)}."
    if event.replaces and sight.in_money:
        yield f"It corrects invoice {sight.free(event.replaces)}."


@said.words.register
def _(event: PaymentMade, sight: Sight) -> Iterator[str]:
    who, amount = sight.supplier("supplier", event.supplier), sight.sum("amount", event.amount)
    number = f" on invoice {sight.free(event.invoice)}" if sight.in_money else ""
    yield f"Paid to {who} for {said.lot(sight, event.lot)}: {amount}{number}."


@said.words.register
def _(event: SolicitationCancelled, sight: Sight) -> Iterator[str]:
    yield f"The bids for {said.lot(sight, event.lot)} go back unopened."
    yield f"Reason: “{sight.free(event.reason)}”"


@said.words.register
def _(event: OrderCancelled, sight: Sight) -> Iterator[str]:
    yield f"The order for {said.lot(sight, event.lot)} is called off."
    yield f"Reason: “{sight.free(event.reason)}”"


@said.words.register
def _(event: OrderShortened, sight: Sight) -> Iterator[str]:
    gone = plain.counted(event.quantity, "unit")
    yield f"{gone} of {said.lot(sight, event.lot)} will not come: the rest is called off."
    price, freed = sight.sum("price", event.price), sight.sum("released", event.released)
    yield f"The order comes to {price} now; free again: {freed}."
    yield f"Reason: “{sight.free(event.reason)}”"
