"""A letter's two parts, plain text and HTML, from one page; all text in it is already one line."""

from dataclasses import dataclass
from typing import Final

from markupsafe import escape

from grants.notices.drafts import Draft


@dataclass(frozen=True)
class Point:
    """A sentence, perhaps with the command that does what it says."""

    text: str
    command: str | None = None


@dataclass(frozen=True)
class Section:
    """What is said together, under a heading; `listed` points are a list of things to do."""

    title: str
    points: tuple[Point, ...]
    byline: str = ""
    listed: bool = False


@dataclass(frozen=True)
class Page:
    """A letter before it is text or HTML."""

    title: str
    sections: tuple[Section, ...]
    drafts: tuple[Draft, ...] = ()
    link: str | None = None
    """The grant's page in the Web UI."""


def text(page: Page) -> str:
    """The page as plain text."""
    parts = [page.title]
    for section in page.sections:
        lines = [section.title, *([f"  {section.byline}"] if section.byline else [])]
        for point in section.points:
            lines.append(f"  {'- ' if section.listed else ''}{point.text}")
            if point.command:
                lines.append(f"      {point.command}")
        parts.append("\n".join(lines))
    if page.link:
        parts.append(f"In the Web UI\n  {page.link}")
    for draft in page.drafts:
        rule = "-" * 72
        parts += [f"{rule}\nText of {draft.name}\n{rule}", _indented(draft.text), rule]
    return "\n\n".join(parts) + "\n"


def _indented(text: str) -> str:
    """Set off from what the engine itself says."""
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())


def html(page: Page) -> str:
    """The page as HTML without style sheets, scripts or anything that has to be fetched.

    Whatever somebody wrote is escaped where it is put in; a document's own renderer has escaped
    what people wrote in it.
    """
    title = escape(page.title)
    sections = "".join(map(_section, page.sections))
    link = _link(page.link) if page.link else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title></head>\n"
        '<body style="margin:0;padding:16px;background:#f4f5f7;color:#1c1f24;'
        'font:16px/1.5 Arial,sans-serif">\n'
        '<div style="max-width:680px;margin:0 auto;padding:24px 28px;background:#ffffff;'
        'border-top:4px solid #1f6fb2">\n'
        f'<p style="margin:0 0 16px;color:#4b5563;font-size:14px">{title}</p>\n'
        f"{sections}{link}</div>\n{''.join(map(_draft, page.drafts))}</body></html>\n"
    )


def _section(section: Section) -> str:
    if section.listed:
        items = (f'<li style="margin:0 0 8px">{_point(point)}</li>\n' for point in section.points)
        points = f'<ul style="margin:8px 0;padding-left:20px">\n{"".join(items)}</ul>\n'
    else:
        points = "".join(
            f'<p style="margin:0 0 4px">{_point(point)}</p>\n' for point in section.points
        )
    by = f'<p style="{_SMALL}">{escape(section.byline)}</p>\n' if section.byline else ""
    return f'<h2 style="{_HEADING}">{escape(section.title)}</h2>\n{by}{points}'


_HEADING: Final = "margin:20px 0 4px;font:600 18px/1.3 Arial,sans-serif"
_SMALL: Final = "margin:0 0 8px;color:#4b5563;font-size:14px"
_COMMAND: Final = (
    "margin:6px 0 10px;padding:8px 10px;background:#f1f3f6;"
    "border:1px solid #d8dee6;font:13px/1.4 Consolas,Menlo,monospace;overflow-wrap:anywhere"
)


def _point(point: Point) -> str:
    said = str(escape(point.text))
    if not point.command:
        return said
    return f'{said}<div style="{_COMMAND}">{_unbroken(point.command)}</div>'


def _unbroken(command: str) -> str:
    """A command that breaks between its words only: never after the -- of an option."""
    return " ".join(
        f'<span style="white-space:nowrap">{word}</span>' for word in escape(command).split(" ")
    )


def _link(address: str) -> str:
    return (
        f'<p style="margin:24px 0 0"><a href="{escape(address)}" style="color:#1f5f97">'
        "The grant in the Web UI</a></p>\n"
    )


def _draft(draft: Draft) -> str:
    body = draft.html or f"<pre>{escape(draft.text)}</pre>"
    return (
        '<div style="max-width:680px;margin:20px auto 0;padding:24px 28px;background:#ffffff;'
        'border-top:4px solid #9aa7b5;font:16px/1.6 Georgia,serif">\n'
        '<p style="margin:0 0 16px;color:#4b5563;font:14px Arial,sans-serif">'
        f"Text of {escape(draft.name)}</p>\n{body}\n</div>\n"
    )
