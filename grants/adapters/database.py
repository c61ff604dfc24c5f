"""The journal's database: its tables, the way to it, and the one lock under which it is written."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

from sqlalchemy import (
    JSON,
    URL,
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    DateTime,
    Engine,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
    text,
)

from grants.ports import PermanentFailureError

HEAD: Final = "0001"
"""The newest migration. It stands here too, so that a start at head need not load Alembic."""

METADATA: Final = MetaData()
_FIRST: Final = text("sequence = 1")

EVENTS: Final = Table(
    "events",
    METADATA,
    Column(
        "position",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("stream", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("on", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("caused_by", Integer),
    Column("entry", Text, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("public", JSON, nullable=False),
    Column("data", JSON, nullable=False),
    Column("salts", Text, nullable=False),
    Column("digests", Text, nullable=False),
    Column("erased", JSON, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("stream", "sequence"),
    Index("events_by_key", "stream", "key"),
    Index("events_first", "position", sqlite_where=_FIRST, postgresql_where=_FIRST),
)
"""Every event of every grant; triggers refuse to delete a row, or to change it but by erasing.

`salts` are those of the event as a whole and of its fields, in their order, put together; `digests`
are sorted, with blanks between them; `erased` holds those of fields whose value and salt are gone;
`previous` and `hash` are leaf hashes in hex.
"""

JOURNAL: Final = Table(
    "journal",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("edge", JSON, nullable=False),
    Column("signed", Text, nullable=False),
    Column("notices", Integer, nullable=False),
    Column("erasures", Integer, nullable=False),
)
"""One row: the journal's own id, how many events it holds, and the log's right edge and head.

`edge` is what the log needs in order to grow, in hex; `signed` is the newest checkpoint, empty
where nobody signs; `notices` counts what was noted, so that an emptied record shows; `erasures`
counts what was erased, so that nobody goes on with what was held in memory.
"""

GRANTS: Final = Table(
    "grants",
    METADATA,
    Column("reference", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("line", JSON, nullable=False),
)
"""A row for each grant: its line in the portfolio, and the fingerprint of the code that made it."""

DUTIES: Final = Table(
    "duties",
    METADATA,
    Column("reference", Text, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("due", Text),
    Column("duty", JSON, nullable=False),
)
"""What is open in every grant; `place` is its place in life order, `due` in UTC."""

BALANCES: Final = Table(
    "balances",
    METADATA,
    Column("reference", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("balance", Text, nullable=False),
)
"""The balances of every grant's ledger, as in USD 250000.00."""

SNAPSHOTS: Final = Table(
    "snapshots",
    METADATA,
    Column("reference", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("state", Text, nullable=False),
)
"""A grant's folded state at an event, with the fingerprint of the code that folded it."""

NOTICES: Final = Table(
    "notices",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("noted_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    CheckConstraint("status IN ('kept', 'refused', 'sent')"),
)
"""What was sent to whom, and what was kept back; `message_id` is without its domain."""

_LOCK: Final = 0x6772616E7473
"""Names the advisory lock in PostgreSQL: the word `grants`."""
_TURN: Final = Lock()
"""Who writes in this process waits here: SQLite's own waiting sleeps in ever longer steps."""
_PATIENCE: Final = 8
"""Seconds that a writer waits for SQLite's lock, and that a connection to PostgreSQL may take."""


def connect(url: str) -> Engine:
    """An engine for SQLite (its folder is made) or PostgreSQL; nothing is opened before its use."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    return create_engine(
        address,
        pool_pre_ping=True,
        json_serializer=canonical,
        connect_args={"connect_timeout": _PATIENCE},
    )


def _sqlite(address: URL) -> Engine:
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, json_serializer=canonical, connect_args={"timeout": _PATIENCE})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    until = time.monotonic() + _PATIENCE
    while not _writes_ahead(connection, give_up=time.monotonic() > until):
        time.sleep(0.05)


def _writes_ahead(connection: sqlite3.Connection, *, give_up: bool) -> bool:
    """Whether the file is in WAL mode now: SQLite's own patience does not cover this change."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if give_up or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def canonical(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """JSON as it is stored."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is the only one to write: what it gives out last, it commits last."""
    with _TURN, engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        yield connection


def scrub(engine: Engine) -> None:
    """Leave nothing behind of what was changed: neither in free pages nor in the write-ahead log.

    Raises TimeoutError where somebody goes on reading from before; done again, it is done.
    """
    if engine.dialect.name != "sqlite":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("VACUUM")
        return
    # without a transaction, in which SQLite neither makes a file anew nor empties its log
    with closing(engine.raw_connection()) as file:
        cursor = file.cursor()
        cursor.execute("VACUUM")
        until = time.monotonic() + _PATIENCE
        while cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if time.monotonic() > until:
                message = "The journal is being read: its log still holds what was erased."
                raise TimeoutError(message)
            time.sleep(0.05)


def migrate(engine: Engine) -> None:
    """Bring the database to today's form; does nothing, quickly, where it has it already.

    Safe in several processes at once. Raises PermanentFailureError where a newer version of Grants
    has been here.
    """
    with engine.connect() as connection:
        if _revision(connection) == HEAD:
            return
    with writing(engine) as connection:
        found = _revision(connection)
        if found < HEAD:
            _upgrade(connection)
        elif found > HEAD:
            message = f"The journal has form {found}, newer than {HEAD}: run the newer Grants."
            raise PermanentFailureError(message)


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - slow to load, needed once in a journal's life
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "grants.adapters:migrations")
    command.upgrade(config, "head")
