"""What a document is before it is bytes: blocks of sentences, each with the facts behind it."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """One sentence of plain text, and the names of the facts that justify it."""

    text: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Title:
    """The headline."""

    sentence: Sentence


@dataclass(frozen=True)
class Dek:
    """The line under the headline."""

    sentence: Sentence


@dataclass(frozen=True)
class Heading:
    """A fixed heading; it states no fact, unless it is named by one."""

    sentence: Sentence


@dataclass(frozen=True)
class Note:
    """A fixed remark about the document itself; it states no fact."""

    sentence: Sentence


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Quote:
    """Words spoken, to the letter, with their speaker."""

    sentence: Sentence


@dataclass(frozen=True)
class Caption:
    """Who and what is on the photograph."""

    sentence: Sentence


@dataclass(frozen=True)
class Item:
    """An entry of a list, perhaps with a web address."""

    sentence: Sentence
    address: str | None = None


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells; the columns' names are fixed."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    numeric: tuple[int, ...] = ()
    """Columns that hold sums or counts."""


Block = Title | Dek | Heading | Note | Paragraph | Quote | Caption | Items | Table


@dataclass(frozen=True)
class Document:
    """A document as a tree."""

    kind: str
    language: str
    about: str
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        """What its files are called, without their endings: press-release.en."""
        return f"{self.kind}.{self.language}"

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence in reading order, headings and cells too."""
        for block in self.blocks:
            yield from sentences_of(block)


def sentences_of(block: Block) -> Iterator[Sentence]:
    """The sentences of one block in reading order."""
    match block:
        case Paragraph():
            yield from block.sentences
        case Items():
            yield from (item.sentence for item in block.items)
        case Table():
            for row in block.rows:
                yield from row
        case _:
            yield block.sentence
