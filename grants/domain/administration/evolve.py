"""How the state of the grant as a whole follows from its events."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, assert_never

from grants.domain.administration.events import (
    AdministrationEvent,
    DutyMissed,
    DutyReminded,
    FieldsDisclosed,
    FieldsWithheld,
    GrantCancelled,
    GrantClosed,
    GrantOpened,
    IrregularityResolved,
    NoticeFailed,
    NoticesRepeated,
    PersonAppointed,
    PersonErased,
    PolicyAdopted,
    WentLive,
)
from grants.domain.administration.state import AdministrationState, Unreached
from grants.domain.envelope import Envelope
from grants.domain.ledger import POOL, Posting
from grants.domain.people import Appointment, nobody
from grants.domain.state import Grant


def evolve(
    state: AdministrationState, event: AdministrationEvent, told: Envelope
) -> AdministrationState:
    """The state after the event."""
    change = _change(state, event, told)
    return state.but(**change) if change else state


def chased(duty: str, due: datetime) -> str:
    """What is remembered of a reminder or an escalation: a new due date starts afresh."""
    return f"{duty}@{due.isoformat()}"


def _change(
    state: AdministrationState, event: AdministrationEvent, told: Envelope
) -> dict[str, Any]:
    match event:
        case GrantOpened():
            return {"opened": event, "opened_on": told.on}
        case PolicyAdopted():
            return {"policy": event.policy, "rates_by": _adopters(state, event, told.actor)}
        case PersonAppointed():
            new = event.appointment
            others = [
                item for item in state.people if (item.actor, item.role) != (new.actor, new.role)
            ]
            return {"people": (*others, new)}
        case PersonErased():
            return {"people": tuple(_without(item, event.person) for item in state.people)}
        case WentLive():
            return {"live_from": event.live_from}
        case NoticeFailed():
            unreached = Unreached(
                first=event.first, last=event.last, actors=event.actors, why=event.why
            )
            return {"unreached": {**state.unreached, told.sequence: unreached}}
        case NoticesRepeated():
            left = {key: item for key, item in state.unreached.items() if key != event.event}
            return {"unreached": left}
        case GrantCancelled():
            return {"ended": "cancelled", "ended_on": told.on}
        case GrantClosed():
            return {"ended": "closed", "ended_on": told.on}
        case DutyReminded():
            return _chased(state, event, "reminded")
        case DutyMissed():
            return _chased(state, event, "missed")
        case IrregularityResolved() | FieldsDisclosed() | FieldsWithheld():
            return {}
        case _:
            assert_never(event)


def _adopters(state: AdministrationState, event: PolicyAdopted, by: str) -> dict[str, str]:
    """Whose the rates are: a rate that is only taken over stays that of who adopted it."""
    old = state.policy.rates
    return {
        currency: state.rates_by.get(currency, by) if old.get(currency) == rate else by
        for currency, rate in event.policy.rates.items()
    }


def _without(appointment: Appointment, person: str) -> Appointment:
    if appointment.actor != person:
        return appointment
    return appointment.but(name=nobody(appointment.name), email=None)


def _chased(
    state: AdministrationState, event: DutyReminded | DutyMissed, how: str
) -> dict[str, Any]:
    name = chased(event.duty, event.due)
    return {"chased": {**state.chased, name: (*state.chased.get(name, ()), how)}}


def postings(grant: Grant, event: AdministrationEvent) -> Iterator[Posting]:
    """What the event moves: what is left goes back to the donors when the books are closed."""
    del grant
    if isinstance(event, GrantClosed) and event.refund.amount:
        yield Posting(event.refund, f"available/{POOL}", f"refunded/{POOL}")
