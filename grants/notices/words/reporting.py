"""What the events of reporting say: passages, drafts, releases and reports."""

from collections.abc import Iterator

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
from grants.notices import plain
from grants.notices.sight import Sight
from grants.notices.words import said


def _about(sight: Sight, event: DocumentDrafted | DocumentRequested) -> str:
    if event.kind is DocumentKind.PRESS_RELEASE:
        return f"the release about {said.handover(sight, event.about)}"
    return said.report(sight, event.about)


@said.words.register
def _(event: PassageAdopted, sight: Sight) -> Iterator[str]:
    yield f"Passage {event.passage} ({event.kind.value}): “{sight.free(event.text)}”"


@said.words.register
def _(event: DocumentRequested, sight: Sight) -> Iterator[str]:
    yield f"{plain.line(event.document)} is being drafted: {_about(sight, event)}."


@said.words.register
def _(event: DocumentDrafted, sight: Sight) -> Iterator[str]:
    bring = "" if sight.brings(event.kind) else " Its text holds sums that are not for this mail."
    yield f"{plain.line(event.document)} is drafted: {_about(sight, event)}.{bring}"


@said.words.register
def _(event: DocumentConfirmed, sight: Sight) -> Iterator[str]:
    del sight
    yield f"{plain.line(event.document)} was looked at again, and reads as it did."


@said.words.register
def _(event: DocumentFailed, sight: Sight) -> Iterator[str]:
    yield f"{plain.line(event.document)} could not be drafted."
    yield f"Reason: {sight.free(event.reason)}"
    yield "What to do: correct what the reason names, then have it drafted again."


@said.words.register
def _(event: ReleaseCleared, sight: Sight) -> Iterator[str]:
    del sight
    yield f"{plain.line(event.document)} may be published."


@said.words.register
def _(event: ReleasePublished, sight: Sight) -> Iterator[str]:
    yield f"{plain.line(event.document)} is published: {sight.free(event.channel)}."


@said.words.register
def _(event: ReleaseWithdrawn, sight: Sight) -> Iterator[str]:
    yield f"{plain.line(event.document)} is withdrawn."
    yield f"Reason: “{sight.free(event.reason)}”"


@said.words.register
def _(event: ReportSubmitted, sight: Sight) -> Iterator[str]:
    yield f"{said.report(sight, event.report)} went to the donor as {plain.line(event.document)}."


@said.words.register
def _(event: ReportReturned, sight: Sight) -> Iterator[str]:
    yield f"{said.report(sight, event.report)} came back from the donor."
    yield f"Reason: “{sight.free(event.reason)}”"


@said.words.register
def _(event: ReportAccepted, sight: Sight) -> Iterator[str]:
    yield f"The donor accepted: {said.report(sight, event.report)}."
