"""What justifies a sentence of a drafted file, and whether the file is still as it was drafted."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from pydantic import ValidationError

from grants.documents.formats import html, markdown
from grants.documents.provenance import FactRecord, Provenance, SentenceRecord

_ALIKE: Final = 0.6
"""How much of a line must be a sentence's for it to count as that sentence, changed."""


class Standing(StrEnum):
    """What has become of a sentence since it was drafted."""

    AS_DRAFTED = "as drafted"
    FOUND = "as drafted, in a file that was edited"
    CHANGED = "changed since it was drafted"
    FOREIGN = "not the engine's"


@dataclass(frozen=True)
class Explanation:
    """One sentence and what stands behind it."""

    line: int
    text: str
    """As it stands in the file."""
    standing: Standing
    drafted: str
    """As it was drafted; empty where it is not the engine's."""
    facts: dict[str, FactRecord]
    """By name; empty for the engine's own headings and remarks, and for what is not its own."""

    @property
    def note(self) -> str:
        """What a person should know about the standing, in one sentence."""
        match self.standing:
            case Standing.FOREIGN:
                return "This line is not the engine's: no fact stands behind it."
            case Standing.CHANGED:
                return f'This line was changed; the engine wrote: "{self.drafted}"'
            case _ if not self.facts:
                return "This is the engine's own heading or remark: it states no fact."
            case _:
                return f"This line is {self.standing}."


def why(facts_json: bytes, file: bytes, name: str, line: int | None = None) -> list[Explanation]:
    """What justifies the sentences on a line, from 1, or those of the whole file.

    `name` is the file's own name, such as press-release.en.md. Empty for a line without a sentence.
    Raises ValueError where the record is not one, or does not know a file of that name.
    """
    record = Provenance.model_validate_json(facts_json)
    if name not in record.files:
        message = f"The record knows no file {name}: it is about {', '.join(record.files)}."
        raise ValueError(message)
    if hashlib.sha256(file).hexdigest() == record.files[name]:
        found = list(_as_drafted(record, name))
    else:
        found = list(_edited(record, file.decode(errors="replace"), name))
    return [item for item in found if line in (None, item.line)]


def unjustified(content: bytes, events: Collection[int]) -> list[str]:
    """The sentences of a record whose events a stream does not hold, as sentences for people.

    Empty for the document's other files: what they say is held against their record by `why`.
    """
    try:
        record = Provenance.model_validate_json(content)
    except ValidationError:
        return []
    return [
        f'"{sentence.text}" rests on event {event.sequence}, which the journal does not hold.'
        for sentence in record.sentences
        for name in sentence.facts
        for event in record.facts[name].events
        if event.sequence not in events
    ]


def _as_drafted(record: Provenance, name: str) -> Iterator[Explanation]:
    for sentence in record.sentences:
        yield _explain(record, sentence.lines[name], sentence.text, Standing.AS_DRAFTED, sentence)


def _edited(record: Provenance, text: str, name: str) -> Iterator[Explanation]:
    plain, cells = (html.plain, html.cells) if name.endswith(".html") else _MARKDOWN
    drafted = _lines(record, name)
    lines = text.split("\n")
    for number, (line, following) in enumerate(zip(lines, [*lines[1:], ""], strict=True), start=1):
        if not _is_frame(line, following, plain):
            texts = tuple(cells(line)) if line.startswith(("|", "<tr>")) else (plain(line),)
            yield from _explain_line(record, number, texts, drafted)


_MARKDOWN: Final = (markdown.plain, markdown.cells)
_Line = list[SentenceRecord]


def _lines(record: Provenance, name: str) -> list[_Line]:
    """The sentences of each drafted line: one, or those of a table's row."""
    lines: dict[int, _Line] = {}
    for sentence in record.sentences:
        lines.setdefault(sentence.lines[name], []).append(sentence)
    return list(lines.values())


def _is_frame(line: str, following: str, plain: Callable[[str], str]) -> bool:
    """Whether a line holds no sentence: blank, tags only, a table's rule or its column names."""
    names = "---" in following and not following.strip("|-: \r")
    return names or line.startswith(("<thead", "<title")) or not plain(line).strip("|-: ")


def _explain_line(
    record: Provenance, number: int, texts: tuple[str, ...], drafted: list[_Line]
) -> Iterator[Explanation]:
    whole = " | ".join(texts)

    def likeness(line: _Line) -> float:
        if len(line) != len(texts):
            return 0
        was = " | ".join(sentence.text for sentence in line)
        return 1 if was == whole else SequenceMatcher(None, was, whole, autojunk=False).ratio()

    best = max(drafted, key=likeness, default=[])
    if not best or likeness(best) < _ALIKE:
        yield Explanation(number, whole, Standing.FOREIGN, "", {})
        return
    for text, sentence in zip(texts, best, strict=True):
        standing = Standing.FOUND if text == sentence.text else Standing.CHANGED
        yield _explain(record, number, text, standing, sentence)


def _explain(
    record: Provenance, line: int, text: str, standing: Standing, sentence: SentenceRecord
) -> Explanation:
    facts = {name: record.facts[name] for name in sentence.facts}
    return Explanation(line, text, standing, sentence.text, facts)
