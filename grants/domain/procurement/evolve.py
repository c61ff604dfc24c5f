"""How a lot's state follows from its events."""

from datetime import datetime
from typing import Any, assert_never

from grants.domain.procurement.events import (
    AwardApproved,
    BidReceived,
    BidsEvaluated,
    BidsOpened,
    GoodsReceived,
    InvoiceReceived,
    OrderCancelled,
    OrderIssued,
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


def evolve(
    state: ProcurementState, event: ProcurementEvent, *, by: str, on: datetime, sequence: int
) -> ProcurementState:
    """The state after the event."""
    lot = state.lots.get(event.lot, Lot())
    after = lot.model_copy(update=_change(lot, event, by=by, on=on, sequence=sequence))
    return state.model_copy(update={"lots": {**state.lots, event.lot: after}})


def strike(state: ProcurementState, sequence: int) -> ProcurementState:
    """The state without the goods that an irregular event reported, once it is rejected."""
    lots = {
        name: lot.model_copy(
            update={
                "consignments": tuple(
                    part for part in lot.consignments if part.sequence != sequence
                )
            }
        )
        for name, lot in state.lots.items()
    }
    return state.model_copy(update={"lots": lots})


def _change(
    lot: Lot, event: ProcurementEvent, *, by: str, on: datetime, sequence: int
) -> dict[str, Any]:
    match event:
        case SolicitationIssued():
            solicitation = Solicitation(
                method=event.method, closes=event.closes, by=by, sequence=sequence
            )
            return {"solicitation": solicitation}
        case SolicitationClosed():
            assert lot.solicitation is not None  # noqa: S101
            return {"solicitation": lot.solicitation.model_copy(update={"closed": True})}
        case BidReceived():
            bid = Bid(
                supplier=event.supplier,
                commitment=event.commitment,
                envelope=event.envelope,
                on=on,
                sequence=sequence,
            )
            return {"bids": {**lot.bids, event.bid: bid}}
        case BidsOpened():
            return {
                "officers": event.officers,
                "offers": {opened.bid: opened.offer for opened in event.opened},
            }
        case BidsEvaluated():
            compliant = tuple(found.bid for found in event.findings if found.compliant)
            evaluation = Evaluation(by=by, recommended=event.recommended, compliant=compliant)
            return {"evaluation": evaluation}
        case AwardApproved():
            award = Award(
                by=by, supplier=event.supplier, price=event.price, committed=event.committed
            )
            return {"award": award}
        case OrderIssued():
            order = Order(
                number=event.order, deliver_by=event.deliver_by, by=by, on=on, sequence=sequence
            )
            return {"order": order}
        case GoodsReceived():
            consignment = Consignment(
                units=event.units, damaged=event.damaged, by=by, sequence=sequence
            )
            return {"consignments": (*lot.consignments, consignment)}
        case InvoiceReceived():
            invoice = Invoice(amount=event.amount, on=on, sequence=sequence)
            return {"invoices": {**lot.invoices, event.invoice: invoice}}
        case PaymentMade():
            paid = lot.invoices[event.invoice].model_copy(update={"paid": True})
            return {
                "invoices": {**lot.invoices, event.invoice: paid},
                "charged": (*lot.charged, event.charged),
            }
        case SolicitationCancelled() | OrderCancelled():
            return {"cancelled": True}
        case _:
            assert_never(event)
