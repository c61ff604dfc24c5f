"""A tree as bytes: Markdown, HTML and the record of what justifies each sentence."""

import hashlib

from grants.documents import html as _html
from grants.documents import markdown as _markdown
from grants.documents.provenance import Provenance, SentenceRecord, record
from grants.documents.tree import Document
from grants.facts import Facts


def markdown(document: Document) -> bytes:
    """The document as Markdown, one sentence a line."""
    return _markdown.page(document).to_bytes()


def html(document: Document) -> bytes:
    """The document as a self-contained HTML file, one sentence a line."""
    return _html.page(document).to_bytes()


def provenance(document: Document, facts: Facts) -> bytes:
    """Each sentence with its lines and facts, each fact with its events; and the files' digests."""
    pages = {
        f"{document.name}.md": _markdown.page(document),
        f"{document.name}.html": _html.page(document),
    }
    sentences = list(document.sentences())
    used = {name for sentence in sentences for name in sentence.facts}
    return Provenance(
        kind=document.kind,
        language=document.language,
        about=document.about,
        files={name: hashlib.sha256(page.to_bytes()).hexdigest() for name, page in pages.items()},
        sentences=tuple(
            SentenceRecord(
                text=sentence.text,
                lines={name: page.places[place] for name, page in pages.items()},
                facts=sentence.facts,
            )
            for place, sentence in enumerate(sentences)
        ),
        facts={name: record(facts[name]) for name in sorted(used)},
    ).to_bytes()


def files(document: Document, facts: Facts) -> dict[str, bytes]:
    """The document's files by name."""
    return {
        f"{document.name}.md": markdown(document),
        f"{document.name}.html": html(document),
        f"{document.name}.facts.json": provenance(document, facts),
    }
