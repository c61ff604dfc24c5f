"""The journal's database for those who use it: the event store, and the record of notices."""

import hashlib

from sqlalchemy import Connection, Engine, func, insert, select, update

from grants.adapters.database import NOTICES, connect, migrate, writing
from grants.adapters.eventstore import SqlJournal
from grants.ports import Notice

__all__ = ["SqlJournal", "SqlLedger", "connect", "migrate"]


class SqlLedger:
    """The record of notices in a database that has been migrated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def status(self, key: str) -> str | None:
        """See Ledger."""
        with self._engine.connect() as connection:
            return _status(connection, key)

    def note(self, notice: Notice, status: str) -> None:
        """See Ledger; what was kept or refused may later be sent; what was sent stays so."""
        with writing(self._engine) as connection:
            held = _status(connection, notice.key)
            if held is None:
                connection.execute(insert(NOTICES).values(**_noted(notice, status)))
            elif held != "sent" and status == "sent":
                row = update(NOTICES).where(NOTICES.c.key == notice.key)
                connection.execute(row.values(**_noted(notice, status), noted_at=func.now()))


def _status(connection: Connection, key: str) -> str | None:
    return connection.scalar(select(NOTICES.c.status).where(NOTICES.c.key == key))


def _noted(notice: Notice, status: str) -> dict[str, str]:
    return {
        "key": notice.key,
        "status": status,
        "recipient": notice.recipient,
        "subject": notice.subject,
        "message_id": hashlib.sha256(notice.key.encode()).hexdigest(),
    }
