"""What may be asked and told about the grant as a whole."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.administration.content import (
    Adoption,
    Disclosure,
    Erasure,
    Failure,
    Identity,
    Naming,
    Ruling,
    Stop,
)
from grants.domain.messages import Command, Request
from grants.domain.model import EventNumber, Moment, Some, Stage, Text
from grants.domain.money import Money
from grants.domain.parties import Pledge
from grants.domain.people import Appointment, Role
from grants.domain.policy import Policy


class _Administration(Command):
    stage: ClassVar[Stage] = Stage.ADMINISTRATION


class OpenGrant(_Administration, Identity):
    """Open a grant with the pledge that it begins with."""

    type: Literal["open-grant"] = "open-grant"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})

    people: Some[Appointment]
    """Who may act, each with a role."""
    policy: Policy = Policy()
    """Thresholds, rates, office hours and lead times."""
    pledges: Some[Pledge]
    """What each donor says it will give."""
    live_from: Moment | None = None
    """From when the grant runs on the wall clock; without it, in back entry until it goes live."""


class AdoptPolicy(_Administration, Request, Adoption):
    """Adopt another set of thresholds, rates, office hours and lead times."""

    type: Literal["adopt-policy"] = "adopt-policy"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})


class Appoint(_Administration, Request, Naming):
    """Appoint a person to a role, from a date, perhaps up to an amount.

    Appointing somebody to a role that they hold already replaces that appointment.
    """

    type: Literal["appoint"] = "appoint"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})


class GoLive(_Administration, Request):
    """End back entry: from now on the clock is the wall clock and notifications leave the house."""

    type: Literal["go-live"] = "go-live"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})


class ResolveIrregularity(_Administration, Request, Ruling):
    """Decide what an irregular event is worth, and say why."""

    type: Literal["resolve-irregularity"] = "resolve-irregularity"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})


class Disclose(_Administration, Request, Disclosure):
    """Say later that fields of an earlier event may be published."""

    type: Literal["disclose"] = "disclose"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME, Role.INFORMATION})


class Withhold(_Administration, Request, Disclosure):
    """Take back that fields of an earlier event may be published, before a release is."""

    type: Literal["withhold"] = "withhold"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME, Role.INFORMATION})


class ErasePerson(_Administration, Request, Erasure):
    """Take a person's names, addresses and words out of the grant, for good.

    The short name stays: it is what the person's acts are signed with.
    """

    type: Literal["erase-person"] = "erase-person"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})


class CancelGrant(_Administration, Request, Stop):
    """Stop the grant and undo, stage by stage, what can be undone."""

    type: Literal["cancel-grant"] = "cancel-grant"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})


class CloseGrant(_Administration, Request):
    """Close the grant's books; refused with a list of what is missing."""

    type: Literal["close-grant"] = "close-grant"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.FINANCE})

    refund: Money | None = None
    """Unspent balance returned to the donors, in the budget's currency."""


class RepeatNotices(_Administration, Request):
    """Send notices again that had not reached people."""

    type: Literal["repeat-notices"] = "repeat-notices"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KEEPER, Role.PROGRAMME})

    event: EventNumber
    """The number of the event that told of the failure."""


class RecordFailure(_Administration, Failure):
    """Record that notices did not reach people: sent by the engine."""

    type: Literal["record-failure"] = "record-failure"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ENGINE})


class Remind(_Administration):
    """Remind the person in charge of what is due: sent by the grant's clock."""

    type: Literal["remind"] = "remind"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ENGINE})

    duty: Text
    """The duty's key: open-bids/vehicles."""


class Escalate(_Administration):
    """Say that a due date has passed with the duty undone: sent by the grant's clock."""

    type: Literal["escalate"] = "escalate"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ENGINE})

    duty: Text
    """The duty's key: open-bids/vehicles."""


AdministrationCommand = Annotated[
    OpenGrant
    | AdoptPolicy
    | Appoint
    | GoLive
    | ResolveIrregularity
    | Disclose
    | Withhold
    | ErasePerson
    | CancelGrant
    | CloseGrant
    | RepeatNotices
    | RecordFailure
    | Remind
    | Escalate,
    Field(discriminator="type"),
]
