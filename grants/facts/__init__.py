"""What a grant's stream says: claims by name, with their events, evidence and disclosure."""

from collections.abc import Sequence

from grants.domain.administration.events import IrregularityResolved
from grants.domain.envelope import Envelope
from grants.facts.book import Book
from grants.facts.conclusions import conclude
from grants.facts.declared import VOCABULARY, disclosable, named
from grants.facts.disclosed import disclosed
from grants.facts.model import EventRef, Fact, Facts, Value, part
from grants.facts.readers.administration import note_irregularity
from grants.facts.reading import read
from grants.facts.vocabulary import Name, UnknownFactError

__all__ = [
    "VOCABULARY",
    "EventRef",
    "Fact",
    "Facts",
    "Name",
    "UnknownFactError",
    "Value",
    "disclosable",
    "disclosed",
    "facts",
    "named",
    "part",
]


def facts(stream: Sequence[Envelope]) -> Facts:
    """Everything that a grant's stream says. What was rejected, or is undecided, says nothing."""
    book = Book()
    stream = disclosed(stream)
    rulings = {
        item.data.event: (item, item.data)
        for item in stream
        if isinstance(item.data, IrregularityResolved)
    }
    for envelope in stream:
        ruling = rulings.get(envelope.sequence)
        note_irregularity(book, envelope, ruling)
        if ruling[1].accepted if ruling else not getattr(envelope.data, "irregularities", ()):
            read(book, envelope)
    conclude(book)
    return Facts(book.facts.values())
