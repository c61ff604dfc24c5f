"""What happened to reports and releases, in life order."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.messages import Event
from grants.domain.model import Evidence, Slug, Stage, Text
from grants.domain.reporting.commands import DocumentKind, PassageKind


class _Reporting(Event):
    stage: ClassVar[Stage] = Stage.REPORTING


class PassageAdopted(_Reporting):
    """A passage was adopted."""

    type: Literal["passage-adopted"] = "passage-adopted"
    passage: Slug
    kind: PassageKind
    text: Text
    address: Text | None
    source: Text


class DocumentRequested(_Reporting):
    """A draft was asked for."""

    type: Literal["document-requested"] = "document-requested"
    document: Text
    kind: DocumentKind
    about: Slug


class DocumentDrafted(_Reporting):
    """A document was drafted, checked and archived."""

    type: Literal["document-drafted"] = "document-drafted"
    document: Text
    kind: DocumentKind
    about: Slug
    files: tuple[Evidence, ...]
    through: int


class DocumentFailed(_Reporting):
    """A document could not be drafted, or did not pass its check."""

    type: Literal["document-failed"] = "document-failed"
    document: Text
    reason: Text


class ReleaseCleared(_Reporting):
    """A release was cleared for publication."""

    type: Literal["release-cleared"] = "release-cleared"
    document: Text


class ReleasePublished(_Reporting):
    """A release was published."""

    type: Literal["release-published"] = "release-published"
    document: Text
    channel: Text


class ReleaseWithdrawn(_Reporting):
    """A draft was withdrawn before publication."""

    type: Literal["release-withdrawn"] = "release-withdrawn"
    document: Text
    reason: Text


class ReportSubmitted(_Reporting):
    """A report went to the donor."""

    type: Literal["report-submitted"] = "report-submitted"
    report: Slug
    document: Text


class ReportReturned(_Reporting):
    """The donor sent a report back."""

    type: Literal["report-returned"] = "report-returned"
    report: Slug
    reason: Text


class ReportAccepted(_Reporting):
    """The donor accepted a report."""

    type: Literal["report-accepted"] = "report-accepted"
    report: Slug


ReportingEvent = Annotated[
    PassageAdopted
    | DocumentRequested
    | DocumentDrafted
    | DocumentFailed
    | ReleaseCleared
    | ReleasePublished
    | ReleaseWithdrawn
    | ReportSubmitted
    | ReportReturned
    | ReportAccepted,
    Field(discriminator="type"),
]
