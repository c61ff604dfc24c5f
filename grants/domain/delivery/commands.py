"""What may be asked and told about a handover."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.messages import Report, Request
from grants.domain.model import Model, Moment, Slug, Text
from grants.domain.people import PersonName, Role


class Share(Model):
    """What one beneficiary gets: named units, or a number of units of a lot."""

    beneficiary: Slug
    """The id of one of the beneficiaries."""
    units: tuple[Text, ...] = ()
    """Serial numbers of the units."""
    lot: Slug | None = None
    """The lot that the units come from."""
    quantity: int = Field(default=0, ge=0)
    """How many, where the units are not named."""


class Guest(Model):
    """A person invited to a ceremony or attending it."""

    person: Slug
    """The person's short name, your own choice."""
    name: PersonName
    """The person's name, as it is printed."""
    title: Text | None = None
    """Official title, as it is printed: Counsellor of the Embassy of Japan."""
    title_first: bool = False
    """Whether the title goes before the name: the Minister of …, HE …"""
    later: Text | None = None
    """What the person is called after first mention: Minister Traoré."""
    remark: Text | None = None
    """A clause about the person: whose government financed this operation."""


class Remark(Model):
    """Words spoken at the ceremony, to the letter."""

    speaker: Slug
    """An attendee."""
    words: Text
    """Exactly as spoken; insertions in [ ], cuts as ..."""
    lead: Text = "said that"
    """What goes between speaker and words: stated that, affirmed that."""


class PlanHandover(Request):
    """Plan a handover: goods that are given together, with or without a ceremony."""

    type: Literal["plan-handover"] = "plan-handover"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})

    handover: Slug
    """The handover's short name, your own choice."""
    title: Text
    """What the handover is called."""
    ceremony: bool = True
    """Whether there is a ceremony."""


class AllocateUnits(Request):
    """Say which beneficiary gets which units."""

    type: Literal["allocate-units"] = "allocate-units"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})

    handover: Slug
    """The handover's short name."""
    shares: tuple[Share, ...] = Field(min_length=1)
    """What each beneficiary gets."""


class ScheduleCeremony(Request):
    """Fix the ceremony's time and place."""

    type: Literal["schedule-ceremony"] = "schedule-ceremony"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})

    handover: Slug
    """The handover's short name."""
    starts: Moment
    """When the ceremony begins."""
    place: Text | None = None
    """Where it takes place."""


class InvitePeople(Request):
    """Invite people to the ceremony."""

    type: Literal["invite-people"] = "invite-people"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME, Role.INFORMATION})

    handover: Slug
    """The handover's short name."""
    guests: tuple[Guest, ...] = Field(min_length=1)
    """Who is invited."""


class PostponeCeremony(Request):
    """Put the ceremony off to a later time."""

    type: Literal["postpone-ceremony"] = "postpone-ceremony"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})

    handover: Slug
    """The handover's short name."""
    starts: Moment
    """When the ceremony is to begin now."""
    reason: Text
    """Why it is put off."""


class HoldCeremony(Report):
    """Report the ceremony as held: who attended, what they said."""

    type: Literal["hold-ceremony"] = "hold-ceremony"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME, Role.INFORMATION})

    handover: Slug
    """The handover's short name."""
    attendees: tuple[Guest, ...] = ()
    """In the order in which a release names them."""
    remarks: tuple[Remark, ...] = ()
    """What was said, to the letter."""
    caption: Text | None = None
    """Of the photograph: who is on it, left to right."""


class TransferCustody(Request):
    """Hand the keys over: custody of the allocated units goes to another body."""

    type: Literal["transfer-custody"] = "transfer-custody"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})

    handover: Slug
    """The handover's short name."""
    receiver: Text
    """The body that receives the keys."""
    certificate: Text
    """Number of the signed handover certificate."""


class TransferTitle(Request):
    """Transfer ownership of the units handed over."""

    type: Literal["transfer-title"] = "transfer-title"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})

    handover: Slug
    """The handover's short name."""
    receiver: Text
    """The body that becomes the owner."""
    certificate: Text
    """Number of the transfer-of-title certificate."""


DeliveryCommand = Annotated[
    PlanHandover
    | AllocateUnits
    | ScheduleCeremony
    | InvitePeople
    | PostponeCeremony
    | HoldCeremony
    | TransferCustody
    | TransferTitle,
    Field(discriminator="type"),
]
