"""How the state of documents and reports follows from their events."""

from typing import Any, Final, assert_never

from grants.domain.envelope import Envelope
from grants.domain.messages import Event
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
    ReportingEvent,
    ReportReturned,
    ReportSubmitted,
)
from grants.domain.reporting.state import Document, DonorReport, ReportingState, Stir

RELEASE_SAYS: Final = frozenset(
    {
        "grant-opened",
        "lot-opened",
        "units-allocated",
        "ceremony-scheduled",
        "ceremony-held",
        "custody-transferred",
        "passage-adopted",
        "fields-disclosed",
        "fields-withheld",
        "irregularity-resolved",
        "person-erased",
    }
)
"""The events that a release may state or that change what it may state, by type."""

TAKES_BACK: Final = frozenset({"fields-withheld", "person-erased"})
"""The events after which something may not be published any more, by type."""


def evolve(state: ReportingState, event: ReportingEvent, told: Envelope) -> ReportingState:
    """The state after the event; what is about no known document changes nothing."""
    change = _change(state, event, told)
    return state.but(**change) if change else state


def stirred(state: ReportingState, event: Event, told: Envelope) -> ReportingState:
    """The state once an event may have changed what documents say."""
    kinds = [kind for kind in DocumentKind if _says(kind, event, told)]
    if not kinds:
        return state
    stir = Stir(sequence=told.sequence, known=told.known)
    change: dict[str, Any] = {"stirred": {**state.stirred, **dict.fromkeys(kinds, stir)}}
    if told.type in TAKES_BACK:
        change["taken_back"] = told.sequence
    return state.but(**change)


def _says(kind: DocumentKind, event: Event, told: Envelope) -> bool:
    if kind is DocumentKind.PRESS_RELEASE:
        return told.type in RELEASE_SAYS
    return event.facts is not None or told.type in RELEASE_SAYS


def _change(state: ReportingState, event: ReportingEvent, told: Envelope) -> dict[str, Any]:
    match event:
        case PassageAdopted():
            return {"passages": (*state.passages, event.passage)}
        case DocumentRequested():
            document = Document(
                kind=event.kind,
                about=event.about,
                requested_by=told.actor,
                sequence=told.sequence,
            )
            return {"documents": {**state.documents, event.document: document}}
        case DocumentDrafted():
            return _document(
                state,
                event.document,
                files=event.files,
                digest=event.digest,
                through=event.through,
                drafted=True,
            )
        case DocumentConfirmed():
            return _confirmed(state, event)
        case DocumentFailed():
            return _document(state, event.document, failed=event.reason, through=event.through)
        case ReleaseCleared():
            return _document(state, event.document, cleared_by=told.actor)
        case ReleasePublished():
            return _document(state, event.document, published=True)
        case ReleaseWithdrawn():
            return _document(state, event.document, withdrawn=True)
        case ReportSubmitted():
            return {
                **_document(state, event.document, submitted=True),
                **_report(state, event.report, submitted=event.document),
            }
        case ReportReturned():
            report = state.reports.get(event.report, DonorReport())
            return {
                **_document(state, report.submitted or "", submitted=False),
                **_report(state, event.report, submitted=None, returned=report.returned + 1),
            }
        case ReportAccepted():
            return _report(state, event.report, accepted=True)
        case _:
            assert_never(event)


def _document(state: ReportingState, name: str, **change: object) -> dict[str, Any]:
    if name not in state.documents:
        return {}
    return {"documents": {**state.documents, name: state.documents[name].but(**change)}}


def _confirmed(state: ReportingState, event: DocumentConfirmed) -> dict[str, Any]:
    """The request that found nothing new is forgotten: it uses up no number."""
    kept = {name: item for name, item in state.documents.items() if not item.pending}
    asked = {name: item for name, item in state.documents.items() if item.pending}
    confirmed = kept.get(event.document)
    if confirmed is None:
        return {}
    others = {
        name: item
        for name, item in asked.items()
        if (item.kind, item.about) != (confirmed.kind, confirmed.about)
    }
    return {"documents": {**kept, event.document: confirmed.but(through=event.through), **others}}


def _report(state: ReportingState, name: str, **change: object) -> dict[str, Any]:
    after = state.reports.get(name, DonorReport()).but(**change)
    return {"reports": {**state.reports, name: after}}
