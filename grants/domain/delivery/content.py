"""What commands and events of a handover have in common, and what they are made of."""

from grants.domain.messages import Content
from grants.domain.model import Count, Few, Model, Moment, Prose, Slug, Some, Text
from grants.domain.people import PersonName


class Share(Model):
    """What one beneficiary gets: named units, or a number of units of a lot."""

    beneficiary: Slug
    """The id of one of the beneficiaries."""
    units: Few[Text] = ()
    """Serial numbers of the units."""
    lot: Slug | None = None
    """The lot that the units come from."""
    quantity: Count = 0
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
    words: Prose
    """Exactly as spoken; insertions in [ ], cuts as ..."""
    lead: Text = "said that"
    """What goes between speaker and words: stated that, affirmed that."""


class OfHandover(Content):
    """About one handover."""

    handover: Slug
    """The handover's short name."""


class Plan(OfHandover):
    """A handover that is planned."""

    handover: Slug
    """The handover's short name, your own choice."""
    title: Text
    """What the handover is called."""
    ceremony: bool = True
    """Whether there is a ceremony."""


class Date(OfHandover):
    """When and where a ceremony is to be."""

    starts: Moment
    """When the ceremony begins."""
    place: Text | None = None
    """Where it takes place."""


class Guests(OfHandover):
    """People who are asked to come."""

    guests: Some[Guest]
    """Who is invited."""


class NewDate(OfHandover):
    """When a ceremony is to be instead."""

    starts: Moment
    """When the ceremony is to begin now."""
    reason: Prose
    """Why it is put off."""


class Attendance(OfHandover):
    """Who was there, and what was said."""

    attendees: Few[Guest] = ()
    """In the order in which a release names them."""
    remarks: Few[Remark] = ()
    """What was said, to the letter."""
    caption: Prose | None = None
    """Of the photograph: who is on it, left to right."""


class CalledOff(OfHandover):
    """A handover that does not take place."""

    reason: Prose
    """Why it is called off."""


class Passing(OfHandover):
    """What passes to whom, on what paper."""

    receiver: Text
    """The body that the units pass to."""
    certificate: Text
    """Number of the signed certificate."""
