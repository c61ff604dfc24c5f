"""How the agreement's state follows from its events."""

from datetime import datetime
from typing import Any, assert_never

from grants.domain.agreement.events import (
    AgreementEvent,
    AgreementSigned,
    ContributionReceived,
    DutyMissed,
    DutyReminded,
    GrantCancelled,
    GrantClosed,
    GrantOpened,
    IrregularityResolved,
    LotOpened,
    LotReleased,
    PersonAppointed,
    PledgeRecorded,
    PolicyAdopted,
    WentLive,
)
from grants.domain.agreement.state import Agreement, AgreementState, Contribution, Reserve


def evolve(
    state: AgreementState, event: AgreementEvent, *, by: str, on: datetime, sequence: int
) -> AgreementState:
    """The state after the event."""
    return state.model_copy(update=_change(state, event, by=by, on=on, sequence=sequence))


def strike(state: AgreementState, sequence: int) -> AgreementState:
    """The state without the money that an irregular event reported, once it is rejected."""
    kept = tuple(item for item in state.contributions if item.sequence != sequence)
    return state.model_copy(update={"contributions": kept})


def chased(duty: str, due: datetime) -> str:
    """What is remembered of a reminder or an escalation: a new due date starts afresh."""
    return f"{duty}@{due.isoformat()}"


def _change(
    state: AgreementState, event: AgreementEvent, *, by: str, on: datetime, sequence: int
) -> dict[str, Any]:
    match event:
        case GrantOpened():
            return {"opened": event, "opened_on": on}
        case PolicyAdopted():
            return {"policy": event.policy}
        case PersonAppointed():
            return {"people": (*state.people, event.appointment)}
        case PledgeRecorded():
            return {"pledges": {**state.pledges, event.donor: event.amount}}
        case AgreementSigned():
            agreement = Agreement(
                amount=event.amount,
                instalments=event.instalments,
                reports=event.reports,
                sequence=sequence,
            )
            return {"agreements": {**state.agreements, event.donor: agreement}}
        case ContributionReceived():
            contribution = Contribution(
                donor=event.donor,
                amount=event.amount,
                credited=event.credited,
                sequence=sequence,
            )
            return {"contributions": (*state.contributions, contribution)}
        case LotOpened():
            reserve = Reserve(
                title=event.title,
                goods=event.goods,
                quantity=event.quantity,
                ceiling=event.ceiling,
                donor=event.donor,
                opened_by=by,
                sequence=sequence,
            )
            return {"lots": {**state.lots, event.lot: reserve}}
        case LotReleased():
            released = state.lots[event.lot].model_copy(update={"released": True})
            return {"lots": {**state.lots, event.lot: released}}
        case WentLive():
            return {"live_from": event.live_from}
        case GrantCancelled():
            return {"ended": "cancelled", "ended_on": on}
        case GrantClosed():
            return {"ended": "closed", "ended_on": on}
        case DutyReminded():
            return {"reminded": (*state.reminded, chased(event.duty, event.due))}
        case DutyMissed():
            return {"missed": (*state.missed, chased(event.duty, event.due))}
        case IrregularityResolved():
            return {}
        case _:
            assert_never(event)
