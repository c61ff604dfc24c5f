"""What is known of the grant as a whole."""

from grants.domain.administration.events import GrantOpened
from grants.domain.model import Currency, Model, Moment, Slug, Text
from grants.domain.people import Appointment
from grants.domain.policy import Policy


class Unreached(Model):
    """Notices that did not reach people."""

    first: int
    last: int
    actors: tuple[Slug, ...]
    why: Text


class AdministrationState(Model):
    """The grant as a whole."""

    opened: GrantOpened | None = None
    opened_on: Moment | None = None
    policy: Policy = Policy()
    rates_by: dict[Currency, Slug] = {}
    """Who adopted the rate of each currency, as it stands."""
    people: tuple[Appointment, ...] = ()
    live_from: Moment | None = None
    chased: dict[str, tuple[str, ...]] = {}
    """By duty and due date: what the clock has done about it, `reminded` or `missed`."""
    unreached: dict[int, Unreached] = {}
    """Notices that somebody has to see to, by the event that told of them."""
    ended: Text | None = None
    """`closed` or `cancelled`."""
    ended_on: Moment | None = None
