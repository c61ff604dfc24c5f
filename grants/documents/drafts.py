"""The one way to a drafted document: facts, tree, check, bytes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from grants.documents.check import problems
from grants.documents.donor_report import donor_report
from grants.documents.errors import DocumentCheckError, DraftError, NothingToSayError
from grants.documents.press_release import press_release
from grants.documents.render import files
from grants.documents.tree import Document
from grants.domain.envelope import Envelope
from grants.domain.reporting.content import DocumentKind
from grants.facts import Facts, facts

__all__ = ["DocumentCheckError", "DraftError", "NothingToSayError", "draft"]

_MAKERS: Final[Mapping[DocumentKind, Callable[[Facts, str], Document]]] = {
    DocumentKind.PRESS_RELEASE: press_release,
    DocumentKind.DONOR_REPORT: donor_report,
}


def draft(kind: DocumentKind, stream: Sequence[Envelope], about: str) -> dict[str, bytes]:
    """The document's files by name; the same stream gives the same bytes.

    `about` is a handover for a release and a report's name for a donor report. Raises
    NothingToSayError where that is unknown or has not happened, DocumentCheckError where the draft
    does not pass its check; neither is mended by trying again.
    """
    return files(*checked(kind, stream, about))


def checked(kind: DocumentKind, stream: Sequence[Envelope], about: str) -> tuple[Document, Facts]:
    """The document as a tree that has passed its check, with the facts. Raises as `draft` does."""
    known = facts(stream)
    document = _MAKERS[kind](known, about)
    found = problems(document, known)
    if found:
        raise DocumentCheckError(found)
    return document, known
