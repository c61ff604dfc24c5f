"""What is wrong with a journal, found from its rows alone: contents, chains, log and rules.

Contents are examined as a whole, which is quick, or field by field, which tells more; the rest goes
through all rows once, in the order of their positions. A journal has a hundred thousand of them, so
that what is done for each is written for speed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from grants.proof import log
from grants.proof.checkpoint import Checkpoint
from grants.proof.commitments import (
    GENESIS,
    SALT,
    WHOLE,
    digests,
    fields,
    leaf_of,
    parted,
    whole,
    whole_digest,
)
from grants.proof.rules import READ, Stream

_canonical: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True
).encode
ERASED: Final[tuple[object, ...]] = (None, "erased", [])
"""What may stand where a value was erased."""
ERASING: Final = "person-erased"
"""The event that says which fields were erased."""


class Row(NamedTuple):
    """A row of the journal; JSON is text, so that nothing hides behind its reading."""

    position: int
    stream: str
    sequence: int
    type: str
    version: int
    on: str
    recorded_at: str
    actor: str
    authority: str
    key: str
    command: str
    asked: str
    caused_by: int | None
    entry: str
    evidence: str
    public: str
    data: str
    salts: str
    digests: str
    erased: str
    previous: str
    hash: str


class Fault(NamedTuple):
    """What is wrong, with a stream's event or with the journal as a whole (stream "").

    It is with a stream as a whole where the sequence is 0.
    """

    stream: str
    sequence: int
    says: str

    def __str__(self) -> str:
        if not self.stream:
            return self.says
        event = f", event {self.sequence}" if self.sequence else ""
        return f"{self.stream}{event}: {self.says}."


CHANGED: Final = "its content is not what was recorded"


def _is_sound(row: Row, *, each_field: bool) -> bool:
    """Whether a row's content is what it commits to, as a whole or field by field."""
    try:
        if log.leaf_hash(_leaf(row)).hex() != row.hash:
            return False
        apart = each_field or row.erased != "{}"
        return _fields_hold(row) if apart else _whole_holds(row)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def _leaf(row: Row) -> bytes:
    """The leaf of a row, from the digests that it keeps, in the order in which it keeps them."""
    return leaf_of(row.stream, row.sequence, row.type, row.version, row.previous, row.digests)


def _whole_holds(row: Row) -> bool:
    return whole_digest(row.salts[:SALT], whole(texts(row), row.salts[SALT:])) in row.digests


def texts(row: Row) -> list[str]:
    """The texts of a row that are committed to as a whole."""
    caused = "" if row.caused_by is None else str(row.caused_by)
    return [
        row.on,
        row.recorded_at,
        row.actor,
        row.authority,
        row.key,
        row.command,
        row.asked,
        caused,
        row.entry,
        row.evidence,
        row.public,
        row.data,
    ]


def chain(rows: Iterable[Row]) -> Iterator[Fault]:
    """What is wrong with one stream's chain and contents, in the order of its events."""
    before, expected = 0, GENESIS
    for row in rows:
        for says in _unlinked(row, before, expected):
            yield Fault(row.stream, row.sequence, says)
        if not _is_sound(row, each_field=True):
            yield Fault(row.stream, row.sequence, CHANGED)
        before, expected = row.sequence, row.hash


def _unlinked(row: Row, before: int, expected: str) -> list[str]:
    if row.sequence != before + 1:
        return [f"what stood between it and event {before} is missing"]
    return [] if row.previous == expected else ["it is not linked to the event before it"]


def _fields_hold(row: Row) -> bool:
    data = json.loads(row.data)
    # a doubled name reads differently to different readers, so the text counts, not its reading
    if _canonical(data) != row.data or data["type"] != row.type:
        return False
    stored = {
        "on": row.on,
        "recorded_at": row.recorded_at,
        "actor": row.actor,
        "authority": row.authority,
        "key": row.key,
        "command": row.command,
        "asked": row.asked,
        "caused_by": row.caused_by,
        "entry": row.entry,
        "evidence": _listed(row.evidence),
        "public": _listed(row.public),
        "data": data,
    }
    erased = json.loads(row.erased)
    committed = {WHOLE: whole(texts(row), row.salts[SALT:]), **fields(stored)}
    if erased and not all(committed[path] in ERASED for path in erased if path != WHOLE):
        return False
    return digests(committed, parted(row.salts), erased) == row.digests.split()


def _listed(text: str) -> list[Any]:
    if text == "[]":
        return []
    found = json.loads(text)
    if not isinstance(found, list) or _canonical(found) != text:
        raise ValueError(text)
    return found


@dataclass
class _Chain:
    """A stream as far as it has been examined."""

    sequence: int = 0
    hash: str = GENESIS
    rules: Stream = field(default_factory=Stream)


class Examination:
    """Chains, positions, log and rules of a journal, row by row in the order of position."""

    def __init__(self) -> None:
        self.size = 0
        self.heads: dict[int, bytes] = {0: log.EMPTY}
        """Roots of the log at the sizes that were asked for, and at its end."""
        self._edge: list[bytes] = []
        self._chains: dict[str, _Chain] = {}
        self._erased: dict[tuple[str, int], set[str]] = {}
        self._explained: dict[tuple[str, int], set[str]] = {}

    @property
    def streams(self) -> dict[str, int]:
        """The streams that were seen, each with its last sequence."""
        return {name: chain.sequence for name, chain in self._chains.items()}

    @property
    def leaves(self) -> dict[str, str]:
        """The newest leaf hash of each, in hex."""
        return {name: chain.hash for name, chain in self._chains.items()}

    @property
    def ended(self) -> frozenset[str]:
        """Those of them whose grant was closed or cancelled."""
        return frozenset(name for name, chain in self._chains.items() if chain.rules.ended)

    @property
    def edge(self) -> list[str]:
        """The log's right edge, in hex."""
        return [node.hex() for node in self._edge]

    def go(self, rows: Iterable[Row], sizes: frozenset[int] = frozenset()) -> Iterator[Fault]:
        """What is wrong with a journal's rows; notes the log's roots at `sizes` on the way."""
        for row in rows:
            if not _is_sound(row, each_field=False):
                yield Fault(row.stream, row.sequence, CHANGED)
            if row.position != self.size + 1:
                says = f"it stands at position {row.position}, not {self.size + 1}"
                yield Fault(row.stream, row.sequence, says)
            for says in self._next(row):
                yield Fault(row.stream, row.sequence, says)
            self._edge = log.grown(self._edge, self.size, _bytes(row.hash))
            self.size += 1
            if self.size in sizes:
                self.heads[self.size] = log.head(self._edge)
        self.heads[self.size] = log.head(self._edge)
        yield from self._after()

    def _next(self, row: Row) -> list[str]:
        """What is wrong with how a row goes on from its stream, in words."""
        chain = self._chains.get(row.stream)
        if chain is None:
            chain = self._chains[row.stream] = _Chain()
        found = _unlinked(row, chain.sequence, chain.hash)
        chain.sequence, chain.hash = row.sequence, row.hash
        try:
            data = json.loads(row.data) if row.type in READ or row.type == ERASING else {}
            found += chain.rules.judge(row, data)
            if row.type == ERASING:
                self._explain(row.stream, data)
            if row.erased != "{}":
                self._erased[row.stream, row.sequence] = set(json.loads(row.erased)) - {WHOLE}
        except (ValueError, TypeError, KeyError, AttributeError):
            found.append("it cannot be read")
        return found

    def _explain(self, stream: str, data: Mapping[str, Any]) -> None:
        for sequence, paths in data["fields"].items():
            self._explained.setdefault((stream, int(sequence)), set()).update(paths)

    def _after(self) -> Iterator[Fault]:
        for name, chain in self._chains.items():
            for says in chain.rules.opened_by():
                yield Fault(name, 1, says)
        for (name, sequence), paths in self._erased.items():
            if not paths <= self._explained.get((name, sequence), set()):
                yield Fault(name, sequence, "something was erased, and no event says so")


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except (ValueError, TypeError):
        return b""


def head_faults(seen: Examination, head: Checkpoint, name: str) -> Iterator[str]:
    """What is wrong with a journal whose log once had this head."""
    if head.size > seen.size:
        lost = head.size - seen.size
        yield f"{name} is of {head.size} events: the newest {lost} of them are gone."
    elif seen.heads.get(head.size) != head.root:
        yield f"{name}: the first {head.size} events are not those that were signed."
