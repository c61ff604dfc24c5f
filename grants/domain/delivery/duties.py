"""What delivery asks of people next."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from grants.domain.delivery.state import Handover
from grants.domain.model import Stage
from grants.domain.people import Role
from grants.domain.state import Duty, Grant

TO_REPORT: Final = timedelta(days=1)
"""After a ceremony's start: by then it is reported as held, or put off."""


def duties(grant: Grant) -> Iterator[Duty]:
    """Open duties of delivery, handover by handover, in life order."""
    handovers = {
        name: handover
        for name, handover in grant.delivery.handovers.items()
        if not handover.cancelled
    }
    for name, handover in handovers.items():
        yield from _of_handover(name, handover)
    free = sum(
        len(set(lot.usable) - grant.allocated(name)) for name, lot in grant.procurement.lots.items()
    )
    if free and all(handover.delivered for handover in handovers.values()):
        yield Duty(
            key="plan-handover",
            stage=Stage.DELIVERY,
            subject="",
            role=Role.PROGRAMME,
            what=f"Plan the handover of {free} units in stock",
        )
    elif free and all(handover.allocations for handover in handovers.values()):
        yield Duty(
            key="allocate-rest",
            stage=Stage.DELIVERY,
            subject="",
            role=Role.PROGRAMME,
            what=f"Allocate {free} units in stock",
        )


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
        stage=Stage.DELIVERY,
        subject=name,
        role=role,
        what=f"{what}: {handover.title}",
        due=due,
        cause=handover.ceremony.sequence if handover.ceremony else None,
    )
