"""The rules of what is written: drafts, clearance by another person, publication, donor reports."""

from collections.abc import Iterator
from typing import assert_never

from grants.domain import checks
from grants.domain.errors import (
    AlreadyDoneError,
    ContradictionError,
    DuplicateNameError,
)
from grants.domain.reporting.commands import (
    AcceptReport,
    AdoptPassage,
    ClearRelease,
    DocumentKind,
    DraftDocument,
    PublishRelease,
    RecordDocument,
    ReportingCommand,
    ReturnReport,
    SubmitReport,
)
from grants.domain.reporting.events import (
    DocumentDrafted,
    DocumentFailed,
    DocumentRequested,
    PassageAdopted,
    ReleaseCleared,
    ReleasePublished,
    ReleaseWithdrawn,
    ReportAccepted,
    ReportingEvent,
    ReportReturned,
    ReportSubmitted,
)
from grants.domain.reporting.state import Document, DonorReport
from grants.domain.state import Grant


def decide(grant: Grant, command: ReportingCommand, *, by: str) -> list[ReportingEvent]:
    """What follows from a command about documents and reports."""
    match command:
        case AdoptPassage():
            return [_passage(grant, command)]
        case DraftDocument():
            return [_draft(grant, command)]
        case RecordDocument():
            return [_record(grant, command)]
        case ClearRelease():
            return [_clear(grant, command, by=by)]
        case PublishRelease():
            return [_publish(grant, command)]
        case SubmitReport():
            return [_submit(grant, command)]
        case ReturnReport():
            _with_donor(grant, command.report)
            return [ReportReturned(report=command.report, reason=command.reason)]
        case AcceptReport():
            _with_donor(grant, command.report)
            return [ReportAccepted(report=command.report)]
        case _:
            assert_never(command)


def compensate(grant: Grant, reason: str) -> Iterator[ReportingEvent]:
    """What reporting undoes when the grant is cancelled; what is published stays so."""
    for name, document in reversed(grant.reporting.documents.items()):
        if document.kind is DocumentKind.PRESS_RELEASE and not document.published:
            yield ReleaseWithdrawn(document=name, reason=reason)


def _passage(grant: Grant, command: AdoptPassage) -> PassageAdopted:
    if command.passage in grant.reporting.passages:
        raise DuplicateNameError(
            f"There is a passage {command.passage} already.",
            mend="Give the new passage another short name.",
            field="passage",
        )
    return PassageAdopted.model_validate(command.model_dump(exclude={"type"}))


def _draft(grant: Grant, command: DraftDocument) -> DocumentRequested:
    if command.kind is DocumentKind.PRESS_RELEASE:
        handover = grant.handover(command.about)
        checks.regular(grant, command.about)
        checks.needed(
            handover.delivered,
            f"Handover {command.about} has not taken place.",
            mend="Transfer custody first: a release tells what has been delivered.",
            field="about",
        )
    else:
        grant.report_duty(command.about)
    same = [item for item in grant.reporting.documents.values() if item.kind is command.kind]
    if any(item.pending and item.about == command.about for item in same):
        raise AlreadyDoneError(
            f"A {command.kind.value} about {command.about} is being drafted.",
            mend="Wait for it; `grants documents` shows it.",
            field="about",
        )
    return DocumentRequested(
        document=f"{command.kind.value}/{len(same) + 1}", kind=command.kind, about=command.about
    )


def _record(grant: Grant, command: RecordDocument) -> ReportingEvent:
    document = grant.document(command.document)
    if not document.pending:
        raise AlreadyDoneError(
            f"Document {command.document} is recorded.", mend="Nothing has to be done."
        )
    if command.failure is not None:
        return DocumentFailed(document=command.document, reason=command.failure)
    return DocumentDrafted(
        document=command.document,
        kind=document.kind,
        about=document.about,
        files=command.files,
        through=command.through,
    )


def _release(grant: Grant, name: str) -> Document:
    document = grant.document(name)
    if document.kind is not DocumentKind.PRESS_RELEASE or document.withdrawn:
        raise ContradictionError(
            f"{name} is not a release that can be published.",
            mend="Name a press release, as in press-release/1.",
            field="document",
        )
    checks.needed(
        document.drafted,
        f"{name} has not been drafted.",
        mend="Have it drafted, or see with `grants documents` why it failed.",
        field="document",
    )
    return document


def _clear(grant: Grant, command: ClearRelease, *, by: str) -> ReleaseCleared:
    document = _release(grant, command.document)
    if document.cleared_by is not None:
        raise AlreadyDoneError(
            f"{command.document} is cleared.", mend="Publish it.", field="document"
        )
    checks.apart(by, [document.requested_by], act="clear it", part="had the release drafted")
    checks.regular(grant, document.about)
    return ReleaseCleared(document=command.document)


def _publish(grant: Grant, command: PublishRelease) -> ReleasePublished:
    document = _release(grant, command.document)
    checks.needed(
        document.cleared_by,
        f"{command.document} has not been cleared.",
        mend="Have another person than its drafter clear it first.",
        field="document",
    )
    if document.published:
        raise AlreadyDoneError(
            f"{command.document} is published.", mend="Nothing has to be done.", field="document"
        )
    checks.regular(grant, document.about)
    return ReleasePublished(document=command.document, channel=command.channel)


def _submit(grant: Grant, command: SubmitReport) -> ReportSubmitted:
    duty = grant.report_duty(command.report)
    report = grant.reporting.reports.get(command.report, DonorReport())
    if report.accepted or report.submitted is not None:
        raise AlreadyDoneError(
            f"Report {duty.report} is with the donor, or accepted.",
            mend="Wait for the donor's answer.",
            field="report",
        )
    document = grant.document(command.document)
    if document.kind is not DocumentKind.DONOR_REPORT or document.about != command.report:
        raise ContradictionError(
            f"{command.document} is not a draft of report {command.report}.",
            mend="Name a donor report drafted for it, as in donor-report/1.",
            field="document",
        )
    checks.needed(
        document.drafted,
        f"{command.document} has not been drafted.",
        mend="Have it drafted, or see with `grants documents` why it failed.",
        field="document",
    )
    return ReportSubmitted(report=command.report, document=command.document)


def _with_donor(grant: Grant, name: str) -> None:
    grant.report_duty(name)
    report = grant.reporting.reports.get(name, DonorReport())
    if report.accepted:
        raise AlreadyDoneError(
            f"Report {name} has been accepted.", mend="Nothing has to be done.", field="report"
        )
    if report.submitted is None:
        raise ContradictionError(
            f"Report {name} is not with the donor.",
            mend="Submit it first.",
            field="report",
        )
