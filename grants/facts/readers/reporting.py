"""What adopted passages say, and what a withdrawal takes back."""

from typing import Final

from grants.domain.envelope import Envelope
from grants.domain.model import Evidence
from grants.domain.reporting.content import PassageKind
from grants.domain.reporting.events import PassageAdopted, ReleaseWithdrawn
from grants.facts.book import Book
from grants.facts.direct import DIRECT
from grants.facts.vocabulary import Beginning, Kind, stated

TEXT: Final = {
    kind: stated(
        f"passage.{{passage}}.{kind}", Kind.TEXT, "Words to be printed.", PassageAdopted, "text"
    )
    for kind in PassageKind
}
"""A passage is a fact of its kind, so that a document asks for the kind that it needs."""
ADDRESS: Final = stated(
    "passage.{passage}.address", Kind.TEXT, "Of a link.", PassageAdopted, "address"
)

STATED: Final = (*TEXT.values(), ADDRESS)

_PASSAGE: Final = Beginning("passage.{passage}.", STATED)
_DOCUMENT: Final = Beginning("document.{document}.", DIRECT.values())


def _passage(book: Book, envelope: Envelope, data: PassageAdopted) -> None:
    source = Evidence(uri=data.source)
    sourced = envelope.model_copy(update={"evidence": (*envelope.evidence, source)})
    book.drop(_PASSAGE(passage=data.passage), keep=TEXT[data.kind](passage=data.passage))
    book.put(sourced, TEXT[data.kind], data.text, passage=data.passage)
    book.put(sourced, ADDRESS, data.address, passage=data.passage)


def _withdrawn(book: Book, _envelope: Envelope, data: ReleaseWithdrawn) -> None:
    book.drop(_DOCUMENT(document=data.document))


READERS: Final = {PassageAdopted: _passage, ReleaseWithdrawn: _withdrawn}
