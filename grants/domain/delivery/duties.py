"""What delivery asks of people next."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from grants.domain.delivery.state import Handover
from grants.domain.model import Phase, once
from grants.domain.people import Role
from grants.domain.state import Duty, Grant

TO_REPORT: Final = timedelta(days=1)
"""After a ceremony's start: by then it is reported as held, or put off."""
DOES: Final = {
    "allocate": "allocate-units",
    "schedule": "schedule-ceremony",
    "ceremony": "hold-ceremony",
    "custody": "transfer-custody",
    "title": "transfer-title",
}
"""The command that does each duty."""


def duties(grant: Grant) -> Iterator[Duty]:
    """Open duties of delivery, handover by handover, in life order."""
    handovers = {
        name: handover
        for name, handover in grant.delivery.handovers.items()
        if not handover.cancelled
    }
    for name, handover in handovers.items():
        yield from once(handover, "duties", partial(_kept, name, handover))
    stock = sum(len(lot.usable) for lot in grant.procurement.lots.values())
    free = stock - sum(len(handover.units) for handover in handovers.values())
    if free and all(handover.delivered for handover in handovers.values()):
        yield _of_stock("plan-handover", f"Plan the handover of {free} units in stock")
    elif free and all(handover.allocations for handover in handovers.values()):
        yield _of_stock("allocate-rest", f"Allocate {free} units in stock")


def _of_stock(key: str, what: str) -> Duty:
    return Duty(
        key=key,
        phase=Phase.DELIVERY,
        subject="",
        role=Role.PROGRAMME,
        what=what,
        command="plan-handover" if key == "plan-handover" else "allocate-units",
    )


def _kept(name: str, handover: Handover) -> tuple[Duty, ...]:
    return tuple(_of_handover(name, handover))


def _of_handover(name: str, handover: Handover) -> Iterator[Duty]:
    ceremony = handover.ceremony
    if not handover.allocations:
        yield _duty(name, handover, "allocate", Role.PROGRAMME, "Allocate units")
    elif handover.custody is None and handover.with_ceremony and ceremony is None:
        yield _duty(name, handover, "schedule", Role.PROGRAMME, "Schedule the ceremony")
    elif handover.custody is None and ceremony is not None and not ceremony.held:
        yield _duty(
            name,
            handover,
            "ceremony",
            Role.PROGRAMME,
            "Hold the ceremony and report it",
            due=ceremony.starts + TO_REPORT,
        )
    elif handover.custody is None:
        yield _duty(name, handover, "custody", Role.PROGRAMME, "Transfer custody")
    elif handover.ownership is None:
        yield _duty(name, handover, "title", Role.APPROVER, "Transfer title")


def _duty(
    name: str, handover: Handover, key: str, role: Role, what: str, *, due: datetime | None = None
) -> Duty:
    return Duty(
        key=f"{key}/{name}",
        phase=Phase.DELIVERY,
        subject=name,
        role=role,
        what=f"{what}: {handover.title}",
        due=due,
        cause=handover.ceremony.sequence if handover.ceremony else None,
        command=DOES[key],
        given={"handover": name},
    )
