"""A claim, and claims by name: what a grant's stream says, with events, evidence and disclosure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from grants.domain.model import Evidence
from grants.domain.money import Money

Value = str | int | date | Money | tuple[str, ...]


@dataclass(frozen=True)
class EventRef:
    """Where an event stands."""

    stream: str
    sequence: int
    type: str


@dataclass(frozen=True)
class Fact:
    """A claim, and what stands behind it."""

    name: str
    value: Value
    public: bool
    """Whether every event field that it is drawn from is disclosed."""
    on: date
    """The local day of the latest event behind it."""
    actor: str
    authority: str
    events: tuple[EventRef, ...]
    evidence: tuple[Evidence, ...]


class Facts(Mapping[str, Fact]):
    """Claims by name, in the order in which the stream first made them."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = {fact.name: fact for fact in facts}
        self._parts = {name: tuple(name.split(".")) for name in self._facts}

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def public(self) -> "Facts":
        """The facts that may be published; the others are absent."""
        return Facts(fact for fact in self.values() if fact.public)

    def ids(self, pattern: str) -> list[str]:
        """What stands for the one `*` of a pattern such as `donor.*.name`, in order."""
        wanted = tuple(pattern.split("."))
        star = wanted.index("*")
        return [parts[star] for parts in self._parts.values() if _matches(parts, wanted)]

    def matching(self, pattern: str) -> list[Fact]:
        """The facts whose names fit a pattern; each `*` stands for one part of a name."""
        wanted = tuple(pattern.split("."))
        return [self._facts[name] for name, parts in self._parts.items() if _matches(parts, wanted)]


def part(text: object) -> str:
    """A slug as one part of a fact's name: names are divided by dots, so its own dots give way."""
    return str(text).replace(".", "_")


def _matches(parts: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return len(parts) == len(wanted) and all(
        want in ("*", have) for have, want in zip(parts, wanted, strict=True)
    )
