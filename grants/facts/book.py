"""Facts as they build up while a stream is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import Any

from grants.domain.envelope import Envelope
from grants.domain.money import Money
from grants.facts.model import EventRef, Fact, Value
from grants.facts.vocabulary import Name, UnknownFactError


class Book:
    """Facts as they build up: a later one supersedes an earlier one of the same name."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}
        self.held: dict[str, dict[tuple[str, str], Share]] = {}
        """Who gets a unit: by handover, then by lot and unit."""
        self._about: dict[str, dict[str, None]] = {}
        """The names that begin with the same two parts, such as those of one lot."""

    def put(self, envelope: Envelope, name: Name, value: Any, /, **parts: object) -> None:  # noqa: ANN401
        """Put down what an event states; None takes the fact back."""
        full = name(**parts)
        if value is None:
            self._forget(full)
        else:
            fields = [field for event, field in name.stated_by if event == envelope.type]
            if not fields:
                raise UnknownFactError(f"{name.pattern} is not declared for {envelope.type}.")
            self._keep(fact_of(envelope, full, _plain(value), fields))

    def merge(self, name: Name, value: Value, facts: Sequence[Fact], /, **parts: object) -> None:
        """Put down a claim that several facts make together."""
        if facts:
            self._keep(_merged(name(**parts), value, facts))

    def drop(self, prefix: str, *, keep: str = "") -> None:
        """Take back every fact of a prefix of two parts or more, but for those of a longer one."""
        gone = [name for name in self._about.get(_subject(prefix), ()) if name.startswith(prefix)]
        for name in gone:
            if not keep or not name.startswith(keep):
                self._forget(name)

    def _keep(self, fact: Fact) -> None:
        self.facts[fact.name] = fact
        self._about.setdefault(_subject(fact.name), {})[fact.name] = None

    def _forget(self, name: str) -> None:
        self.facts.pop(name, None)
        self._about.get(_subject(name), {}).pop(name, None)


def _subject(name: str) -> str:
    return ".".join(name.split(".", maxsplit=2)[:2])


@dataclass(frozen=True)
class Share:
    """Who gets a unit, as facts."""

    beneficiary: str
    split: Fact
    """That this unit is theirs."""
    named: Fact
    """That they get something at all; may be public where the split is not."""


def fact_of(envelope: Envelope, name: str, value: Value, fields: Iterable[str]) -> Fact:
    """A field of an event as a fact; public only if every field named is disclosed."""
    return Fact(
        name=name,
        value=value,
        public=all(envelope.discloses(field) for field in fields),
        on=envelope.on.date(),
        actor=envelope.actor,
        authority=envelope.authority,
        events=(EventRef(envelope.stream, envelope.sequence, envelope.type),),
        evidence=envelope.evidence,
    )


def _merged(name: str, value: Value, parts: Sequence[Fact]) -> Fact:
    """One claim that all of `parts` contribute to: public only if each of them is."""
    latest = max(parts, key=lambda fact: max(event.sequence for event in fact.events))
    events = {event.sequence: event for fact in parts for event in fact.events}
    return replace(
        latest,
        name=name,
        value=value,
        public=all(fact.public for fact in parts),
        events=tuple(events[sequence] for sequence in sorted(events)),
        evidence=tuple(dict.fromkeys(chain.from_iterable(fact.evidence for fact in parts))),
    )


def _plain(value: Any) -> Value:  # noqa: ANN401
    match value:
        case datetime():
            return value.date()
        case StrEnum():
            return value.value
        case int() | str() | date() | Money():
            return value
        case _:
            return tuple(str(item) for item in value)
