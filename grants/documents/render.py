"""A tree as bytes: a file in each format, and the record of what justifies each sentence."""

import hashlib
from collections.abc import Mapping

from grants.documents.formats import FORMATS
from grants.documents.formats.page import Page
from grants.documents.provenance import Provenance, SentenceRecord, record
from grants.documents.tree import Document
from grants.facts import Facts


def rendered(document: Document, ending: str) -> bytes:
    """The document in the format whose files end so: one sentence a line."""
    return FORMATS[ending](document).to_bytes()


def files(document: Document, facts: Facts) -> dict[str, bytes]:
    """The document's files by name; the last is the record of what justifies each sentence."""
    pages = {f"{document.name}.{ending}": page(document) for ending, page in FORMATS.items()}
    contents = {name: page.to_bytes() for name, page in pages.items()}
    provenance = _record(document, facts, pages, contents)
    return {**contents, f"{document.name}.facts.json": provenance.to_bytes()}


def _record(
    document: Document, facts: Facts, pages: Mapping[str, Page], contents: Mapping[str, bytes]
) -> Provenance:
    """Each sentence with its lines and facts, each fact with its events; and the files' digests."""
    sentences = list(document.sentences())
    used = {name for sentence in sentences for name in sentence.facts}
    return Provenance(
        kind=document.kind,
        language=document.language,
        about=document.about,
        files={name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        sentences=tuple(
            SentenceRecord(
                text=sentence.text,
                lines={name: page.places[place] for name, page in pages.items()},
                facts=sentence.facts,
            )
            for place, sentence in enumerate(sentences)
        ),
        facts={name: record(facts[name]) for name in sorted(used)},
    )
