"""What may be asked and told about reports, the release and the passages they use."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.messages import Command, Report, Request
from grants.domain.model import Evidence, Slug, Text
from grants.domain.people import Role


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


class AdoptPassage(Request):
    """Adopt a passage of text with its source, for documents to use."""

    type: Literal["adopt-passage"] = "adopt-passage"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.INFORMATION})

    passage: Slug
    """The passage's short name, your own choice."""
    kind: PassageKind
    """Where a release uses it."""
    text: Text
    """The words, as they are to be printed."""
    address: Text | None = None
    """Of a link, where one is known."""
    source: Text
    """Where the passage comes from."""


class DraftDocument(Request):
    """Have a document drafted from what the journal holds now."""

    type: Literal["draft-document"] = "draft-document"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.INFORMATION, Role.PROGRAMME, Role.ENGINE})

    kind: DocumentKind
    """What is drafted."""
    about: Slug
    """The handover that a release is about, or the report that the agreement asks for."""


class RecordDocument(Command):
    """Record a drafted document's files: sent by the document service."""

    type: Literal["record-document"] = "record-document"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ENGINE})

    document: Text
    """The document's name: press-release/1."""
    files: tuple[Evidence, ...] = ()
    """Where the files are kept."""
    through: int = Field(ge=1)
    """The last event that it was drafted from."""
    failure: Text | None = None
    """Why it could not be drafted."""


class ClearRelease(Request):
    """Clear a drafted release for publication: by another person than its drafter."""

    type: Literal["clear-release"] = "clear-release"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER, Role.DONOR})

    document: Text
    """As in the timeline: press-release/1."""


class PublishRelease(Request):
    """Record a cleared release as published."""

    type: Literal["publish-release"] = "publish-release"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.INFORMATION})

    document: Text
    """The release's name, as in the timeline: press-release/1."""
    channel: Text
    """Where: the agency's website, by mail to the press."""


class SubmitReport(Request):
    """Submit a drafted report to the donor."""

    type: Literal["submit-report"] = "submit-report"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})

    report: Slug
    """The report's short name, as in the agreement."""
    document: Text
    """The draft that it goes out as: donor-report/1."""


class ReturnReport(Report):
    """Record that the donor sent a report back."""

    type: Literal["return-report"] = "return-report"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.DONOR})

    report: Slug
    """The report's short name, as in the agreement."""
    reason: Text
    """What the donor wants changed."""


class AcceptReport(Report):
    """Record that the donor accepted a report."""

    type: Literal["accept-report"] = "accept-report"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.DONOR})

    report: Slug
    """The report's short name, as in the agreement."""


ReportingCommand = Annotated[
    AdoptPassage
    | DraftDocument
    | RecordDocument
    | ClearRelease
    | PublishRelease
    | SubmitReport
    | ReturnReport
    | AcceptReport,
    Field(discriminator="type"),
]
