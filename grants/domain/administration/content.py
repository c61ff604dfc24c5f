"""What commands and events of the grant as a whole have in common."""

from grants.domain.messages import Content
from grants.domain.model import Currency, EventNumber, Few, Prose, Slug, Some, Text
from grants.domain.parties import Agency, Beneficiary, Country, Donor, Programme, Recipient
from grants.domain.people import Appointment
from grants.domain.policy import Policy


class Identity(Content):
    """Who a grant is between and for."""

    title: Text
    """What the grant is for, in a few words: Vehicles for Malian law enforcement authorities."""
    agency: Agency
    """The organization that carries the grant out."""
    donors: Some[Donor]
    """Who pays."""
    country: Country
    """Where the goods go."""
    currency: Currency = "USD"
    """The budget's currency (ISO 4217)."""
    programme: Programme | None = None
    """The agency's programme that the grant belongs to."""
    recipient: Recipient
    """The authority that receives the goods."""
    beneficiaries: Few[Beneficiary] = ()
    """The services that the goods are for."""


class Adoption(Content):
    """A policy that comes into force."""

    policy: Policy
    """The whole new policy, with a version of its own."""


class Naming(Content):
    """A person and a role."""

    appointment: Appointment
    """Who is appointed to which role, from when."""


class Ruling(Content):
    """What an irregular event is worth."""

    event: EventNumber
    """The irregular event's number in the timeline."""
    accepted: bool
    """Whether what was told may count: a late bid be opened, a surplus be kept."""
    reason: Prose
    """Why it was decided so."""


class Disclosure(Content):
    """Fields of an earlier event, and whether they may be published."""

    event: EventNumber
    """The event's number in the timeline."""
    kind: Text
    """The event's type, as in the timeline: ceremony-held."""
    fields: Some[Text]
    """The fields that it is about, or all."""
    reason: Prose | None = None
    """Why, if that needs to be said."""


class Stop(Content):
    """Why something is stopped."""

    reason: Prose
    """Why the grant is stopped."""


class Erasure(Content):
    """A person whose data are to go."""

    person: Slug
    """Short name of the actor, the guest or the attendee; `signatories` for those who signed."""
    reason: Prose
    """Why, without names."""


class Failure(Content):
    """Notices that did not reach people."""

    first: EventNumber
    """The first event that they are about."""
    last: EventNumber
    """The last event that they are about."""
    actors: Few[Slug] = ()
    """Who was not reached, by short name."""
    why: Text
    """Why not, without addresses."""
