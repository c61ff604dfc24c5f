"""The portfolio: a line for each grant, that says whose it is, where it stands and what is next."""

from grants.domain.calendar import written
from grants.domain.model import Model, Moment, Stage, Text
from grants.domain.state import Duty, Grant


class Line(Model):
    """One grant in the portfolio."""

    reference: Text
    sequence: int
    """Its newest event."""
    title: str
    donors: tuple[Text, ...]
    """By name."""
    agency: str
    country: str
    """By name."""
    ended: str | None
    """How it ended: closed, cancelled; None while it runs."""
    stages: tuple[str, ...]
    """The stages that are open, in life order."""
    stands: str
    """Where it stands, in a sentence."""
    irregular: int
    """How many irregularities wait for a person."""
    next: str
    """The first open duty, in words; empty if there is none."""
    due: Moment | None
    """The nearest due date."""


def line(grant: Grant, duties: tuple[Duty, ...]) -> Line:
    """A grant's line, from its state and its open duties."""
    opened = grant.agreement.opened
    return Line(
        reference=grant.reference,
        sequence=grant.sequence,
        title=opened.title if opened else "",
        donors=tuple(donor.name for donor in opened.donors) if opened else (),
        agency=opened.agency.name if opened else "",
        country=opened.country.name if opened else "",
        ended=grant.agreement.ended,
        stages=_stages(grant, duties),
        stands=standing(grant, duties),
        irregular=sum(1 for _ in grant.open_irregularities()),
        next=duties[0].what if duties else "",
        due=min((duty.due for duty in duties if duty.due), default=None),
    )


def standing(grant: Grant, duties: tuple[Duty, ...]) -> str:
    """Where a grant stands, in a sentence."""
    if grant.agreement.ended is not None:
        on = grant.agreement.ended_on
        return f"{grant.agreement.ended} on {written(on)}." if on else f"{grant.agreement.ended}."
    *others, last = _stages(grant, duties) or (Stage.AGREEMENT.value,)
    return f"in {', '.join(others)} and {last}." if others else f"in {last}."


def _stages(grant: Grant, duties: tuple[Duty, ...]) -> tuple[str, ...]:
    if grant.ended:
        return ()
    return tuple(stage.value for stage in Stage if any(duty.stage is stage for duty in duties))
