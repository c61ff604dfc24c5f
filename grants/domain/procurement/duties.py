"""What procurement asks of people next."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from grants.domain.model import Phase, once
from grants.domain.people import Role
from grants.domain.policy import Policy
from grants.domain.procurement.state import Lot, Solicitation
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


def _of_lot(name: str, lot: Lot, policy: Policy) -> Iterator[Duty]:
    if lot.order is not None:
        yield from _after_order(name, lot, policy)
    elif lot.award is not None:
        yield _duty(name, lot, "order", Role.PROCUREMENT, "Issue the order", "issue-order")
    elif lot.evaluation is not None:
        yield _duty(name, lot, "award", Role.APPROVER, "Approve the award", "approve-award")
    elif lot.offers:
        yield _duty(name, lot, "evaluate", Role.EVALUATOR, "Evaluate the bids", "evaluate-bids")
    elif lot.solicitation is None:
        yield _duty(name, lot, "solicit", Role.PROCUREMENT, "Invite bids", "issue-solicitation")
    else:
        yield _of_bids(name, lot, lot.solicitation)


def _of_bids(name: str, lot: Lot, solicitation: Solicitation) -> Duty:
    if not solicitation.closed:
        closes = solicitation.closes
        return _duty(name, lot, "bids", Role.PROCUREMENT, "Bids close", "receive-bid", due=closes)
    if lot.bids:
        return _duty(name, lot, "open-bids", Role.PROCUREMENT, "Open the bids", "open-bids")
    return _duty(
        name, lot, "give-up", Role.PROGRAMME, "Give the lot up: no bid counts", "cancel-lot"
    )


def _after_order(name: str, lot: Lot, policy: Policy) -> Iterator[Duty]:
    if lot.order is not None and len(lot.usable) < lot.quantity:
        due = policy.close_of(lot.order.deliver_by)
        yield _duty(
            name, lot, "receive", Role.PROGRAMME, "Receive the goods", "receive-goods", due=due
        )
    if not lot.invoices:
        yield _duty(name, lot, "invoice", Role.FINANCE, "Register the invoice", "receive-invoice")
    for number, invoice in lot.invoices.items():
        if not invoice.paid:
            due = invoice.on + timedelta(days=policy.payment_days)
            duty = _duty(name, lot, "pay", Role.FINANCE, "Pay the invoice", "pay-invoice", due=due)
            yield duty.but(key=f"{duty.key}/{number}", given={**duty.given, "invoice": number})


def _duty(
    name: str,
    lot: Lot,
    key: str,
    role: Role,
    what: str,
    command: str,
    *,
    due: datetime | None = None,
) -> Duty:
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
