"""The fields that an export reads: each named once, with the events that it is read of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from grants.domain.envelope import Envelope
from grants.domain.messages import Event
from grants.facts.vocabulary import type_of

T = TypeVar("T")
DAY: Final = "on"
"""Beside its own fields an event has a day."""


class UnknownFieldError(LookupError):
    """An export reads a field that its event does not have."""


@dataclass(frozen=True)
class Field:
    """A field of one event or of several."""

    name: str
    events: frozenset[str]
    """By their types."""

    def is_public(self, envelope: Envelope) -> bool:
        """Whether the field may be published. Raises UnknownFieldError of another event."""
        if envelope.type not in self.events:
            raise UnknownFieldError(f"{self.name} is not declared as read of {envelope.type}.")
        return envelope.discloses(self.name)


class Reads:
    """What an export reads, for whoever wants to know what has to be public for it."""

    def __init__(self, *others: "Reads") -> None:
        self.fields: list[Field] = [field for other in others for field in other.fields]

    def field(self, name: str, *events: type[Event]) -> Field:
        """A field that is read of these events. Raises UnknownFieldError."""
        for event in events:
            if name not in event.model_fields:
                raise UnknownFieldError(f"{type_of(event)} has no field {name}.")
        found = Field(name, frozenset(map(type_of, events)))
        self.fields.append(found)
        return found

    @property
    def wanted(self) -> dict[str, frozenset[str]]:
        """By event type, the fields to be public; the day too, as what is undated is not told."""
        types = sorted({event for field in self.fields for event in field.events})
        return {event: frozenset((DAY, *_names(self.fields, event))) for event in types}


def shown(envelope: Envelope, field: Field, value: T) -> T | None:
    """The value of a field, if the field may be published."""
    return value if field.is_public(envelope) else None


def _names(fields: Iterable[Field], event: str) -> list[str]:
    return [field.name for field in fields if event in field.events]
