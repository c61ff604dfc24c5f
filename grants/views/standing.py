"""Where a grant stands: the parts of its life that are at work, in words and in a sentence."""

from grants.domain.calendar import written
from grants.domain.model import Phase
from grants.domain.state import Duty, Grant


def phases(grant: Grant, duties: tuple[Duty, ...]) -> tuple[str, ...]:
    """The parts of its life that are at work, in order; none once the grant has ended."""
    asked = {duty.phase for duty in duties}
    return () if grant.ended else tuple(phase.value for phase in Phase if phase in asked)


def standing(grant: Grant, duties: tuple[Duty, ...]) -> str:
    """Where a grant stands, in a sentence."""
    ended, on = grant.administration.ended, grant.administration.ended_on
    if ended is not None:
        return f"{ended} on {written(on)}." if on else f"{ended}."
    *others, last = phases(grant, duties) or (Phase.AGREEMENT.value,)
    return f"in {', '.join(others)} and {last}." if others else f"in {last}."
