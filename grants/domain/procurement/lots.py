"""How a lot begins and how it is given up: what it may cost, and whose money that is."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from grants.domain import checks
from grants.domain.errors import ContradictionError, DuplicateNameError, InsufficientFundsError
from grants.domain.ledger import POOL
from grants.domain.messages import Event, recorded
from grants.domain.money import Money, total
from grants.domain.procurement.commands import CancelLot, OpenLot
from grants.domain.procurement.events import (
    LotCancelled,
    LotOpened,
    OrderCancelled,
    OrderShortened,
    SolicitationCancelled,
)
from grants.domain.procurement.state import Lot, Order
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
    """Give up a lot, or what has not come of its order; what has come stays, ordered or not."""
    checks.regular(grant, command.lot)
    if lot.order is None or not lot.arrived:
        return list(undone(grant, command.lot, lot, command.reason))
    if lot.missing <= 0:
        raise ContradictionError(
            f"All goods of lot {command.lot} have been received.",
            mend="Hand them over.",
            field="lot",
        )
    return [_shortened(grant, lot, lot.order, command)]


def _shortened(grant: Grant, lot: Lot, order: Order, command: CancelLot) -> OrderShortened:
    """Call off what has not come; what is owed for what has come stays committed."""
    policy, earned = grant.policy, lot.earned
    price = earned.over(Decimal(1), digits=policy.digits(earned.currency))
    account = f"committed/{command.lot}/{lot.donor or POOL}"
    held = Money.of(grant.ledger.balance(account, grant.currency), grant.currency)
    released = held - min(held, _owed(grant, lot), key=lambda money: money.amount)
    return recorded(
        OrderShortened,
        command,
        order=order.number,
        quantity=lot.missing,
        price=price,
        released=released.over(Decimal(1), digits=policy.digits(grant.currency)),
    )


def _owed(grant: Grant, lot: Lot) -> Money:
    """What is still to be paid for what has come, at the rate at which the price was committed."""
    award = lot.award
    if award is None or not award.price.amount:
        return Money.zero(grant.currency)
    paid = total((item.amount for item in lot.invoices.values() if item.paid), award.price.currency)
    share = max(Decimal(0), lot.earned.amount - paid.amount) / award.price.amount
    return Money.of(award.committed.amount * share, grant.currency)


def undone(grant: Grant, name: str, lot: Lot, reason: str) -> Iterator[Event]:
    """What a lot takes back, last thing first; what has been paid stays paid."""
    if lot.order is not None and not lot.arrived:
        yield OrderCancelled(lot=name, order=lot.order.number, reason=reason)
    elif lot.order is None and lot.solicitation is not None:
        yield SolicitationCancelled(lot=name, reason=reason)
    left = grant.ledger.lot(name) - grant.ledger.paid(name)
    yield LotCancelled(lot=name, reason=reason, released=Money.of(left, grant.currency))
