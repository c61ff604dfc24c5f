"""A claim, and claims by name: what a grant's stream says, with events, evidence and disclosure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

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

    @property
    def place(self) -> str:
        """Its name and where it was last stated, for a person who has to mend it."""
        return f"{self.name} (event {self.events[-1].sequence}, {self.events[-1].type})"


class Facts(Mapping[str, Fact]):
    """Claims by name, in the order in which the stream first made them."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = {fact.name: fact for fact in facts}

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
        star = pattern.split(".").index("*")
        return [fact.name.split(".")[star] for fact in self.matching(pattern)]

    def matching(self, pattern: str) -> list[Fact]:
        """The facts whose names fit a pattern; each `*` stands for one part of a name."""
        nodes = [self._index]
        for want in pattern.split("."):
            if want == "*":
                nodes = [node for parent in nodes for node in parent.below.values()]
            else:
                nodes = [node for parent in nodes if (node := parent.below.get(want))]
        found = [node for node in nodes if node.fact is not None]
        return [node.fact for node in sorted(found, key=_place) if node.fact is not None]

    @cached_property
    def _index(self) -> "_Node":
        """Names by their parts, so that a look-up touches only what begins as it does."""
        root = _Node()
        for place, (name, fact) in enumerate(self._facts.items()):
            node = root
            for piece in name.split("."):
                node = node.below.setdefault(piece, _Node())
            node.place, node.fact = place, fact
        return root


class _Node:
    """A part of a name: the fact that ends here, and the parts that follow."""

    __slots__ = ("below", "fact", "place")

    def __init__(self) -> None:
        self.below: dict[str, _Node] = {}
        self.place = 0
        self.fact: Fact | None = None


def _place(node: _Node) -> int:
    return node.place


def part(text: object) -> str:
    """A slug as one part of a fact's name: names are divided by dots, so its own dots give way."""
    return str(text).replace(".", "_")
