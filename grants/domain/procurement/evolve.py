"""How a lot's state follows from its events, and what they post."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, assert_never

from grants.domain.envelope import Envelope
from grants.domain.ledger import HELD, POOL, Posting
from grants.domain.money import Money
from grants.domain.procurement.events import (
    AwardApproved,
    BidReceived,
    BidsEvaluated,
    BidsOpened,
    GoodsReceived,
    InvoiceReceived,
    LotCancelled,
    LotOpened,
    OrderCancelled,
    OrderIssued,
    OrderShortened,
    PaymentMade,
    ProcurementEvent,
    SolicitationCancelled,
    SolicitationClosed,
    SolicitationIssued,
)
from grants.domain.procurement.state import (
    Award,
    Bid,
    Consignment,
    Evaluation,
    Invoice,
    Lot,
    Order,
    ProcurementState,
    Solicitation,
)
from grants.domain.state import Grant

_Later = (
    LotOpened
    | OrderIssued
    | OrderShortened
    | GoodsReceived
    | InvoiceReceived
    | PaymentMade
    | LotCancelled
    | SolicitationCancelled
    | OrderCancelled
)
"""What `_change` leaves to `_fulfilled`."""


def evolve(state: ProcurementState, event: ProcurementEvent, told: Envelope) -> ProcurementState:
    """The state after the event; what is about a lot that is not there changes nothing."""
    if isinstance(event, LotOpened):
        return state.but(lots={**state.lots, event.lot: _opened(event, told)})
    lot = state.lots.get(event.lot)
    if lot is None:
        return state
    after = lot.but(**_change(lot, event, told))
    return state.but(lots={**state.lots, event.lot: after})


def _opened(event: LotOpened, told: Envelope) -> Lot:
    return Lot(
        title=event.title,
        goods=event.goods,
        quantity=event.quantity,
        ceiling=event.ceiling,
        donor=event.donor,
        opened_by=told.actor,
        sequence=told.sequence,
    )


def _change(lot: Lot, event: ProcurementEvent, told: Envelope) -> dict[str, Any]:
    match event:
        case SolicitationIssued():
            solicitation = Solicitation(
                method=event.method, closes=event.closes, by=told.actor, sequence=told.sequence
            )
            return {"solicitation": solicitation}
        case SolicitationClosed():
            closed = lot.solicitation and lot.solicitation.but(closed=True)
            return {"solicitation": closed}
        case BidReceived():
            bid = Bid(
                supplier=event.supplier,
                commitment=event.commitment,
                envelope=event.envelope,
                on=told.on,
                sequence=told.sequence,
            )
            return {"bids": {**lot.bids, event.bid: bid}}
        case BidsOpened():
            return {
                "officers": event.officers,
                "offers": {opened.bid: opened.offer for opened in event.opened},
            }
        case BidsEvaluated():
            return {"evaluation": Evaluation(by=told.actor, recommended=event.recommended)}
        case AwardApproved():
            award = Award(
                by=told.actor, supplier=event.supplier, price=event.price, committed=event.committed
            )
            return {"award": award}
        case _:
            return _fulfilled(lot, event, told)


def _fulfilled(lot: Lot, event: _Later, told: Envelope) -> dict[str, Any]:
    match event:
        case OrderIssued():
            order = Order(
                number=event.order,
                deliver_by=event.deliver_by,
                by=told.actor,
                on=told.on,
                sequence=told.sequence,
            )
            return {"order": order}
        case GoodsReceived():
            consignment = Consignment(
                units=event.units, damaged=event.damaged, by=told.actor, sequence=told.sequence
            )
            return {"consignments": (*lot.consignments, consignment)}
        case InvoiceReceived():
            invoice = Invoice(amount=event.amount, on=told.on, sequence=told.sequence)
            return {"invoices": {**_corrected(lot, event.replaces), event.invoice: invoice}}
        case PaymentMade():
            invoice = lot.invoices.get(
                event.invoice, Invoice(amount=event.amount, on=told.on, sequence=told.sequence)
            )
            return {"invoices": {**lot.invoices, event.invoice: invoice.but(paid=True)}}
        case OrderShortened():
            called_off = lot.order and lot.order.but(
                called_off=lot.order.called_off + event.quantity
            )
            return {"order": called_off}
        case LotCancelled():
            return {"cancelled": True}
        case LotOpened() | SolicitationCancelled() | OrderCancelled():
            return {}
        case _:
            assert_never(event)


def _corrected(lot: Lot, replaced: str | None) -> dict[str, Invoice]:
    """The invoices once one of them is replaced; one that was paid meanwhile stays paid."""
    old = lot.invoices.get(replaced) if replaced else None
    if replaced is None or old is None or old.paid:
        return lot.invoices
    return {**lot.invoices, replaced: old.but(replaced=True)}


def postings(grant: Grant, event: ProcurementEvent) -> Iterator[Posting]:
    """What the event moves between what is available, reserved, committed and paid for the lot.

    `grant` is as it was before the event.
    """
    lot = grant.procurement.lots.get(event.lot)
    donor = event.donor if isinstance(event, LotOpened) else lot and lot.donor
    whose = donor or POOL
    available = f"available/{whose}"
    reserved, committed, paid = (f"{kind}/{event.lot}/{whose}" for kind in HELD)
    match event:
        case LotOpened():
            yield Posting(event.ceiling, available, reserved)
        case LotCancelled():
            for account in (reserved, committed):
                left = grant.ledger.balance(account, event.released.currency)
                yield Posting(Money.of(left, event.released.currency), account, available)
        case OrderShortened():
            yield Posting(event.released, committed, available)
        case AwardApproved():
            rate = _rate(event.price, event.committed)
            yield Posting(event.committed, reserved, committed, rate)
        case PaymentMade():
            # what the rate of the day makes dearer than the award comes from the reserve
            held = grant.ledger.balance(committed, event.charged.currency)
            first = min(held, event.charged.amount)
            rate = _rate(event.amount, event.charged)
            for account, amount in ((committed, first), (reserved, event.charged.amount - first)):
                yield Posting(Money.of(amount, event.charged.currency), account, paid, rate)
        case (
            SolicitationIssued()
            | SolicitationClosed()
            | SolicitationCancelled()
            | BidReceived()
            | BidsOpened()
            | BidsEvaluated()
            | OrderIssued()
            | OrderCancelled()
            | GoodsReceived()
            | InvoiceReceived()
        ):
            return
        case _:
            assert_never(event)


def _rate(paid: Money, charged: Money) -> Decimal | None:
    return charged.amount / paid.amount if paid.amount else None
