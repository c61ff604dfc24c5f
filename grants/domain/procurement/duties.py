"""What procurement asks of people next."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from grants.domain.model import Stage
from grants.domain.people import Role
from grants.domain.procurement.state import Lot
from grants.domain.state import Duty, Grant


def duties(grant: Grant) -> Iterator[Duty]:
    """Open duties of procurement, lot by lot, in life order."""
    for name, reserve in grant.agreement.lots.items():
        lot = grant.procurement.lots.get(name, Lot())
        if reserve.released or lot.cancelled:
            continue
        yield from _of_lot(grant, name, lot)


def _of_lot(grant: Grant, name: str, lot: Lot) -> Iterator[Duty]:
    solicitation = lot.solicitation
    if lot.order is not None:
        yield from _after_order(grant, name, lot)
    elif lot.award is not None:
        yield _duty(grant, name, f"order/{name}", Role.PROCUREMENT, "Issue the order")
    elif lot.evaluation is not None:
        yield _duty(grant, name, f"award/{name}", Role.APPROVER, "Approve the award")
    elif lot.offers:
        yield _duty(grant, name, f"evaluate/{name}", Role.EVALUATOR, "Evaluate the bids")
    elif solicitation is None:
        yield _duty(grant, name, f"solicit/{name}", Role.PROCUREMENT, "Invite bids")
    elif solicitation.closed:
        yield _duty(grant, name, f"open-bids/{name}", Role.PROCUREMENT, "Open the bids")
    else:
        yield _duty(
            grant, name, f"bids/{name}", Role.PROCUREMENT, "Bids close", due=solicitation.closes
        )


def _after_order(grant: Grant, name: str, lot: Lot) -> Iterator[Duty]:
    if lot.order is not None and len(lot.usable) < grant.reserve(name).quantity:
        due = datetime.combine(lot.order.deliver_by, time(17), tzinfo=UTC)
        yield _duty(grant, name, f"receive/{name}", Role.PROGRAMME, "Receive the goods", due=due)
    counting = [item for item in lot.invoices.values() if grant.counts(item.sequence)]
    if not counting:
        yield _duty(grant, name, f"invoice/{name}", Role.FINANCE, "Register the invoice")
    for number, invoice in lot.invoices.items():
        if not invoice.paid and grant.counts(invoice.sequence):
            due = invoice.on + timedelta(days=grant.policy.payment_days)
            key = f"pay/{name}/{number}"
            yield _duty(grant, name, key, Role.FINANCE, "Pay the invoice", due=due)


def _duty(
    grant: Grant, name: str, key: str, role: Role, what: str, *, due: datetime | None = None
) -> Duty:
    reserve = grant.reserve(name)
    return Duty(
        key=key,
        stage=Stage.PROCUREMENT,
        subject=name,
        role=role,
        what=f"{what}: {reserve.title}",
        due=due,
        cause=reserve.sequence,
    )
