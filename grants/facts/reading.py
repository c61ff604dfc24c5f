"""What each event says: its fields as facts, and more where fields alone do not say it."""

from grants.domain.envelope import Envelope
from grants.facts.book import Book
from grants.facts.direct import BY_TYPE
from grants.facts.model import part
from grants.facts.readers import READERS


def read(book: Book, envelope: Envelope) -> None:
    """Put down what an event says."""
    reader = READERS.get(type(envelope.data))
    if reader is not None:
        reader(book, envelope, envelope.data)
    names = BY_TYPE.get(envelope.type)
    if names is not None:
        slugs = {name: part(value) for name, value in envelope.data if isinstance(value, str)}
        parts: dict[str, object] = {**slugs, "sequence": envelope.sequence}
        for field, name in names.items():
            value = envelope.on if field == "on" else getattr(envelope.data, field)
            book.put(envelope, name, value, **parts)
