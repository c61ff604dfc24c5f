"""The rules of buying, command by command."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from grants.domain import checks
from grants.domain.messages import Event
from grants.domain.procurement import bidding, fulfilment, lots
from grants.domain.procurement.commands import (
    ApproveAward,
    CancelLot,
    CloseSolicitation,
    EvaluateBids,
    IssueOrder,
    IssueSolicitation,
    OpenBids,
    OpenLot,
    PayInvoice,
    ProcurementCommand,
    ReceiveBid,
    ReceiveGoods,
    ReceiveInvoice,
)
from grants.domain.state import Grant


def decide(grant: Grant, command: ProcurementCommand, *, by: str, at: datetime) -> list[Event]:
    """What follows from a command about a lot."""
    if isinstance(command, OpenLot):
        return [lots.opened(grant, command, at=at)]
    lot = checks.lot(grant, command.lot)
    match command:
        case CancelLot():
            return lots.given_up(grant, lot, command)
        case IssueSolicitation():
            return [bidding.solicit(grant, lot, command, at=at)]
        case CloseSolicitation():
            return [bidding.close(lot, command, at=at)]
        case ReceiveBid():
            return [bidding.receive_bid(grant, lot, command, at=at)]
        case OpenBids():
            return [bidding.open_bids(grant, lot, command, by=by, at=at)]
        case EvaluateBids():
            return [bidding.evaluate(grant, lot, command, by=by, at=at)]
        case ApproveAward():
            return [bidding.award(grant, lot, command, by=by, at=at)]
        case IssueOrder():
            return [fulfilment.order(grant, lot, command, at=at)]
        case ReceiveGoods():
            return [fulfilment.receive_goods(grant, lot, command)]
        case ReceiveInvoice():
            return [fulfilment.receive_invoice(grant, lot, command)]
        case PayInvoice():
            return [fulfilment.pay(grant, lot, command, by=by, at=at)]
        case _:
            assert_never(command)


def compensate(grant: Grant, reason: str) -> Iterator[Event]:
    """What procurement undoes when the grant is cancelled, last lot first."""
    for name, lot in reversed(grant.procurement.lots.items()):
        if not lot.cancelled:
            yield from lots.undone(grant, name, lot, reason)
