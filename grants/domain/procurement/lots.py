"""How a lot begins and how it is given up: what it may cost, and whose money that is."""

from collections.abc import Iterator
from datetime import datetime

from grants.domain import checks
from grants.domain.errors import ContradictionError, DuplicateNameError, InsufficientFundsError
from grants.domain.messages import Event, recorded
from grants.domain.money import Money
from grants.domain.procurement.commands import CancelLot, OpenLot
from grants.domain.procurement.events import (
    LotCancelled,
    LotOpened,
    OrderCancelled,
    SolicitationCancelled,
)
from grants.domain.procurement.state import Lot
from grants.domain.rules import AVAILABLE_MONEY
from grants.domain.state import Grant


def opened(grant: Grant, command: OpenLot, *, at: datetime) -> LotOpened:
    """Open a lot within what is free: of its donor's money, or of the pool."""
    if command.lot in grant.procurement.lots:
        raise DuplicateNameError(
            f"There is a lot {command.lot} already.",
            mend="Give the new lot another short name.",
            field="lot",
        )
    if command.donor is not None:
        checks.donor(grant, command.donor)
    ceiling = checks.in_budget(grant, command.ceiling, at=at, field="ceiling")
    checks.regular(grant, "")
    free = grant.free(command.donor)
    if not ceiling <= free:
        whose = f" of {command.donor}'s money" if command.donor else ""
        raise InsufficientFundsError(
            f"{ceiling} is to be reserved for lot {command.lot}; {free}{whose} may still be spent "
            "on goods.",
            mend="Lower the ceiling, or record the contribution that pays for it.",
            field="ceiling",
            rule=AVAILABLE_MONEY,
        )
    return recorded(LotOpened, command.but(ceiling=ceiling))


def given_up(grant: Grant, lot: Lot, command: CancelLot) -> list[Event]:
    """Give a lot up on somebody's request, as long as none of its goods are here."""
    if lot.arrived:
        raise ContradictionError(
            f"Goods of lot {command.lot} have been received.",
            mend="Hand them over; what has not come can be left unordered.",
            field="lot",
        )
    checks.regular(grant, command.lot)
    return list(undone(grant, command.lot, lot, command.reason))


def undone(grant: Grant, name: str, lot: Lot, reason: str) -> Iterator[Event]:
    """What a lot takes back, last thing first; what has been paid stays paid."""
    if lot.order is not None and not lot.arrived:
        yield OrderCancelled(lot=name, order=lot.order.number, reason=reason)
    elif lot.order is None and lot.solicitation is not None:
        yield SolicitationCancelled(lot=name, reason=reason)
    left = grant.ledger.lot(name) - grant.ledger.paid(name)
    yield LotCancelled(lot=name, reason=reason, released=Money.of(left, grant.currency))
