"""What commands and events of reporting have in common, and the kinds of what is written."""

from enum import StrEnum

from grants.domain.messages import Content
from grants.domain.model import Prose, Slug, Text


class DocumentKind(StrEnum):
    """What the engine drafts."""

    PRESS_RELEASE = "press-release"
    """About one handover."""
    DONOR_REPORT = "donor-report"
    """For one report that an agreement asks for."""


class PassageKind(StrEnum):
    """Where a release uses a stored passage."""

    CONTEXT = "context"
    """Why the goods are needed; opens the release."""
    FRAMEWORK = "framework"
    """Opens the delivery sentence: As part of its partnership with …"""
    PURPOSE = "purpose"
    """What the goods are for."""
    PROGRAMME = "programme"
    """What the programme is and does."""
    LINK = "link"
    """A title under 'For more information', perhaps with an address."""


class Passage(Content):
    """A passage of text with its source."""

    passage: Slug
    """The passage's short name, your own choice."""
    kind: PassageKind
    """Where a release uses it."""
    text: Prose
    """The words, as they are to be printed."""
    address: Text | None = None
    """Of a link, where one is known."""
    source: Text
    """Where the passage comes from."""


class OfDocument(Content):
    """About one document."""

    document: Text
    """As in the timeline: press-release/1."""


class Publication(OfDocument):
    """A release that is out."""

    channel: Text
    """Where: the agency's website, by mail to the press."""


class OfReport(Content):
    """About one report."""

    report: Slug
    """The report's short name, as in the agreement."""


class Submission(OfReport):
    """A report that goes to the donor."""

    document: Text
    """The draft that it goes out as: donor-report/1."""


class Objection(OfReport):
    """What a donor wants changed in a report."""

    reason: Prose
    """What the donor wants changed."""
