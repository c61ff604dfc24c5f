"""What procurement asks of people next."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from grants.domain.model import Phase, once
from grants.domain.people import Role
from grants.domain.policy import Policy
from grants.domain.procurement.state import Lot
from grants.domain.state import Duty, Grant


def duties(grant: Grant) -> Iterator[Duty]:
    """Open duties of procurement, lot by lot, in life order."""
    if grant.ledger.received() and not grant.procurement.lots:
        yield Duty(
            key="open-lot",
            phase=Phase.PROCUREMENT,
            subject="",
            role=Role.PROGRAMME,
            what="Open a lot and reserve its ceiling",
            command="open-lot",
        )
    policy = grant.policy
    # a lot's duties hang on the lot and the policy alone: lots at rest are not asked again
    kept = f"duties {policy.sha256}"
    for name, lot in grant.procurement.lots.items():
        if not lot.cancelled:
            yield from once(lot, kept, partial(_all, name, lot, policy))


def _all(name: str, lot: Lot, policy: Policy) -> tuple[Duty, ...]:
    return tuple(_of_lot(name, lot, policy))


DOES: Final[dict[str, tuple[Role, str, str]]] = {
    "solicit": (Role.PROCUREMENT, "Invite bids", "issue-solicitation"),
    "bids": (Role.PROCUREMENT, "Bids close", "receive-bid"),
    "open-bids": (Role.PROCUREMENT, "Open the bids", "open-bids"),
    "give-up": (Role.PROGRAMME, "Give the lot up: no bid counts", "cancel-lot"),
    "evaluate": (Role.EVALUATOR, "Evaluate the bids", "evaluate-bids"),
    "award": (Role.APPROVER, "Approve the award", "approve-award"),
    "order": (Role.PROCUREMENT, "Issue the order", "issue-order"),
    "receive": (Role.PROGRAMME, "Receive the goods", "receive-goods"),
    "invoice": (Role.FINANCE, "Register the invoice", "receive-invoice"),
    "pay": (Role.FINANCE, "Pay the invoice", "pay-invoice"),
}
"""Who does each duty of a lot, what it is, and by which command."""


def _of_lot(name: str, lot: Lot, policy: Policy) -> Iterator[Duty]:
    if lot.order is not None:
        yield from _after_order(name, lot, policy)
    elif lot.award is not None:
        yield _duty("order", name, lot)
    elif lot.evaluation is not None:
        yield _duty("award", name, lot)
    elif lot.offers:
        yield _duty("evaluate", name, lot)
    elif lot.solicitation is None:
        yield _duty("solicit", name, lot)
    elif not lot.solicitation.closed:
        yield _duty("bids", name, lot, due=lot.solicitation.closes)
    else:
        yield _duty("open-bids" if lot.bids else "give-up", name, lot)


def _after_order(name: str, lot: Lot, policy: Policy) -> Iterator[Duty]:
    if lot.order is not None and lot.missing > 0:
        yield _duty("receive", name, lot, due=policy.close_of(lot.order.deliver_by))
    if not lot.invoices and lot.expected:
        yield _duty("invoice", name, lot)
    for number, invoice in lot.invoices.items():
        if invoice.open:
            due = invoice.on + timedelta(days=policy.payment_days)
            duty = _duty("pay", name, lot, due=due)
            yield duty.but(key=f"{duty.key}/{number}", given={**duty.given, "invoice": number})


def _duty(key: str, name: str, lot: Lot, *, due: datetime | None = None) -> Duty:
    role, what, command = DOES[key]
    return Duty(
        key=f"{key}/{name}",
        phase=Phase.PROCUREMENT,
        subject=name,
        role=role,
        what=f"{what}: {lot.title}",
        due=due,
        cause=lot.sequence,
        command=command,
        given={"lot": name},
    )
