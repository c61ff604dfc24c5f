"""The rules of buying, command by command."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from grants.domain.procurement import bidding, fulfilment
from grants.domain.procurement.commands import (
    ApproveAward,
    CloseSolicitation,
    EvaluateBids,
    IssueOrder,
    IssueSolicitation,
    OpenBids,
    PayInvoice,
    ProcurementCommand,
    ReceiveBid,
    ReceiveGoods,
    ReceiveInvoice,
)
from grants.domain.procurement.events import OrderCancelled, ProcurementEvent, SolicitationCancelled
from grants.domain.state import Grant


def decide(
    grant: Grant, command: ProcurementCommand, *, by: str, at: datetime
) -> list[ProcurementEvent]:
    """What follows from a command about a lot."""
    lot = grant.lot(command.lot)
    match command:
        case IssueSolicitation():
            return [bidding.solicit(grant, lot, command, at=at)]
        case CloseSolicitation():
            return [bidding.close(lot, command, at=at)]
        case ReceiveBid():
            return [bidding.receive_bid(lot, command, at=at)]
        case OpenBids():
            return [bidding.open_bids(grant, lot, command, by=by, at=at)]
        case EvaluateBids():
            return [bidding.evaluate(grant, lot, command, by=by)]
        case ApproveAward():
            return [bidding.award(grant, lot, command, by=by, at=at)]
        case IssueOrder():
            return [fulfilment.order(grant, lot, command, at=at)]
        case ReceiveGoods():
            return [fulfilment.receive_goods(grant, lot, command)]
        case ReceiveInvoice():
            return [fulfilment.receive_invoice(lot, command)]
        case PayInvoice():
            return [fulfilment.pay(grant, lot, command, by=by, at=at)]
        case _:
            assert_never(command)


def compensate(grant: Grant, reason: str) -> Iterator[ProcurementEvent]:
    """What procurement undoes when the grant is cancelled; what has been paid stays paid."""
    for name, lot in reversed(grant.procurement.lots.items()):
        if lot.order is not None and not lot.units:
            yield OrderCancelled(lot=name, order=lot.order.number, reason=reason)
        elif lot.order is None and lot.solicitation is not None:
            yield SolicitationCancelled(lot=name, reason=reason)
