"""A document in a mail: its text in both parts, from its own Markdown and HTML, and its files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from grants.documents.formats import markdown
from grants.domain.events import GrantEvent
from grants.domain.reporting.events import (
    DocumentDrafted,
    ReleaseCleared,
    ReleasePublished,
    ReportSubmitted,
)
from grants.notices.sight import Sight
from grants.ports import Attachment

Contents = Mapping[str, bytes]
"""Archived files by their uri, each with the bytes that were recorded."""

_BRINGS: Final = (DocumentDrafted, ReleaseCleared, ReleasePublished, ReportSubmitted)
_MEDIA: Final = {".md": "text/markdown; charset=utf-8", ".html": "text/html; charset=utf-8"}
"""The files that people read, by their endings; the others are for machines."""
_ARTICLE: Final = re.compile(r"<article>(.*)</article>", re.DOTALL)
_LOOKS: Final = {
    "<h1>": '<h1 style="margin:0 0 8px;font:700 26px/1.2 Arial,sans-serif">',
    "<h2>": '<h2 style="margin:24px 0 6px;font:600 17px/1.3 Arial,sans-serif">',
    '<p class="dek">': '<p style="margin:0 0 20px;color:#1f5f97;font:600 16px/1.4 Arial">',
    '<p class="note">': '<p style="color:#4b5563;font-size:14px">',
    '<p class="caption">': '<p style="padding-left:12px;border-left:3px solid #c9d3de">',
    "<table>": '<table style="width:100%;border-collapse:collapse;font:14px/1.4 Arial">',
    "<th>": '<th style="padding:5px 8px;border-bottom:2px solid #9aa7b5;text-align:left">',
    "<td>": '<td style="padding:5px 8px;border-bottom:1px solid #d8dee6;vertical-align:top">',
    '<th class="number">': '<th style="padding:5px 8px;border-bottom:2px solid #9aa7b5;'
    'text-align:right">',
    '<td class="number">': '<td style="padding:5px 8px;border-bottom:1px solid #d8dee6;'
    'text-align:right">',
}
"""Many mail readers drop style sheets, so each element of the page bears its own."""


@dataclass(frozen=True)
class Draft:
    """A document as a mail brings it."""

    name: str
    text: str
    html: str
    files: tuple[Attachment, ...]


def wanted(event: GrantEvent) -> str | None:
    """The document that a mail about an event brings, if it brings one."""
    return event.document if isinstance(event, _BRINGS) else None


def uris(sight: Sight) -> list[str]:
    """The archived files that a reader's mail about an event needs."""
    name = wanted(sight.envelope.data)
    document = sight.grant.reporting.documents.get(name) if name else None
    if document is None or not sight.brings(document.kind):
        return []
    return [file.uri for file in document.files if _ending(file.uri) in _MEDIA]


def draft(sight: Sight, contents: Contents) -> Draft | None:
    """The document that a reader's mail about an event brings, as far as its files are there."""
    files = {uri: contents[uri] for uri in uris(sight) if uri in contents}
    if not files:
        return None
    texts = {_ending(uri): content.decode(errors="replace") for uri, content in files.items()}
    written = texts.get(".md", "")
    shown = _shown(texts[".html"]) if ".html" in texts else None
    return Draft(
        name=wanted(sight.envelope.data) or "",
        text=readable(written),
        html=shown if shown is not None else "",
        files=tuple(
            Attachment(uri.rpartition("/")[2], _MEDIA[_ending(uri)], content)
            for uri, content in files.items()
        ),
    )


def readable(written: str) -> str:
    """Markdown of ours as plain text: headings underlined, sentences run on in their paragraph."""
    blocks = [block.splitlines() for block in written.strip().split("\n\n")]
    return "\n\n".join(_block(lines) for lines in blocks if lines)


def _block(lines: list[str]) -> str:
    first = lines[0]
    if first.startswith("#"):
        heading = markdown.plain(first)
        return f"{heading}\n{('=' if first.startswith('# ') else '-') * min(len(heading), 72)}"
    if first.startswith("|"):
        rows = [markdown.cells(line) for line in lines if not line.startswith("| ---")]
        return "\n".join(" | ".join(row) for row in rows)
    if first.startswith("- "):
        return "\n".join(f"- {_item(line)}" for line in lines)
    return " ".join(markdown.plain(line) for line in lines)


def _item(line: str) -> str:
    link = re.fullmatch(r"- \[.*\]\(<([^>]*)>\)", line)
    return f"{markdown.plain(line)} ({link[1]})" if link else markdown.plain(line)


def _shown(page: str) -> str | None:
    """What stands on a rendered page, with its looks on each element."""
    found = _ARTICLE.search(page)
    if found is None:
        return None
    shown = found[1].strip()
    for tag, looks in _LOOKS.items():
        shown = shown.replace(tag, looks)
    return shown


def _ending(uri: str) -> str:
    name = uri.rpartition("/")[2]
    return f".{name.rpartition('.')[2]}"
