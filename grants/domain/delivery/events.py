"""What happened to a handover, in life order."""

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
)
from grants.domain.messages import NOBODY, NOTHING, Event, ReportedEvent, Stated, states
from grants.domain.model import Model, Slug, Stage, Text
from grants.domain.people import Role


class _Delivery(Event):
    stage: ClassVar[Stage] = Stage.DELIVERY


class HandoverPlanned(_Delivery, Plan):
    """A handover was planned."""

    type: Literal["handover-planned"] = "handover-planned"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = states("handover.{handover}.plan", "title", "ceremony")
    correctable: ClassVar[frozenset[str]] = frozenset({"title"})


class Allocation(Model):
    """Units of one lot for one beneficiary."""

    beneficiary: Slug
    lot: Slug
    units: tuple[Text, ...]


class UnitsAllocated(_Delivery, OfHandover):
    """Units were allocated to beneficiaries."""

    type: Literal["units-allocated"] = "units-allocated"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset()

    allocations: tuple[Allocation, ...]
    goods: dict[Slug, int]
    """How many units of each lot the handover now holds in all."""


class CeremonyScheduled(_Delivery, Date):
    """The ceremony's time and place were fixed."""

    type: Literal["ceremony-scheduled"] = "ceremony-scheduled"
    told: ClassVar[tuple[Role, ...]] = (Role.INFORMATION, Role.DONOR)
    facts: ClassVar[Stated | None] = states("handover.{handover}.schedule", "starts", "place")
    correctable: ClassVar[frozenset[str]] = frozenset({"place"})


class PeopleInvited(_Delivery, Guests):
    """People were invited."""

    type: Literal["people-invited"] = "people-invited"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset({"guests"})


class CeremonyPostponed(_Delivery, NewDate):
    """The ceremony was put off."""

    type: Literal["ceremony-postponed"] = "ceremony-postponed"
    told: ClassVar[tuple[Role, ...]] = (Role.INFORMATION, Role.DONOR)
    facts: ClassVar[Stated | None] = states(
        "handover.{handover}.postponement.{sequence}", "starts", "reason"
    )
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})


class CeremonyHeld(_Delivery, ReportedEvent, Attendance):
    """The ceremony took place."""

    type: Literal["ceremony-held"] = "ceremony-held"
    told: ClassVar[tuple[Role, ...]] = (Role.INFORMATION,)
    facts: ClassVar[Stated | None] = states("handover.{handover}.ceremony", "caption")
    correctable: ClassVar[frozenset[str]] = frozenset({"attendees", "remarks", "caption"})


class _Transferred(_Delivery, Passing):
    giver: Text
    units: tuple[Text, ...]


class CustodyTransferred(_Transferred):
    """The units changed hands."""

    type: Literal["custody-transferred"] = "custody-transferred"
    told: ClassVar[tuple[Role, ...]] = (Role.INFORMATION, Role.APPROVER)
    facts: ClassVar[Stated | None] = states(
        "handover.{handover}.custody", "giver", "receiver", "units", "certificate"
    )
    correctable: ClassVar[frozenset[str]] = frozenset({"receiver", "certificate"})


class TitleTransferred(_Transferred):
    """The units changed owner."""

    type: Literal["title-transferred"] = "title-transferred"
    told: ClassVar[tuple[Role, ...]] = (Role.PROGRAMME,)
    facts: ClassVar[Stated | None] = states(
        "handover.{handover}.ownership", "giver", "receiver", "units", "certificate"
    )
    correctable: ClassVar[frozenset[str]] = frozenset({"receiver", "certificate"})


class HandoverCancelled(_Delivery, CalledOff):
    """The handover was called off and its units went back to stock."""

    type: Literal["handover-cancelled"] = "handover-cancelled"
    told: ClassVar[tuple[Role, ...]] = (Role.INFORMATION, Role.DONOR)
    facts: ClassVar[Stated | None] = states("handover.{handover}.cancelled", "reason")
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})


DeliveryEvent = Annotated[
    HandoverPlanned
    | UnitsAllocated
    | CeremonyScheduled
    | PeopleInvited
    | CeremonyPostponed
    | CeremonyHeld
    | CustodyTransferred
    | TitleTransferred
    | HandoverCancelled,
    Field(discriminator="type"),
]
