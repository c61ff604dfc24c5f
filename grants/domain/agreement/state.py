"""What is known of the agreement, its money, its lots and its people."""

from grants.domain.agreement.commands import Instalment, ReportDuty
from grants.domain.agreement.events import GrantOpened
from grants.domain.model import Model, Moment, Slug, Text
from grants.domain.money import Money
from grants.domain.parties import Goods
from grants.domain.people import Appointment
from grants.domain.policy import Policy


class Agreement(Model):
    """An obligation, often a ceiling, in the donor's currency."""

    amount: Money
    instalments: tuple[Instalment, ...]
    reports: tuple[ReportDuty, ...]
    sequence: int


class Contribution(Model):
    """Money received."""

    donor: Slug
    amount: Money
    credited: Money
    sequence: int


class Reserve(Model):
    """A lot, and the ceiling reserved for it."""

    title: Text
    goods: Goods
    quantity: int
    ceiling: Money
    donor: Slug | None
    opened_by: Slug
    sequence: int
    released: bool = False


class AgreementState(Model):
    """The agreement stage."""

    opened: GrantOpened | None = None
    opened_on: Moment | None = None
    policy: Policy = Policy()
    people: tuple[Appointment, ...] = ()
    pledges: dict[str, Money] = {}
    agreements: dict[str, Agreement] = {}
    contributions: tuple[Contribution, ...] = ()
    lots: dict[str, Reserve] = {}
    live_from: Moment | None = None
    reminded: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    ended: Text | None = None
    """`closed` or `cancelled`."""
    ended_on: Moment | None = None
