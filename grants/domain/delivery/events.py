"""What happened to a handover, in life order."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.delivery.commands import Guest, Remark
from grants.domain.messages import Event, ReportedEvent
from grants.domain.model import Model, Moment, Slug, Stage, Text


class _Delivery(Event):
    stage: ClassVar[Stage] = Stage.DELIVERY
    handover: Slug


class HandoverPlanned(_Delivery):
    """A handover was planned."""

    type: Literal["handover-planned"] = "handover-planned"
    title: Text
    ceremony: bool


class Allocation(Model):
    """Units of one lot for one beneficiary."""

    beneficiary: Slug
    lot: Slug
    units: tuple[Text, ...]


class UnitsAllocated(_Delivery):
    """Units were allocated to beneficiaries."""

    type: Literal["units-allocated"] = "units-allocated"
    allocations: tuple[Allocation, ...]
    goods: dict[Slug, int]
    """How many units of each lot the handover now holds in all."""


class CeremonyScheduled(_Delivery):
    """The ceremony's time and place were fixed."""

    type: Literal["ceremony-scheduled"] = "ceremony-scheduled"
    starts: Moment
    place: Text | None


class PeopleInvited(_Delivery):
    """People were invited."""

    type: Literal["people-invited"] = "people-invited"
    guests: tuple[Guest, ...]


class CeremonyPostponed(_Delivery):
    """The ceremony was put off."""

    type: Literal["ceremony-postponed"] = "ceremony-postponed"
    starts: Moment
    reason: Text


class CeremonyHeld(_Delivery, ReportedEvent):
    """The ceremony took place."""

    type: Literal["ceremony-held"] = "ceremony-held"
    attendees: tuple[Guest, ...]
    remarks: tuple[Remark, ...]
    caption: Text | None


class CustodyTransferred(_Delivery):
    """The units changed hands."""

    type: Literal["custody-transferred"] = "custody-transferred"
    giver: Text
    receiver: Text
    units: tuple[Text, ...]
    certificate: Text


class TitleTransferred(_Delivery):
    """The units changed owner."""

    type: Literal["title-transferred"] = "title-transferred"
    giver: Text
    receiver: Text
    units: tuple[Text, ...]
    certificate: Text


class HandoverCancelled(_Delivery):
    """The handover was called off and its units went back to stock."""

    type: Literal["handover-cancelled"] = "handover-cancelled"
    reason: Text


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
