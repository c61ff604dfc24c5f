"""What reporting asks of people, and of the engine, next."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from grants.domain.model import Phase
from grants.domain.parties import ReportDuty
from grants.domain.people import Role
from grants.domain.reporting.content import DocumentKind
from grants.domain.reporting.state import Document, DonorReport
from grants.domain.state import Duty, Grant

RELEASE, REPORT = DocumentKind.PRESS_RELEASE, DocumentKind.DONOR_REPORT


def duties(grant: Grant) -> Iterator[Duty]:
    """Open duties of reporting, in life order."""
    for name, handover in grant.delivery.handovers.items():
        if handover.custody is not None and not handover.cancelled:
            yield from _release(grant, name, handover.title, handover.custody.known)
    for name, duty in grant.report_duties.items():
        report = grant.reporting.reports.get(name, DonorReport())
        if not report.accepted:
            yield from _report(grant, duty, report)


def _release(grant: Grant, about: str, title: str, ready: datetime) -> Iterator[Duty]:
    drafts = [
        document
        for document in grant.reporting.documents.values()
        if document.kind is RELEASE and document.about == about
    ]
    if any(document.published for document in drafts):
        return
    settled = ready + timedelta(minutes=grant.policy.settle_minutes)
    drafting = list(_drafting(grant, RELEASE, about, f"Draft the release: {title}", settled))
    yield from drafting
    newest = grant.reporting.newest(RELEASE, about)
    if newest is None or drafting:
        return
    name, document = newest
    if document.failed is not None:
        yield _mend(RELEASE, about, document)
    elif document.cleared_by is None:
        yield _of_document("clear", about, Role.APPROVER, f"Clear the release: {title}", name)
    else:
        yield _of_document(
            "publish", about, Role.INFORMATION, f"Publish the release: {title}", name
        )


def _report(grant: Grant, duty: ReportDuty, report: DonorReport) -> Iterator[Duty]:
    name, due = duty.report, grant.policy.close_of(duty.due)
    if report.submitted is not None:
        yield Duty(
            key=f"accept/{name}",
            phase=Phase.REPORTING,
            subject=name,
            role=Role.DONOR,
            what=f"Accept or return: {duty.title}",
            command="accept-report",
            given={"report": name},
        )
        return
    early = due - timedelta(days=grant.policy.report_draft_days)
    drafting = list(_drafting(grant, REPORT, name, f"Draft: {duty.title}", early))
    yield from drafting
    newest = grant.reporting.newest(REPORT, name)
    if newest is not None and newest[1].failed is not None and not drafting:
        yield _mend(REPORT, name, newest[1])
    drafted = newest is not None and newest[1].drafted
    yield Duty(
        key=f"submit/{name}",
        phase=Phase.REPORTING,
        subject=name,
        role=Role.PROGRAMME,
        what=f"Submit: {duty.title}",
        due=due,
        command="submit-report",
        given={"report": name, **({"document": newest[0]} if newest and drafted else {})},
    )


def _drafting(
    grant: Grant, kind: DocumentKind, about: str, what: str, ready: datetime
) -> Iterator[Duty]:
    """The engine's own duty to draft: at first, and again once what it says may have changed."""
    newest = grant.reporting.newest(kind, about)
    due: datetime | None = ready
    if newest is not None and newest[1].pending:
        due = None
    elif newest is not None:
        stir = grant.reporting.stirred.get(kind)
        settled = newest[1].fixed and not grant.reporting.outdated(newest[1])
        if settled or stir is None or stir.sequence <= newest[1].through:
            return
        due = max(ready, stir.known + timedelta(minutes=grant.policy.settle_minutes))
    yield Duty(
        key=f"draft/{kind.value}/{about}",
        phase=Phase.REPORTING,
        subject=about,
        role=Role.ENGINE,
        what=what,
        due=due,
    )


def _mend(kind: DocumentKind, about: str, document: Document) -> Duty:
    why = " ".join((document.failed or "").split())[:300]
    return Duty(
        key=f"mend/{kind.value}/{about}",
        phase=Phase.REPORTING,
        subject=about,
        role=Role.INFORMATION,
        what=f"Mend what keeps the {kind.value.replace('-', ' ')} from being drafted: {why}",
        command="draft-document",
        given={"kind": kind.value, "about": about},
    )


def _of_document(key: str, about: str, role: Role, what: str, document: str) -> Duty:
    return Duty(
        key=f"{key}/{about}",
        phase=Phase.REPORTING,
        subject=about,
        role=role,
        what=what,
        command=f"{key}-release",
        given={"document": document},
    )
