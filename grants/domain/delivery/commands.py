"""What may be asked and told about a handover."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.delivery.content import (
    Attendance,
    CalledOff,
    Date,
    Guests,
    NewDate,
    OfHandover,
    Passing,
    Plan,
    Share,
)
from grants.domain.messages import Command, Report, Request
from grants.domain.model import Some, Stage
from grants.domain.people import Role


class _Delivery(Command):
    stage: ClassVar[Stage] = Stage.DELIVERY


class PlanHandover(_Delivery, Request, Plan):
    """Plan a handover: goods that are given together, with or without a ceremony."""

    type: Literal["plan-handover"] = "plan-handover"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})


class AllocateUnits(_Delivery, Request, OfHandover):
    """Say which beneficiary gets which units."""

    type: Literal["allocate-units"] = "allocate-units"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})

    shares: Some[Share]
    """What each beneficiary gets."""


class ScheduleCeremony(_Delivery, Request, Date):
    """Fix the ceremony's time and place."""

    type: Literal["schedule-ceremony"] = "schedule-ceremony"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})


class InvitePeople(_Delivery, Request, Guests):
    """Invite people to the ceremony."""

    type: Literal["invite-people"] = "invite-people"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME, Role.INFORMATION})


class PostponeCeremony(_Delivery, Request, NewDate):
    """Put the ceremony off to a later time."""

    type: Literal["postpone-ceremony"] = "postpone-ceremony"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})


class HoldCeremony(_Delivery, Report, Attendance):
    """Report the ceremony as held: who attended, what they said."""

    type: Literal["hold-ceremony"] = "hold-ceremony"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME, Role.INFORMATION})


class CancelHandover(_Delivery, Request, CalledOff):
    """Call a handover off before its units change hands: they are free again."""

    type: Literal["cancel-handover"] = "cancel-handover"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})


class TransferCustody(_Delivery, Request, Passing):
    """Hand the keys over: custody of the allocated units goes to another body."""

    type: Literal["transfer-custody"] = "transfer-custody"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})


class TransferTitle(_Delivery, Request, Passing):
    """Transfer ownership of the units handed over."""

    type: Literal["transfer-title"] = "transfer-title"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})


DeliveryCommand = Annotated[
    PlanHandover
    | AllocateUnits
    | ScheduleCeremony
    | InvitePeople
    | PostponeCeremony
    | HoldCeremony
    | CancelHandover
    | TransferCustody
    | TransferTitle,
    Field(discriminator="type"),
]
