"""The names that facts may have: each declared once, with its kind, its meaning and its source."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Final, get_args, get_origin

from grants.domain.messages import Event
from grants.domain.model import Model
from grants.domain.money import Money
from grants.facts.model import part

_PLACE: Final = re.compile(r"\{(\w+)\}")
ANY: Final = frozenset(("{item}", "{number}", "*"))
"""What may stand for any part of a name in a look-up; another place must bear the part's name."""

EventField = tuple[str, str]
"""An event's type and the name of one of its fields; `on` is the day of the event."""


class Kind(StrEnum):
    """What sort of value a fact has."""

    MONEY = "money"
    DATE = "date"
    COUNT = "count"
    TEXT = "text"
    TEXTS = "texts"


class UnknownFactError(LookupError):
    """A fact is asked for by a name that nothing declares."""


@dataclass(frozen=True)
class Name:
    """What the facts of one sort are called, and which events they are drawn from."""

    pattern: str
    """As in `lot.{lot}.award.price`: a place in braces for each thing that it can be about."""
    kind: Kind
    meaning: str
    stated_by: tuple[EventField, ...] = ()
    """The fields that it is drawn from: an event's must all be public for the fact to be."""
    drawn_from: tuple["Name", ...] = ()
    """The other facts that it is concluded from."""
    eased_by: tuple[EventField, ...] = ()
    """Fields that make it public in some cases; it does without them in others."""
    places: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """What stands in braces in the pattern."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", tuple(_PLACE.findall(self.pattern)))

    def __call__(self, /, **parts: object) -> str:
        """The name of the fact about these things. Raises KeyError where one is missing."""
        return self.pattern.format(**{place: part(parts[place]) for place in self.places})

    def any(self, /, **parts: object) -> str:
        """The pattern of all facts of this name about these things: `lot.vehicles.bid.*.date`."""
        return self.pattern.format(
            **{place: part(parts[place]) if place in parts else "*" for place in self.places}
        )

    def place(self, name: str, of: str) -> str:
        """What stands at a place of a fact's name: `police` for `beneficiary`."""
        return name.split(".")[self.pattern.split(".").index(f"{{{of}}}")]

    def names(self, fact: str) -> bool:
        """Whether a fact's name is one of these."""
        return self._form.fullmatch(fact) is not None

    @cached_property
    def _form(self) -> re.Pattern[str]:
        return re.compile(r"[^.]+".join(map(re.escape, _PLACE.split(self.pattern)[::2])))

    @cached_property
    def sources(self) -> frozenset[EventField]:
        """Every field of an event that has to be public for the fact to be."""
        concluded = (source for name in self.drawn_from for source in name.sources)
        return frozenset((*self.stated_by, *concluded))


class Beginning:
    """How the names of several facts begin, for taking them back together.

    Raises UnknownFactError where none of `names` begins so.
    """

    def __init__(self, pattern: str, names: Iterable[Name]) -> None:
        if not any(name.pattern.startswith(pattern) for name in names):
            raise UnknownFactError(f"No fact's name begins with {pattern}")
        self._pattern = pattern
        self._places = tuple(_PLACE.findall(pattern))

    def __call__(self, /, **parts: object) -> str:
        """The beginning for these things. Raises KeyError where one is missing."""
        return self._pattern.format(**{place: part(parts[place]) for place in self._places})


class Vocabulary(Mapping[str, Name]):
    """Every declared name, by its pattern."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names: dict[str, Name] = {}
        for name in names:
            known = self._names.get(name.pattern)
            self._names[name.pattern] = _joined(known, name) if known else name
        self._shapes = {_shape(pattern): name for pattern, name in self._names.items()}

    def __getitem__(self, pattern: str) -> Name:
        """The name of this very pattern. Raises UnknownFactError."""
        if pattern not in self._names:
            raise UnknownFactError(self._told(pattern))
        return self._names[pattern]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def asked(self, pattern: str) -> Name:
        """The name that a look-up asks for: `*` and `{item}` stand for any part.

        Raises UnknownFactError.
        """
        name = self._shapes.get(_shape(pattern))
        if name is None or not _fits(pattern, name.pattern):
            raise UnknownFactError(self._told(pattern))
        return name

    def _told(self, pattern: str) -> str:
        near = get_close_matches(pattern, self._names, n=1)
        mend = f"did you mean {near[0]}?" if near else "declare it where its event is read."
        return f"No event states a fact {pattern}: {mend}"


def stated(
    pattern: str,
    kind: Kind,
    meaning: str,
    events: type[Event] | Iterable[type[Event]],
    *fields: str,
) -> Name:
    """A name whose facts an event states. Raises KeyError where the event has no such field."""
    found = (events,) if isinstance(events, type) else tuple(events)
    sources = tuple((type_of(event), name) for event in found for name in fields)
    return Name(pattern, kind, meaning, stated_by=sources)


def concluded(pattern: str, kind: Kind, meaning: str, *drawn_from: Name) -> Name:
    """A name whose facts no single event states."""
    return Name(pattern, kind, meaning, drawn_from=drawn_from)


def of_model(under: str, model: type[Model], event: type[Event], *fields: str) -> dict[str, Name]:
    """A name for each field of a part of an event; by field."""
    return {
        name: stated(
            f"{under}.{name}",
            kind_of(info.annotation),
            said(info.description, name),
            event,
            *fields,
        )
        for name, info in model.model_fields.items()
    }


def type_of(event: type[Event]) -> str:
    """What an event is called where it is kept."""
    return str(event.model_fields["type"].default)


def said(text: str | None, otherwise: str) -> str:
    """A docstring as one line."""
    return " ".join(text.split("\n\n")[0].split()) if text else otherwise


def kind_of(annotation: Any) -> Kind:  # noqa: ANN401
    """The kind of value that a field holds. Raises TypeError where a fact cannot hold it."""
    members = get_args(annotation)
    if get_origin(annotation) is tuple:
        return Kind.TEXTS
    if get_origin(annotation) is Annotated:
        return kind_of(members[0])
    if len(members) == 2 and type(None) in members:  # noqa: PLR2004 - one that may be absent
        return kind_of(next(member for member in members if member is not type(None)))
    for types, kind in _KINDS:
        if isinstance(annotation, type) and issubclass(annotation, types):
            return kind
    message = f"A fact cannot hold a value of {annotation}: let a reader of its own state it."
    raise TypeError(message)


_KINDS: Final[tuple[tuple[tuple[type, ...], Kind], ...]] = (
    ((Money,), Kind.MONEY),
    ((datetime, date), Kind.DATE),
    ((str,), Kind.TEXT),
    ((int,), Kind.COUNT),
)


def _joined(known: Name, name: Name) -> Name:
    """One name that several events state."""
    if known.kind is not name.kind:
        message = f"{name.pattern} is declared as {known.kind} and as {name.kind}: choose one."
        raise TypeError(message)
    return replace(
        known,
        stated_by=tuple(dict.fromkeys((*known.stated_by, *name.stated_by))),
        drawn_from=tuple(dict.fromkeys((*known.drawn_from, *name.drawn_from))),
        eased_by=tuple(dict.fromkeys((*known.eased_by, *name.eased_by))),
    )


def _shape(pattern: str) -> str:
    return _PLACE.sub("*", pattern)


def _fits(asked: str, declared: str) -> bool:
    pairs = zip(asked.split("."), declared.split("."), strict=True)
    return all(want in (have, *ANY) for want, have in pairs)
