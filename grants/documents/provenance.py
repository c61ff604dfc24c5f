"""The record beside a document: for each sentence its lines and facts, for each fact its events."""

from datetime import date
from typing import Any

from pydantic_core import to_json

from grants.domain.model import Evidence, Model
from grants.facts import Fact


class EventRecord(Model):
    """An event behind a fact."""

    stream: str
    sequence: int
    type: str


class FactRecord(Model):
    """A fact as it stood when the document was rendered."""

    value: int | str | tuple[str, ...]
    disclosure: str
    """`public` or `restricted`."""
    on: date
    actor: str
    authority: str
    events: tuple[EventRecord, ...]
    evidence: tuple[Evidence, ...]


class SentenceRecord(Model):
    """A sentence, where it stands in each file, and the names of its facts."""

    text: str
    lines: dict[str, int]
    """By file name, from 1."""
    facts: tuple[str, ...]
    """None for the engine's own headings and remarks."""


class Provenance(Model):
    """Everything that `why` needs beside the file itself."""

    kind: str
    language: str
    about: str
    files: dict[str, str]
    """sha256 of each file as rendered, by name."""
    sentences: tuple[SentenceRecord, ...]
    facts: dict[str, FactRecord]

    def to_bytes(self) -> bytes:
        """As JSON with sorted keys: the same record, the same bytes."""
        return to_json(_sorted(self.model_dump(mode="json")), indent=2) + b"\n"


def _sorted(value: Any) -> Any:  # noqa: ANN401 - as JSON has it
    match value:
        case dict():
            return {name: _sorted(value[name]) for name in sorted(value)}
        case list():
            return [_sorted(item) for item in value]
        case _:
            return value


def record(fact: Fact) -> FactRecord:
    """A fact as it is kept beside a document."""
    plain = isinstance(fact.value, int | str | tuple)
    return FactRecord(
        value=fact.value if plain else str(fact.value),
        disclosure="public" if fact.public else "restricted",
        on=fact.on,
        actor=fact.actor,
        authority=fact.authority,
        events=tuple(
            EventRecord(stream=event.stream, sequence=event.sequence, type=event.type)
            for event in fact.events
        ),
        evidence=fact.evidence,
    )
