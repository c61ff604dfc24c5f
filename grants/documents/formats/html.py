"""A document as one self-contained HTML file, one sentence a line; everything is escaped."""

import html
import re
from typing import Final

from markupsafe import escape

from grants.documents.formats.markdown import is_web_address
from grants.documents.formats.page import Page
from grants.documents.tree import (
    Block,
    Caption,
    Dek,
    Document,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    Quote,
    Sentence,
    Table,
    Title,
)

_STYLE: Final = (
    "<style>"
    ":root{color-scheme:light}"
    "body{margin:0;background:#f4f5f7;color:#1c1f24;"
    "font:1.0625rem/1.6 Georgia,'Times New Roman',serif}"
    "article{max-width:44rem;margin:2rem auto;padding:3rem 3.5rem;background:#fff;"
    "border-top:4px solid #1f6fb2;box-shadow:0 1px 4px rgba(0,0,0,.12)}"
    "h1{margin:0 0 .5rem;font:700 2rem/1.2 system-ui,sans-serif}"
    "h2{margin:2rem 0 .5rem;font:600 1.15rem/1.3 system-ui,sans-serif}"
    ".dek{margin:0 0 2rem;color:#1f5f97;font:600 1.05rem/1.4 system-ui,sans-serif}"
    ".caption{margin:1.5rem 0;padding-left:1rem;border-left:3px solid #c9d3de;color:#4b5563}"
    ".note{color:#4b5563;font-size:.95rem}"
    "a{color:#1f5f97}"
    "table{width:100%;margin:1rem 0;border-collapse:collapse;"
    "font:.9rem/1.45 system-ui,sans-serif}"
    "th,td{padding:.4rem .6rem;border-bottom:1px solid #d8dee6;text-align:left;"
    "vertical-align:top}"
    "th{border-bottom:2px solid #9aa7b5}"
    ".number{text-align:right;font-variant-numeric:tabular-nums}"
    "@media(max-width:40rem){article{margin:0;padding:1.5rem}}"
    "@media print{@page{margin:2cm}body{background:#fff;font-size:11pt}"
    "article{max-width:none;margin:0;padding:0;border:0;box-shadow:none}"
    "h1,h2{break-after:avoid}p,tr,li{break-inside:avoid}"
    "a[href]::after{content:' (' attr(href) ')';font-size:.85em}}"
    "</style>"
)


def page(document: Document) -> Page:
    """The document's lines."""
    result = Page()
    titles = [block.sentence.text for block in document.blocks if isinstance(block, Title)]
    for line in (
        "<!DOCTYPE html>",
        f'<html lang="{escape(document.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(''.join(titles[:1]) or document.kind)}</title>",
        _STYLE,
        "</head>",
        "<body>",
        "<article>",
    ):
        result.add(line)
    for block in document.blocks:
        _add(result, block)
    for line in ("</article>", "</body>", "</html>"):
        result.add(line)
    return result


def plain(line: str) -> str:
    """The text of a line without its tags; styles have none."""
    text = re.sub(r"<style>.*</style>", "", line)
    return html.unescape(re.sub(r"<[^>]*>", "", text)).strip()


def cells(line: str) -> list[str]:
    """The texts of a table row's cells."""
    return [plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", line)]


def _add(result: Page, block: Block) -> None:  # noqa: C901
    match block:
        case Title():
            _line(result, "<h1>{}</h1>", block.sentence)
        case Dek():
            _line(result, '<p class="dek">{}</p>', block.sentence)
        case Heading():
            _line(result, "<h2>{}</h2>", block.sentence)
        case Note():
            _line(result, '<p class="note">{}</p>', block.sentence)
        case Caption():
            _line(result, '<p class="caption"><em>{}</em></p>', block.sentence)
        case Quote():
            _line(result, '<p class="quote">{}</p>', block.sentence)
        case Paragraph():
            result.add("<p>")
            for sentence in block.sentences:
                _line(result, "<span>{}</span>", sentence)
            result.add("</p>")
        case Items():
            result.add("<ul>")
            for item in block.items:
                result.add(f"<li>{_item(item)}</li>", item.sentence)
            result.add("</ul>")
        case Table():
            _add_table(result, block)


def _line(result: Page, pattern: str, sentence: Sentence) -> None:
    result.add(pattern.format(escape(sentence.text)), sentence)


def _item(item: Item) -> str:
    text = escape(item.sentence.text)
    if item.address is None:
        return text
    if is_web_address(item.address):
        return f'<a href="{escape(item.address)}">{text}</a>'
    return f"{text} ({escape(item.address)})"


def _add_table(result: Page, table: Table) -> None:
    def cell(tag: str, place: int, text: str) -> str:
        kind = ' class="number"' if place in table.numeric else ""
        return f"<{tag}{kind}>{escape(text)}</{tag}>"

    result.add("<table>")
    head = "".join(cell("th", place, text) for place, text in enumerate(table.columns))
    result.add(f"<thead><tr>{head}</tr></thead>")
    result.add("<tbody>")
    for row in table.rows:
        body = "".join(cell("td", place, item.text) for place, item in enumerate(row))
        result.add(f"<tr>{body}</tr>", *row)
    result.add("</tbody>")
    result.add("</table>")
