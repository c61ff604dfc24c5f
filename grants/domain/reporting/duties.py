"""What reporting asks of people next."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from grants.domain.model import Stage
from grants.domain.people import Role
from grants.domain.reporting.commands import DocumentKind
from grants.domain.reporting.state import Document, DonorReport
from grants.domain.state import Duty, Grant


def duties(grant: Grant) -> Iterator[Duty]:
    """Open duties of reporting, in life order."""
    for name, handover in grant.delivery.handovers.items():
        if handover.delivered and not handover.cancelled:
            yield from _release(grant, name, handover.title)
    for name, duty in grant.report_duties.items():
        report = grant.reporting.reports.get(name, DonorReport())
        due = datetime.combine(duty.due, time(17), tzinfo=UTC)
        if report.accepted:
            continue
        if report.submitted is not None:
            yield _duty("accept", name, Role.DONOR, f"Accept or return: {duty.title}")
        else:
            yield _duty("submit", name, Role.PROGRAMME, f"Submit: {duty.title}", due=due)


def _release(grant: Grant, name: str, title: str) -> Iterator[Duty]:
    drafts = [
        document
        for document in grant.reporting.documents.values()
        if document.kind is DocumentKind.PRESS_RELEASE and document.about == name
    ]
    if any(document.published for document in drafts):
        return
    latest = drafts[-1] if drafts else None
    if latest is None or latest.failed is not None:
        yield _duty("draft", name, Role.INFORMATION, f"Have the release drafted: {title}")
    else:
        yield from _after_draft(latest, name, title)


def _after_draft(latest: Document, name: str, title: str) -> Iterator[Duty]:
    if latest.pending:
        yield _duty("drafting", name, Role.ENGINE, f"Drafting the release: {title}")
    elif latest.cleared_by is None:
        yield _duty("clear", name, Role.APPROVER, f"Clear the release: {title}")
    else:
        yield _duty("publish", name, Role.INFORMATION, f"Publish the release: {title}")


def _duty(key: str, name: str, role: Role, what: str, *, due: datetime | None = None) -> Duty:
    return Duty(
        key=f"{key}/{name}",
        stage=Stage.REPORTING,
        subject=name,
        role=role,
        what=what,
        due=due,
    )
