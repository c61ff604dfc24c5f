"""How a handover's state follows from its events."""

from typing import Any, assert_never

from grants.domain.delivery.content import Guest
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
from grants.domain.envelope import Envelope
from grants.domain.people import nobody


def evolve(state: DeliveryState, event: DeliveryEvent, told: Envelope) -> DeliveryState:
    """The state after the event; what is about no known handover changes nothing."""
    if isinstance(event, HandoverPlanned):
        after = Handover(title=event.title, with_ceremony=event.ceremony)
    elif event.handover in state.handovers:
        handover = state.handovers[event.handover]
        after = handover.but(**_change(handover, event, told))
    else:
        return state
    return state.but(handovers={**state.handovers, event.handover: after})


def erased(state: DeliveryState, person: str) -> DeliveryState:
    """The state without a person's name and titles."""
    return state.but(
        handovers={name: _without(item, person) for name, item in state.handovers.items()}
    )


def _without(handover: Handover, person: str) -> Handover:
    if handover.ceremony is None:
        return handover
    guests = tuple(
        Guest(person=person, name=nobody(guest.name), title_first=guest.title_first)
        if guest.person == person
        else guest
        for guest in handover.ceremony.guests
    )
    return handover.but(ceremony=handover.ceremony.but(guests=guests))


def _change(handover: Handover, event: DeliveryEvent, told: Envelope) -> dict[str, Any]:
    match event:
        case HandoverPlanned():
            return {}
        case UnitsAllocated():
            return {"allocations": (*handover.allocations, *event.allocations)}
        case CeremonyScheduled():
            ceremony = Ceremony(starts=event.starts, place=event.place, sequence=told.sequence)
            return {"ceremony": ceremony}
        case CeremonyPostponed():
            return _with_ceremony(handover, starts=event.starts)
        case PeopleInvited():
            guests = handover.ceremony.guests if handover.ceremony else ()
            return _with_ceremony(handover, guests=(*guests, *event.guests))
        case CeremonyHeld():
            if handover.ceremony is None:
                ceremony = Ceremony(starts=told.on, place=None, sequence=told.sequence, held=True)
                return {"ceremony": ceremony}
            return _with_ceremony(handover, held=True, sequence=told.sequence)
        case CustodyTransferred():
            return {"custody": _transfer(event, told)}
        case TitleTransferred():
            return {"ownership": _transfer(event, told)}
        case HandoverCancelled():
            return {"cancelled": True}
        case _:
            assert_never(event)


def _with_ceremony(handover: Handover, **change: object) -> dict[str, Any]:
    if handover.ceremony is None:
        return {}
    return {"ceremony": handover.ceremony.but(**change)}


def _transfer(event: CustodyTransferred | TitleTransferred, told: Envelope) -> Transfer:
    return Transfer(
        receiver=event.receiver,
        units=event.units,
        certificate=event.certificate,
        on=told.on,
        known=told.known,
    )
