"""What may be asked and told about reports, the release and the passages they use."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.messages import Command, Report, Request
from grants.domain.model import Evidence, Few, Prose, Sha256, Slug, Stage
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


class _Reporting(Command):
    stage: ClassVar[Stage] = Stage.REPORTING


class AdoptPassage(_Reporting, Request, Passage):
    """Adopt a passage of text with its source, for documents to use."""

    type: Literal["adopt-passage"] = "adopt-passage"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.INFORMATION})


class DraftDocument(_Reporting, Request):
    """Have a document drafted from what the journal holds now."""

    type: Literal["draft-document"] = "draft-document"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.INFORMATION, Role.PROGRAMME, Role.ENGINE})

    kind: DocumentKind
    """What is drafted."""
    about: Slug
    """The handover that a release is about, or the report that the agreement asks for."""


class RecordDocument(_Reporting, OfDocument):
    """Record a drafted document's files: sent by the document service."""

    type: Literal["record-document"] = "record-document"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ENGINE})

    files: Few[Evidence] = ()
    """Where the files are kept."""
    digest: Sha256 | None = None
    """Of what it says, sentence by sentence."""
    failure: Prose | None = None
    """Why it could not be drafted."""


class ClearRelease(_Reporting, Request, OfDocument):
    """Clear a drafted release for publication: by another person than its drafter."""

    type: Literal["clear-release"] = "clear-release"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER, Role.DONOR})


class PublishRelease(_Reporting, Request, Publication):
    """Record a cleared release as published."""

    type: Literal["publish-release"] = "publish-release"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.INFORMATION})


class SubmitReport(_Reporting, Request, Submission):
    """Submit a drafted report to the donor."""

    type: Literal["submit-report"] = "submit-report"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})


class ReturnReport(_Reporting, Report, Objection):
    """Record that the donor sent a report back."""

    type: Literal["return-report"] = "return-report"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.DONOR})


class AcceptReport(_Reporting, Report, OfReport):
    """Record that the donor accepted a report."""

    type: Literal["accept-report"] = "accept-report"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.DONOR})


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
