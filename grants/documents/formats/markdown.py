"""A document as Markdown, one sentence a line; facts are text and never markup."""

import re
from typing import Final
from urllib.parse import quote

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
    Table,
    Title,
)

_MARKUP: Final = re.compile(r"([\\`*_<>#|~]|\](?=[(\[:])|&(?=#?\w+;))")
_LINE_START: Final = re.compile(r"^([+\-=])|^(\d+)(?=[.)])")
_WEB: Final = re.compile(r"https?://[^\s]+", re.IGNORECASE)


def is_web_address(address: str) -> bool:
    """Whether an address may become a link: http and https only."""
    return _WEB.fullmatch(address) is not None


def page(document: Document) -> Page:
    """The document's lines."""
    result = Page()
    for block in document.blocks:
        _add(result, block)
        result.add("")
    return result


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return _LINE_START.sub(_at_line_start, _MARKUP.sub(r"\\\1", text))


def plain(line: str) -> str:
    """The text of a line that this module wrote: what `escaped` and the blocks add is taken off."""
    text = re.sub(r"^(#+ |- )", "", line.strip())
    if link := re.fullmatch(r"\[(.*)\]\(<[^>]*>\)", text):
        text = link[1]
    elif emphasis := re.fullmatch(r"(\*{1,2})(.*)\1", text):
        text = emphasis[2]
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).strip()


def cells(line: str) -> list[str]:
    """The texts of a table row's cells."""
    return [plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _at_line_start(match: re.Match[str]) -> str:
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\"


def _add(result: Page, block: Block) -> None:  # noqa: C901
    match block:
        case Title():
            result.add(f"# {escaped(block.sentence.text)}", block.sentence)
        case Dek():
            result.add(f"**{escaped(block.sentence.text)}**", block.sentence)
        case Heading():
            result.add(f"## {escaped(block.sentence.text)}", block.sentence)
        case Caption() | Note():
            result.add(f"*{escaped(block.sentence.text)}*", block.sentence)
        case Paragraph():
            for sentence in block.sentences:
                result.add(escaped(sentence.text), sentence)
        case Quote():
            result.add(escaped(block.sentence.text), block.sentence)
        case Items():
            for item in block.items:
                result.add(f"- {_item(item)}", item.sentence)
        case Table():
            _add_table(result, block)


def _item(item: Item) -> str:
    text = escaped(item.sentence.text)
    if item.address is None:
        return text
    if is_web_address(item.address):
        return f"[{text.replace(']', chr(92) + ']')}](<{quote(item.address, safe=_SAFE)}>)"
    return f"{text} ({escaped(item.address)})"


_SAFE: Final = "%/:=&?~#+!$,;'@()*[]"


def _add_table(result: Page, table: Table) -> None:
    marks = ("---:" if place in table.numeric else "---" for place in range(len(table.columns)))
    result.add(f"| {' | '.join(escaped(column) for column in table.columns)} |")
    result.add(f"| {' | '.join(marks)} |")
    for row in table.rows:
        result.add(f"| {' | '.join(escaped(cell.text) for cell in row)} |", *row)
