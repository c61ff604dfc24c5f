"""The event store, in SQLite or PostgreSQL: a chain for each stream, one signed log over all."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    bindparam,
    func,
    insert,
    select,
    update,
)

from grants.adapters import readmodels
from grants.adapters.database import EVENTS, JOURNAL, scrub, writing
from grants.adapters.readmodels import NEWEST, States
from grants.adapters.rows import AS_TEXT, chained, disclosures, entered, erasing, event_leaf
from grants.adapters.signing import Signer
from grants.domain.envelope import Envelope
from grants.domain.grant import course
from grants.domain.keys import Kept, Keys
from grants.domain.state import Grant
from grants.ports import Entered
from grants.proof import log
from grants.proof.checkpoint import Checkpoint
from grants.proof.commitments import GENESIS
from grants.proof.examination import Row, chain
from grants.proof.tlogproof import proof
from grants.views.portfolio import Line
from grants.views.view import OpenDuty

_ROW: Final = EVENTS.c
# Whatever is asked at every event is put together once.
_AT: Final = (
    _ROW.stream == bindparam("stream"),
    _ROW.sequence >= bindparam("first"),
    _ROW.sequence <= bindparam("last"),
)
_LEAVES: Final = select(_ROW.sequence, _ROW.hash).where(*_AT)
_ROWS: Final = select(EVENTS).where(*_AT)
_JOURNAL: Final = select(JOURNAL)
_ENTER: Final = insert(EVENTS)


class SqlJournal:
    """The journal in a database that has been migrated; it signs its head if it has a signer."""

    def __init__(self, engine: Engine, signer: Signer | None = None) -> None:
        self._engine = engine
        self._signer = signer
        self._states = States()

    @property
    def id(self) -> str:
        """See Journal."""
        with self._engine.connect() as connection:
            return str(connection.scalar(select(JOURNAL.c.id)))

    def append(self, events: Sequence[Envelope]) -> tuple[Grant, ...]:
        """See Journal. Waits up to 30 s for other writers."""
        if not events:
            return ()
        signed = None
        with writing(self._engine) as connection:
            held, before = self._held(connection, events)
            rows = chained(events, held, before)
            journal = connection.execute(_JOURNAL).mappings().one()
            known = self._before(events[0], before, journal["erasures"])
            states = _states(connection, known, events, held)
            if rows:
                signed = self._enter(connection, journal, rows)
                readmodels.keep(connection, states[-1], None if held else known)
        if rows:
            self._states.put(rows[-1]["hash"], states[-1], journal["erasures"])
        if signed and self._signer is not None:
            self._signer.keep(signed)
        return states

    def stream(self, reference: str, *, after: int = 0) -> list[Entered]:
        """See Journal."""
        return self._entered(_ROW.stream == reference, _ROW.sequence > after)

    def references(self) -> list[str]:
        """See Journal."""
        first = select(_ROW.stream).where(_ROW.sequence == 1).order_by(_ROW.position)
        with self._engine.connect() as connection:
            return list(connection.scalars(first))

    def last(self, reference: str) -> int:
        """See Journal."""
        with self._engine.connect() as connection:
            return _last(connection, reference)

    def key(self, reference: str, key: str) -> list[Entered]:
        """See Journal."""
        return self._entered(_ROW.stream == reference, _ROW.key == key)

    def keys(self, reference: str) -> dict[str, Kept]:
        """See Journal."""
        odd = _ROW.data["irregularities"]
        query = (
            select(_ROW.key, _ROW.sequence, _ROW.type, _ROW.asked, odd)
            .where(_ROW.stream == reference)
            .order_by(_ROW.sequence)
        )
        keys = Keys()
        with self._engine.connect() as connection:
            for key, sequence, type_, asked, irregular in connection.execute(query):
                keys.add(key, sequence, type_, asked, irregular or ())
        return keys.kept

    def folded(self, reference: str, *, through: int | None = None) -> Grant:
        """See Journal."""
        newest = NEWEST if through is None else through
        at = (_ROW.stream == reference, _ROW.sequence <= newest)
        leaf = select(_ROW.hash).where(*at).order_by(_ROW.sequence.desc()).limit(1)
        with self._engine.connect() as connection:
            found = connection.scalar(leaf)
            erasures = connection.scalar(select(JOURNAL.c.erasures)) or 0
            held = self._states.get(found, erasures)
            grant = held or readmodels.folded(connection, reference, newest)
        if found is not None and held is None:
            self._states.put(found, grant, erasures)
        return grant

    def portfolio(self) -> list[Line]:
        """See Journal."""
        with self._engine.connect() as connection:
            return readmodels.lines(connection)

    def duties(self, reference: str | None = None) -> list[OpenDuty]:
        """See Journal."""
        with self._engine.connect() as connection:
            return readmodels.open_duties(connection, reference)

    def balances(self, reference: str) -> dict[str, str]:
        """See Journal."""
        with self._engine.connect() as connection:
            return readmodels.balances(connection, reference)

    def rebuild(self) -> list[str]:
        """See Journal."""
        self._states.clear()
        references = self.references()
        for reference in references:
            with writing(self._engine) as connection:
                readmodels.forget(connection, reference)
                readmodels.keep(connection, readmodels.folded(connection, reference))
        return references

    def checkpoint(self) -> str:
        """See Journal."""
        with self._engine.connect() as connection:
            return connection.scalar(select(JOURNAL.c.signed)) or ""

    def proof(self, reference: str, sequence: int, paths: Sequence[str]) -> str:
        """See Journal."""
        with self._engine.connect() as connection:
            signed = connection.scalar(select(JOURNAL.c.signed)) or ""
            where = (_ROW.stream == reference, _ROW.sequence == sequence)
            row = connection.execute(select(EVENTS).where(*where)).mappings().first()
            if row is None or not signed:
                what = f"no event {sequence} of {reference}" if row is None else "no signed head"
                raise LookupError(f"There is {what} in the journal.")
            hashes = connection.scalars(select(_ROW.hash).order_by(_ROW.position))
            leaves = [bytes.fromhex(item) for item in hashes]
        shown = _shown(row, paths)
        index = row["position"] - 1
        return proof(event_leaf(row), index, log.inclusion(leaves, index), shown, signed)

    def erase(self, reference: str, places: Mapping[int, Mapping[str, str | None]]) -> None:
        """See Journal."""
        with writing(self._engine) as connection:
            for sequence, paths in places.items():
                where = (_ROW.stream == reference, _ROW.sequence == sequence)
                row = connection.execute(select(EVENTS).where(*where)).mappings().one()
                if not row["erased"].keys() >= paths.keys():
                    connection.execute(update(EVENTS).where(*where).values(erasing(row, paths)))
            # states that other processes hold are of before: the count tells them
            connection.execute(update(JOURNAL).values(erasures=JOURNAL.c.erasures + 1))
            readmodels.forget(connection, reference)
            readmodels.keep(connection, readmodels.folded(connection, reference))
        self._states.clear()
        scrub(self._engine)

    def verify(self, reference: str) -> list[str]:
        """See Journal."""
        with self._engine.connect() as connection:
            query = select(*AS_TEXT).where(_ROW.stream == reference).order_by(_ROW.sequence)
            return [str(fault) for fault in chain(map(Row._make, connection.execute(query)))]

    def _entered(self, *where: ColumnElement[bool]) -> list[Entered]:
        query = select(EVENTS).where(*where).order_by(_ROW.sequence)
        with self._engine.connect() as connection:
            return [entered(row) for row in connection.execute(query).mappings()]

    @staticmethod
    def _held(
        connection: Connection, events: Sequence[Envelope]
    ) -> tuple[dict[int, RowMapping], str | None]:
        """The rows that are there already, and the leaf hash of the event before the first."""
        first, last = events[0].sequence, events[-1].sequence
        place = {"stream": events[0].stream, "first": first - 1, "last": last}
        leaves = {row.sequence: str(row.hash) for row in connection.execute(_LEAVES, place)}
        before = GENESIS if first == 1 else leaves.pop(first - 1, None)
        if not leaves:
            return {}, before
        found = connection.execute(_ROWS, {**place, "first": first}).mappings()
        return {int(row["sequence"]): row for row in found}, before

    def _enter(
        self, connection: Connection, journal: RowMapping, rows: list[dict[str, Any]]
    ) -> str:
        """Write rows at the log's end; the new head, signed if anybody signs."""
        size, edge = journal["size"], [bytes.fromhex(node) for node in journal["edge"]]
        for row in rows:
            edge = log.grown(edge, size, bytes.fromhex(row["hash"]))
            size += 1
            row["position"] = size
        connection.execute(_ENTER, rows)
        head = Checkpoint(journal["id"], size, log.head(edge))
        grown = {"size": size, "edge": [node.hex() for node in edge]}
        signed = "" if self._signer is None else self._signer.sign(head)
        connection.execute(update(JOURNAL).values(grown | ({"signed": signed} if signed else {})))
        return signed

    def _before(self, event: Envelope, leaf: str | None, erasures: int) -> Grant | None:
        """The grant before an event, where it is known without folding."""
        if event.sequence == 1:
            return Grant(reference=event.stream)
        return self._states.get(leaf, erasures)


def _states(
    connection: Connection,
    known: Grant | None,
    events: Sequence[Envelope],
    held: Mapping[int, RowMapping],
) -> tuple[Grant, ...]:
    """The grant before events and after each; of those that are held, as they are held."""
    first = events[0]
    before = known or readmodels.folded(connection, first.stream, first.sequence - 1)
    there = {sequence: entered(row).envelope for sequence, row in held.items()}
    return course(before, (there.get(event.sequence, event) for event in events))


def _last(connection: Connection, reference: str) -> int:
    last = select(func.max(_ROW.sequence)).where(_ROW.stream == reference)
    return connection.scalar(last) or 0


def _shown(row: RowMapping, paths: Sequence[str]) -> list[str]:
    found = disclosures(row)
    for path in paths:
        if not any(_below(known, path) for known in found):
            known = ", ".join(filter(None, found))
            raise LookupError(f"There is no field {path}: name one of {known}.")
    return [shown for known, shown in found.items() if any(_below(known, path) for path in paths)]


def _below(path: str, above: str) -> bool:
    return path == above or path.startswith((f"{above}.", f"{above}["))
