"""The portfolio: a line for each grant, that says whose it is, where it stands and what is next."""

from datetime import date, datetime
from typing import Final

from grants.domain.model import Model
from grants.domain.state import Duty, Grant
from grants.views.standing import phases, standing

FOR_GOOD: Final = "9999-12-31"
"""The last day of an appointment that has none."""


class Line(Model):
    """One grant in the portfolio."""

    reference: str
    sequence: int
    """Its newest event."""
    title: str
    donors: tuple[str, ...]
    """By name."""
    agency: str
    country: str
    """By name."""
    ended: str | None
    """How it ended: closed, cancelled; None while it runs."""
    phases: tuple[str, ...]
    """The parts of its life that are at work, in order."""
    stands: str
    """Where it stands, in a sentence."""
    irregular: int
    """How many irregularities wait for a person."""
    next: str
    """The first open duty, in words; empty if there is none."""
    due: datetime | None
    """The nearest due date."""
    posts: tuple[str, ...] = ()
    """Who holds which role, and when: `lea programme-officer 2026-01-01 2026-12-31`."""

    def roles(self, actor: str, day: date) -> frozenset[str]:
        """The roles that somebody holds on a day."""
        held = (post.split(" ") for post in self.posts if post.startswith(f"{actor} "))
        today = day.isoformat()
        return frozenset(role for _, role, since, until in held if since <= today <= until)


def line(grant: Grant, duties: tuple[Duty, ...]) -> Line:
    """A grant's line, from its state and its open duties."""
    opened = grant.administration.opened
    return Line(
        reference=grant.reference,
        sequence=grant.sequence,
        title=opened.title if opened else "",
        donors=tuple(donor.name for donor in opened.donors) if opened else (),
        agency=opened.agency.name if opened else "",
        country=opened.country.name if opened else "",
        ended=grant.administration.ended,
        phases=phases(grant, duties),
        stands=standing(grant, duties),
        irregular=sum(1 for _ in grant.open_irregularities()),
        next=duties[0].what if duties else "",
        due=min((duty.due for duty in duties if duty.due), default=None),
        posts=tuple(
            f"{one.actor} {one.role} {one.since} {one.until or FOR_GOOD}" for one in grant.people
        ),
    )
