"""What happened to reports and releases, in life order."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.messages import NOBODY, NOTHING, Event, ReportedEvent, Stated, states
from grants.domain.model import Evidence, Few, Prose, Sha256, Slug, Stage, Text
from grants.domain.people import Role
from grants.domain.reporting.content import (
    DocumentKind,
    Objection,
    OfDocument,
    OfReport,
    Passage,
    Publication,
    Submission,
)


class _Reporting(Event):
    stage: ClassVar[Stage] = Stage.REPORTING


class PassageAdopted(_Reporting, Passage):
    """A passage was adopted."""

    type: Literal["passage-adopted"] = "passage-adopted"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset({"text", "address", "source"})


class _OfDraft(_Reporting, OfDocument):
    kind: DocumentKind
    about: Slug


class DocumentRequested(_OfDraft):
    """A draft was asked for."""

    type: Literal["document-requested"] = "document-requested"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset()

    superseded: Text | None = None
    """The draft that it takes the place of, if it reads otherwise."""


class DocumentDrafted(_OfDraft):
    """A document was drafted, checked and archived."""

    type: Literal["document-drafted"] = "document-drafted"
    told: ClassVar[tuple[Role, ...]] = (Role.INFORMATION, Role.PROGRAMME, Role.APPROVER)
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset()

    files: Few[Evidence]
    digest: Sha256 | None
    through: int


class DocumentConfirmed(_Reporting, OfDocument):
    """A document was looked at again, and reads as it did."""

    type: Literal["document-confirmed"] = "document-confirmed"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset()

    through: int


class DocumentFailed(_OfDraft):
    """A document could not be drafted, or did not pass its check."""

    type: Literal["document-failed"] = "document-failed"
    told: ClassVar[tuple[Role, ...]] = (Role.INFORMATION, Role.PROGRAMME)
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset()

    reason: Prose
    through: int


class ReleaseCleared(_Reporting, OfDocument):
    """A release was cleared for publication."""

    type: Literal["release-cleared"] = "release-cleared"
    told: ClassVar[tuple[Role, ...]] = (Role.INFORMATION,)
    facts: ClassVar[Stated | None] = states("document.{document}.cleared")
    correctable: ClassVar[frozenset[str]] = frozenset()


class ReleasePublished(_Reporting, Publication):
    """A release was published."""

    type: Literal["release-published"] = "release-published"
    told: ClassVar[tuple[Role, ...]] = (Role.PROGRAMME, Role.DONOR)
    facts: ClassVar[Stated | None] = states("document.{document}.published", "channel")
    correctable: ClassVar[frozenset[str]] = frozenset({"channel"})


class ReleaseWithdrawn(_Reporting, OfDocument):
    """A draft was withdrawn before publication."""

    type: Literal["release-withdrawn"] = "release-withdrawn"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = states("document.{document}.withdrawn", "reason")
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})

    reason: Prose


class ReportSubmitted(_Reporting, Submission):
    """A report went to the donor."""

    type: Literal["report-submitted"] = "report-submitted"
    told: ClassVar[tuple[Role, ...]] = (Role.DONOR,)
    facts: ClassVar[Stated | None] = states("report.{report}.submitted", "document")
    correctable: ClassVar[frozenset[str]] = frozenset()


class ReportReturned(_Reporting, ReportedEvent, Objection):
    """The donor sent a report back."""

    type: Literal["report-returned"] = "report-returned"
    told: ClassVar[tuple[Role, ...]] = (Role.PROGRAMME,)
    facts: ClassVar[Stated | None] = states("report.{report}.returned.{sequence}", "reason")
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})


class ReportAccepted(_Reporting, ReportedEvent, OfReport):
    """The donor accepted a report."""

    type: Literal["report-accepted"] = "report-accepted"
    told: ClassVar[tuple[Role, ...]] = (Role.PROGRAMME, Role.FINANCE)
    facts: ClassVar[Stated | None] = states("report.{report}.accepted")
    correctable: ClassVar[frozenset[str]] = frozenset()


ReportingEvent = Annotated[
    PassageAdopted
    | DocumentRequested
    | DocumentDrafted
    | DocumentConfirmed
    | DocumentFailed
    | ReleaseCleared
    | ReleasePublished
    | ReleaseWithdrawn
    | ReportSubmitted
    | ReportReturned
    | ReportAccepted,
    Field(discriminator="type"),
]
