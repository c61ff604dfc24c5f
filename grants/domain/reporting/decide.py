"""The rules of what is written: drafts, clearance by another person, publication, donor reports."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from grants.domain import checks
from grants.domain.errors import (
    AlreadyDoneError,
    ContradictionError,
    DuplicateNameError,
)
from grants.domain.messages import Event, recorded
from grants.domain.people import ENGINE
from grants.domain.reporting.commands import (
    AcceptReport,
    AdoptPassage,
    ClearRelease,
    DraftDocument,
    PublishRelease,
    RecordDocument,
    ReportingCommand,
    ReturnReport,
    SubmitReport,
)
from grants.domain.reporting.content import DocumentKind
from grants.domain.reporting.events import (
    DocumentConfirmed,
    DocumentDrafted,
    DocumentFailed,
    DocumentRequested,
    PassageAdopted,
    ReleaseCleared,
    ReleasePublished,
    ReleaseWithdrawn,
    ReportAccepted,
    ReportReturned,
    ReportSubmitted,
)
from grants.domain.reporting.state import Document, DonorReport
from grants.domain.rules import CLEARANCE
from grants.domain.state import Grant


def decide(grant: Grant, command: ReportingCommand, *, by: str, at: datetime) -> list[Event]:
    """What follows from a command about documents and reports."""
    del at
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
            return [recorded(ReportReturned, command)]
        case AcceptReport():
            _with_donor(grant, command.report)
            return [recorded(ReportAccepted, command)]
        case _:
            assert_never(command)


def compensate(grant: Grant, reason: str) -> Iterator[Event]:
    """What reporting undoes when the grant is cancelled; what is published stays so."""
    for name, document in reversed(grant.reporting.documents.items()):
        over = document.published or document.failed is not None
        if document.kind is DocumentKind.PRESS_RELEASE and not over:
            yield ReleaseWithdrawn(document=name, reason=reason)


def _passage(grant: Grant, command: AdoptPassage) -> PassageAdopted:
    if command.passage in grant.reporting.passages:
        raise DuplicateNameError(
            f"There is a passage {command.passage} already.",
            mend="Give the new passage another short name.",
            field="passage",
        )
    return recorded(PassageAdopted, command)


def _draft(grant: Grant, command: DraftDocument) -> DocumentRequested:
    kind, about = command.kind, command.about
    if kind is DocumentKind.PRESS_RELEASE:
        handover = checks.handover(grant, about)
        checks.regular(grant, about)
        checks.needed(
            handover.delivered,
            f"Handover {about} has not taken place.",
            mend="Transfer custody first: a release tells what has been delivered.",
            field="about",
        )
    else:
        checks.report_duty(grant, about)
    newest = grant.reporting.newest(kind, about)
    if newest is not None and newest[1].pending:
        raise AlreadyDoneError(
            f"A {kind.value} about {about} is being drafted.",
            mend="Wait for it; `grants documents` shows it.",
            field="about",
        )
    redrawn = newest is not None and newest[1].drafted and not newest[1].fixed
    return DocumentRequested(
        document=_next_name(grant, kind, about),
        kind=kind,
        about=about,
        superseded=newest[0] if newest and redrawn else None,
    )


def _next_name(grant: Grant, kind: DocumentKind, about: str) -> str:
    """The first free number: what failed uses up none, and keeps it for the same subject."""
    taken = {
        name
        for name, item in grant.reporting.documents.items()
        if item.failed is None or item.about != about
    }
    numbers = range(1, len(taken) + 2)
    return next(name for n in numbers if (name := f"{kind.value}/{n}") not in taken)


def _record(grant: Grant, command: RecordDocument) -> Event:
    document = checks.document(grant, command.document)
    if not document.pending:
        raise AlreadyDoneError(
            f"Document {command.document} is recorded.", mend="Nothing has to be done."
        )
    kind, about, through = document.kind, document.about, document.sequence
    if command.failure is not None:
        return DocumentFailed(
            document=command.document,
            kind=kind,
            about=about,
            reason=command.failure,
            through=through,
        )
    earlier = _that_reads_so(grant, document, command.digest)
    if earlier is not None:
        return DocumentConfirmed(document=earlier, through=through)
    return DocumentDrafted(
        document=command.document,
        kind=kind,
        about=about,
        files=command.files,
        digest=command.digest,
        through=through,
    )


def _that_reads_so(grant: Grant, asked: Document, digest: str | None) -> str | None:
    """The newest draft about the same, if the engine asked again and it still reads as it did."""
    drafted = [
        (name, item)
        for name, item in grant.reporting.documents.items()
        if item.drafted and (item.kind, item.about) == (asked.kind, asked.about)
    ]
    if asked.requested_by != ENGINE or not drafted or digest is None:
        return None
    name, newest = drafted[-1]
    return name if newest.digest == digest and not newest.fixed else None


def _release(grant: Grant, name: str) -> Document:
    document = checks.document(grant, name)
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
    _newest(grant, command.document, document)
    _nothing_taken_back(grant, command.document, document)
    checks.apart(
        by,
        [document.requested_by],
        act="clear it",
        part="had the release drafted",
        rule=CLEARANCE,
    )
    checks.regular(grant, document.about)
    return recorded(ReleaseCleared, command)


def _newest(grant: Grant, name: str, document: Document) -> None:
    """What has been drafted again reads otherwise now: nobody clears what is out of date."""
    drafted = [
        other
        for other, item in grant.reporting.documents.items()
        if item.drafted and (item.kind, item.about) == (document.kind, document.about)
    ]
    if drafted[-1] != name:
        raise ContradictionError(
            f"{name} has been drafted again, since what it says has changed.",
            mend=f"Clear the newest draft, {drafted[-1]}.",
            field="document",
        )


def _nothing_taken_back(grant: Grant, name: str, document: Document) -> None:
    """What was withheld, or erased with a person, does not go out in a draft from before."""
    if grant.reporting.outdated(document):
        raise ContradictionError(
            f"Event {grant.reporting.taken_back} has taken something back since {name} was "
            "drafted.",
            mend="Have it drafted anew, and have the new draft cleared.",
            field="document",
        )


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
    _nothing_taken_back(grant, command.document, document)
    checks.regular(grant, document.about)
    return recorded(ReleasePublished, command)


def _submit(grant: Grant, command: SubmitReport) -> ReportSubmitted:
    duty = checks.report_duty(grant, command.report)
    report = grant.reporting.reports.get(command.report, DonorReport())
    if report.accepted or report.submitted is not None:
        raise AlreadyDoneError(
            f"Report {duty.report} is with the donor, or accepted.",
            mend="Wait for the donor's answer.",
            field="report",
        )
    document = checks.document(grant, command.document)
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
    return recorded(ReportSubmitted, command)


def _with_donor(grant: Grant, name: str) -> None:
    checks.report_duty(grant, name)
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
