"""How a handover's state follows from its events."""

from datetime import datetime
from typing import Any, assert_never

from grants.domain.delivery.events import (
    CeremonyHeld,
    CeremonyPostponed,
    CeremonyScheduled,
    CustodyTransferred,
    DeliveryEvent,
    HandoverCancelled,
    HandoverPlanned,
    PeopleInvited,
    TitleTransferred,
    UnitsAllocated,
)
from grants.domain.delivery.state import Ceremony, DeliveryState, Handover, Transfer


def evolve(
    state: DeliveryState, event: DeliveryEvent, *, on: datetime, sequence: int
) -> DeliveryState:
    """The state after the event."""
    if isinstance(event, HandoverPlanned):
        after = Handover(title=event.title, with_ceremony=event.ceremony)
    else:
        handover = state.handovers[event.handover]
        after = handover.model_copy(update=_change(handover, event, on=on, sequence=sequence))
    return state.model_copy(update={"handovers": {**state.handovers, event.handover: after}})


def strike(state: DeliveryState, sequence: int) -> DeliveryState:
    """The state without the ceremony that an irregular event reported, once it is rejected."""
    handovers = {
        name: handover.model_copy(update={"ceremony": _unheld(handover.ceremony, sequence)})
        for name, handover in state.handovers.items()
    }
    return state.model_copy(update={"handovers": handovers})


def _unheld(ceremony: Ceremony | None, sequence: int) -> Ceremony | None:
    if ceremony is None or ceremony.sequence != sequence:
        return ceremony
    return ceremony.model_copy(update={"held": False})


def _change(
    handover: Handover,
    event: DeliveryEvent,
    *,
    on: datetime,
    sequence: int,
) -> dict[str, Any]:
    match event:
        case HandoverPlanned():
            return {}
        case UnitsAllocated():
            return {"allocations": (*handover.allocations, *event.allocations)}
        case CeremonyScheduled():
            ceremony = Ceremony(starts=event.starts, place=event.place, sequence=sequence)
            return {"ceremony": ceremony}
        case CeremonyPostponed():
            return _with_ceremony(handover, starts=event.starts)
        case PeopleInvited():
            guests = handover.ceremony.guests if handover.ceremony else ()
            return _with_ceremony(handover, guests=(*guests, *event.guests))
        case CeremonyHeld():
            if handover.ceremony is None:
                ceremony = Ceremony(starts=on, place=None, sequence=sequence, held=True)
                return {"ceremony": ceremony}
            return _with_ceremony(handover, held=True, sequence=sequence)
        case CustodyTransferred():
            return {"custody": _transfer(event, on)}
        case TitleTransferred():
            return {"ownership": _transfer(event, on)}
        case HandoverCancelled():
            return {"cancelled": True}
        case _:
            assert_never(event)


def _with_ceremony(handover: Handover, **change: object) -> dict[str, Any]:
    if handover.ceremony is None:
        return {}
    return {"ceremony": handover.ceremony.model_copy(update=change)}


def _transfer(event: CustodyTransferred | TitleTransferred, on: datetime) -> Transfer:
    return Transfer(
        receiver=event.receiver, units=event.units, certificate=event.certificate, on=on
    )
