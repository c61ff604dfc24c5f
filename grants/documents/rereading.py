"""Whether a draft would read otherwise now: what the engine redrafts by."""

import hashlib
import json
from collections.abc import Iterable, Sequence

from grants.documents.drafts import checked
from grants.documents.errors import DraftError
from grants.documents.provenance import Provenance, record
from grants.domain.envelope import Envelope
from grants.domain.reporting.content import DocumentKind


def reading_digest(kind: DocumentKind, stream: Sequence[Envelope], about: str) -> str:
    """The sha256 of what a document says: its sentences, their facts and the facts' values.

    Where it cannot be drafted, of the reason: so that a failed draft is tried again only when
    something has changed. The same stream gives the same digest; layout does not count.
    """
    try:
        document, facts = checked(kind, stream, about)
    except DraftError as refused:
        return _digest(["refused", str(refused)])
    said = [(sentence.text, sentence.facts) for sentence in document.sentences()]
    names = {name for _, used in said for name in used}
    return _read(said, {name: record(facts[name]).value for name in names})


def kept_digest(kept: Provenance) -> str:
    """The digest of a document that was drafted, from the record that is kept beside it."""
    said = [(sentence.text, sentence.facts) for sentence in kept.sentences]
    return _read(said, {name: fact.value for name, fact in kept.facts.items()})


def would_read_otherwise(facts_json: bytes, stream: Sequence[Envelope]) -> bool:
    """Whether a document that was drafted would say something else from this stream.

    Raises ValueError where `facts_json` is no record of a document.
    """
    kept = Provenance.model_validate_json(facts_json)
    now = reading_digest(DocumentKind(kept.kind), stream, kept.about)
    return now != kept_digest(kept)


def _read(said: Iterable[tuple[str, Sequence[str]]], values: dict[str, object]) -> str:
    sentences = [[text, list(names)] for text, names in said]
    return _digest([sentences, values])


def _digest(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
