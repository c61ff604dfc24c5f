"""Examining a journal as it is stored, without writing to it: also a read-only copy of its file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, make_url, select, text

from grants.adapters.database import EVENTS, JOURNAL, connect
from grants.adapters.rows import AS_TEXT
from grants.proof.examination import Row

TRIGGERS: Final = {
    "sqlite": {
        "events_are_not_changed",
        "events_are_not_deleted",
        "events_are_not_replaced",
        "notices_are_counted",
        "notices_are_not_deleted",
    },
    "postgresql": {
        "events_are_not_changed",
        "events_are_not_deleted",
        "events_are_not_emptied",
        "notices_are_counted",
        "notices_are_not_deleted",
        "notices_are_not_emptied",
    },
}
"""What guards the tables, by the kind of database."""
_GUARDS: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' "
        "AND tgrelid IN ('events'::regclass, 'notices'::regclass)"
    ),
}


class Stored:
    """A journal's database at one moment, read only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def there(self) -> bool:
        """Whether it is a journal at all."""
        return inspect(self._connection).has_table(JOURNAL.name)

    def journals(self) -> list[dict[str, Any]]:
        """The rows of the journal's own table: one, where all is well."""
        return [dict(row) for row in self._connection.execute(select(JOURNAL)).mappings()]

    def rows(self) -> Iterator[Row]:
        """All events by position, as they are stored."""
        query = select(*AS_TEXT).order_by(EVENTS.c.position)
        return map(Row._make, self._connection.execution_options(yield_per=5000).execute(query))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return self._connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608

    def unguarded(self) -> list[str]:
        """The triggers that are missing or switched off."""
        kind = self._connection.dialect.name
        found = set(self._connection.scalars(text(_GUARDS[kind])))
        return sorted(TRIGGERS[kind] - found)


@contextmanager
def stored(url: str) -> Iterator[Stored]:
    """A journal's database, opened so that nothing can be written. Raises SQLAlchemyError."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(
                    text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                )
            yield Stored(connection)
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return connect(url)
    path = Path(address.database or "").absolute()
    return create_engine("sqlite://", creator=lambda: _opened(path), poolclass=NullPool)


def _opened(path: Path) -> sqlite3.Connection:
    """The file, read only; taken as unchanging where its folder lets no shared memory be made."""
    for mode in ("mode=ro", "immutable=1"):
        connection = sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            if mode == "immutable=1":
                raise
        else:
            return connection
    raise AssertionError
