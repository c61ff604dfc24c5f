"""A letter's two parts, plain text and HTML, from one page; all text in it is already one line."""

from dataclasses import dataclass

from markupsafe import Markup, escape

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


_BODY = Markup(
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title></head>\n"
    '<body style="margin:0;padding:16px;background:#f4f5f7;color:#1c1f24;'
    'font:16px/1.5 Arial,sans-serif">\n'
    '<div style="max-width:680px;margin:0 auto;padding:24px 28px;background:#ffffff;'
    'border-top:4px solid #1f6fb2">\n'
    '<p style="margin:0 0 16px;color:#4b5563;font-size:14px">{title}</p>\n'
    "{sections}{link}</div>\n{drafts}</body></html>\n"
)
_SECTION = Markup(
    '<h2 style="margin:20px 0 4px;font:600 18px/1.3 Arial,sans-serif">{title}</h2>\n'
    "{byline}{points}"
)
_BYLINE = Markup('<p style="margin:0 0 8px;color:#4b5563;font-size:14px">{}</p>\n')
_POINT = Markup('<p style="margin:0 0 4px">{}</p>\n')
_ITEM = Markup('<li style="margin:0 0 8px">{}</li>\n')
_COMMAND = Markup(
    '<div style="margin:6px 0 10px;padding:8px 10px;background:#f1f3f6;'
    'border:1px solid #d8dee6;font:13px/1.4 Consolas,Menlo,monospace;overflow-wrap:anywhere">'
    "{}</div>"
)
_LINK = Markup(
    '<p style="margin:24px 0 0"><a href="{0}" style="color:#1f5f97">The grant in the Web UI</a>'
    "</p>\n"
)
_DRAFT = Markup(
    '<div style="max-width:680px;margin:20px auto 0;padding:24px 28px;background:#ffffff;'
    'border-top:4px solid #9aa7b5;font:16px/1.6 Georgia,serif">\n'
    '<p style="margin:0 0 16px;color:#4b5563;font:14px Arial,sans-serif">Text of {name}</p>\n'
    "{body}\n</div>\n"
)


def html(page: Page) -> str:
    """The page as HTML without style sheets, scripts or anything that has to be fetched."""
    nothing = Markup("")
    return _BODY.format(
        title=page.title,
        sections=nothing.join(map(_section, page.sections)),
        link=_LINK.format(page.link) if page.link else nothing,
        drafts=nothing.join(map(_draft, page.drafts)),
    )


def _section(section: Section) -> Markup:
    pattern = _ITEM if section.listed else _POINT
    points = Markup("").join(pattern.format(_point(point)) for point in section.points)
    if section.listed:
        points = Markup('<ul style="margin:8px 0;padding-left:20px">\n{}</ul>\n').format(points)
    byline = _BYLINE.format(section.byline) if section.byline else Markup("")
    return _SECTION.format(title=section.title, byline=byline, points=points)


def _point(point: Point) -> Markup:
    said = escape(point.text)
    return said + _COMMAND.format(_unbroken(point.command)) if point.command else said


def _unbroken(command: str) -> Markup:
    """A command that breaks between its words only: never after the -- of an option."""
    word = Markup('<span style="white-space:nowrap">{}</span>')
    return Markup(" ").join(word.format(part) for part in command.split(" "))


def _draft(draft: Draft) -> Markup:
    """The document's own renderer has escaped what people wrote in it."""
    body = Markup(draft.html) if draft.html else Markup("<pre>{}</pre>").format(draft.text)  # noqa: S704
    return _DRAFT.format(name=draft.name, body=body)
