"""The event store and the record of notices, in SQLite or PostgreSQL."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Text,
    cast,
    func,
    insert,
    select,
    update,
)

from grants.adapters.database import EVENTS, NOTICES, connect, migrate, writing
from grants.domain.envelope import GENESIS, Envelope, link, read
from grants.ports import Entered, JournalConflictError, Note

__all__ = ["SqlJournal", "SqlLedger", "connect", "migrate"]

_OF_THE_ROW: Final = {"position", "previous", "hash"}
"""What the journal adds to an envelope; the other columns are the envelope, field by field."""
_JSON: Final = {"evidence", "public", "data"}


class SqlJournal:
    """The journal in a database that has been migrated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, events: Sequence[Envelope]) -> int:
        """See Journal; nothing to append is answered with 0. Waits up to 30 s for other writers."""
        if not events:
            return 0
        with writing(self._engine) as connection:
            links = self._links(connection, events[0])
            rows = list(_chained(events, links))
            first = 1 + self._last_position(connection) if rows else 0
            for position, row in enumerate(rows, first):
                row["position"] = position
            if rows:
                connection.execute(insert(EVENTS), rows)
        return max(links)

    def stream(self, reference: str, *, after: int = 0) -> list[Entered]:
        """See Journal."""
        return self._entered(EVENTS.c.stream == reference, EVENTS.c.sequence > after)

    def references(self) -> list[str]:
        """See Journal."""
        first = select(EVENTS.c.stream).where(EVENTS.c.sequence == 1).order_by(EVENTS.c.position)
        with self._engine.connect() as connection:
            return list(connection.scalars(first))

    def last(self, reference: str) -> int:
        """See Journal."""
        last = select(func.max(EVENTS.c.sequence)).where(EVENTS.c.stream == reference)
        with self._engine.connect() as connection:
            return connection.scalar(last) or 0

    def key(self, reference: str, key: str) -> list[Entered]:
        """See Journal."""
        return self._entered(EVENTS.c.stream == reference, EVENTS.c.key == key)

    def verify(self, reference: str) -> list[str]:
        """See Journal."""
        as_text = [cast(c, Text).label(c.name) if c.name in _JSON else c for c in EVENTS.c]
        query = select(*as_text).where(EVENTS.c.stream == reference).order_by(EVENTS.c.sequence)
        with self._engine.connect() as connection:
            return list(_faults(connection.execute(query).mappings()))

    def _entered(self, *where: ColumnElement[bool]) -> list[Entered]:
        query = select(EVENTS).where(*where).order_by(EVENTS.c.sequence)
        with self._engine.connect() as connection:
            return [
                Entered(row["position"], read(_stored(row)), row["previous"], row["hash"])
                for row in connection.execute(query).mappings()
            ]

    @staticmethod
    def _links(connection: Connection, first: Envelope) -> dict[int, str]:
        query = select(EVENTS.c.sequence, EVENTS.c.hash).where(
            EVENTS.c.stream == first.stream, EVENTS.c.sequence >= first.sequence - 1
        )
        return {0: GENESIS} | {row.sequence: row.hash for row in connection.execute(query)}

    @staticmethod
    def _last_position(connection: Connection) -> int:
        return connection.scalar(select(func.max(EVENTS.c.position))) or 0


def _chained(events: Sequence[Envelope], links: dict[int, str]) -> Iterator[dict[str, Any]]:
    """The rows that are new, chained to `links`, which grows with them."""
    stream = events[0].stream
    for event in events:
        if event.stream != stream:
            message = f"Events of {stream} and of {event.stream} cannot be appended together."
            raise ValueError(message)
        previous = links.get(event.sequence - 1)
        if previous is None:
            message = f"{stream}: event {event.sequence} would leave a gap before it."
            raise JournalConflictError(message)
        stored = event.model_dump(mode="json")
        digest = link(previous, stored)
        held = links.get(event.sequence)
        if held is None:
            links[event.sequence] = digest
            yield {**stored, "previous": previous, "hash": digest}
        elif held != digest:
            message = f"{stream}: the journal holds another event {event.sequence}."
            raise JournalConflictError(message)


def _stored(row: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _OF_THE_ROW}


def _faults(rows: Iterable[RowMapping]) -> Iterator[str]:
    before, expected = 0, GENESIS
    for row in rows:
        event = f"{row['stream']}, event {row['sequence']}"
        if row["sequence"] != before + 1:
            yield f"{event}: what stood between it and event {before} is missing."
        elif row["previous"] != expected:
            yield f"{event}: it is not linked to the event before it."
        if _digest(row) != row["hash"]:
            yield f"{event}: its content is not what was recorded."
        before, expected = row["sequence"], row["hash"]


def _digest(row: RowMapping) -> str | None:
    """The link of a row whose JSON is still text; None where that is no JSON any more."""
    stored = _stored(row)
    try:
        return link(row["previous"], stored | {name: json.loads(stored[name]) for name in _JSON})
    except (TypeError, ValueError):
        return None


class SqlLedger:
    """The record of notices in a database that has been migrated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def statuses(self, keys: Collection[str]) -> dict[str, str]:
        """See Ledger."""
        with self._engine.connect() as connection:
            return _statuses(connection, keys)

    def note_all(self, notes: Sequence[Note]) -> None:
        """See Ledger; what was kept or refused may later be sent; what was sent stays so."""
        if not notes:
            return
        with writing(self._engine) as connection:
            held = _statuses(connection, [note.key for note in notes])
            for note in notes:
                before = held.get(note.key)
                if before is None:
                    connection.execute(insert(NOTICES).values(**_noted(note)))
                elif before != "sent" and note.status == "sent":
                    row = update(NOTICES).where(NOTICES.c.key == note.key)
                    connection.execute(row.values(**_noted(note), noted_at=func.now()))
                else:
                    continue
                held[note.key] = note.status


_AT_ONCE: Final = 500
"""Keys asked for in one query: SQLite takes some hundreds of parameters, older ones 999."""


def _statuses(connection: Connection, keys: Collection[str]) -> dict[str, str]:
    asked, found = list(keys), dict[str, str]()
    for start in range(0, len(asked), _AT_ONCE):
        query = select(NOTICES.c.key, NOTICES.c.status).where(
            NOTICES.c.key.in_(asked[start : start + _AT_ONCE])
        )
        found |= {row.key: row.status for row in connection.execute(query)}
    return found


def _noted(note: Note) -> dict[str, str]:
    return {
        "key": note.key,
        "status": note.status,
        "recipient": note.notice.recipient,
        "subject": note.notice.subject,
        "message_id": hashlib.sha256(note.notice.key.encode()).hexdigest(),
    }
