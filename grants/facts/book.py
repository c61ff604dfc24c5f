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


class Book:
    """Facts as they build up: a later one supersedes an earlier one of the same name."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}
        self.held: dict[tuple[str, str, str], Share] = {}
        """Who gets a unit, by handover, lot and unit."""

    def put(self, envelope: Envelope, name: str, value: Any, *fields: str) -> None:  # noqa: ANN401
        """Put down a field of an event; None takes the fact back."""
        if value is None:
            self.facts.pop(name, None)
        else:
            self.facts[name] = fact_of(envelope, name, _plain(value), fields)

    def merge(self, name: str, value: Value, parts: Sequence[Fact]) -> None:
        """Put down a claim that several facts make together."""
        if parts:
            self.facts[name] = _merged(name, value, parts)

    def drop(self, prefix: str, *, keep: str = "") -> None:
        """Take back every fact of a prefix, but for those of a longer one."""
        gone = [name for name in self.facts if name.startswith(prefix)]
        for name in gone:
            if not keep or not name.startswith(keep):
                del self.facts[name]


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
