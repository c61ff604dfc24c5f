"""How the state of documents and reports follows from their events."""

from typing import Any, assert_never

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
from grants.domain.reporting.state import Document, DonorReport, ReportingState


def evolve(
    state: ReportingState, event: ReportingEvent, *, by: str, sequence: int
) -> ReportingState:
    """The state after the event."""
    return state.model_copy(update=_change(state, event, by=by, sequence=sequence))


def _change(
    state: ReportingState, event: ReportingEvent, *, by: str, sequence: int
) -> dict[str, Any]:
    match event:
        case PassageAdopted():
            return {"passages": (*state.passages, event.passage)}
        case DocumentRequested():
            document = Document(
                kind=event.kind, about=event.about, requested_by=by, sequence=sequence
            )
            return {"documents": {**state.documents, event.document: document}}
        case DocumentDrafted():
            return _document(state, event.document, files=event.files, drafted=True)
        case DocumentFailed():
            return _document(state, event.document, failed=event.reason)
        case ReleaseCleared():
            return _document(state, event.document, cleared_by=by)
        case ReleasePublished():
            return _document(state, event.document, published=True)
        case ReleaseWithdrawn():
            return _document(state, event.document, withdrawn=True)
        case ReportSubmitted():
            return _report(state, event.report, submitted=event.document)
        case ReportReturned():
            returned = state.reports[event.report].returned + 1
            return _report(state, event.report, submitted=None, returned=returned)
        case ReportAccepted():
            return _report(state, event.report, accepted=True)
        case _:
            assert_never(event)


def _document(state: ReportingState, name: str, **change: object) -> dict[str, Any]:
    after = state.documents[name].model_copy(update=change)
    return {"documents": {**state.documents, name: after}}


def _report(state: ReportingState, name: str, **change: object) -> dict[str, Any]:
    after = state.reports.get(name, DonorReport()).model_copy(update=change)
    return {"reports": {**state.reports, name: after}}
