"""The journal's database for those who use it: the event store, and the record of notices."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Final

from sqlalchemy import Connection, Engine, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from grants.adapters.database import NOTICES, connect, migrate, writing
from grants.adapters.eventstore import SqlJournal
from grants.domain.people import ERASED
from grants.ports import Note, Traces

__all__ = ["SqlJournal", "SqlLedger", "connect", "migrate"]


class SqlLedger:
    """The record of notices in a database that has been migrated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def statuses(self, keys: Collection[str]) -> dict[str, str]:
        """See Ledger."""
        with self._engine.connect() as connection:
            return _statuses(connection, keys)

    def erase(self, traces: Traces) -> None:
        """See Ledger."""
        key = NOTICES.c.key
        theirs = (
            key.startswith(f"{traces.reference}/", autoescape=True),
            key.endswith(f"/{traces.person}", autoescape=True),
        )
        with writing(self._engine) as connection:
            connection.execute(update(NOTICES).where(*theirs).values(recipient=ERASED))

    def note_all(self, notes: Sequence[Note]) -> None:
        """See Ledger; what was kept or refused may later be sent; what was sent stays so."""
        if not notes:
            return
        with writing(self._engine) as connection:
            connection.execute(_note(connection.dialect.name), [_noted(note) for note in notes])


@cache
def _note(dialect: str) -> postgresql.Insert | sqlite.Insert:
    """A new note, or one that says of what was not sent that it now is."""
    note = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(NOTICES)
    new = {column.name: note.excluded[column.name] for column in NOTICES.c if column.name != "key"}
    return note.on_conflict_do_update(
        index_elements=[NOTICES.c.key],
        set_=new | {"noted_at": func.now()},
        where=and_(note.excluded.status == "sent", NOTICES.c.status != "sent"),
    )


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
        "message_id": note.notice.message_id,
    }
