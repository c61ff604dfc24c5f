"""A journal that may be looked at and not written to: a copy, a read-only folder, a back-up."""

import shutil
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from grants.adapters.database import canonical, connect

_REFUSED: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_PRIMARY: Final = 0xFF
"""What of SQLite's error codes names the kind; the rest tells more."""


def refused(error: Exception) -> bool:
    """Whether a database could not be opened because it may not be written to."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlite_errorcode", 0) & _PRIMARY in _REFUSED


def reading(url: str) -> Engine:
    """An engine that writes nothing, not even beside the file; all it reads is of one moment."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return connect(url)
    path = Path(address.database or "").absolute()
    engine = create_engine("sqlite://", creator=lambda: _opened(path), json_serializer=canonical)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return _looked_into(path, "mode=ro")
    except sqlite3.OperationalError as error:
        if not refused(error) or not path.exists():
            raise
    # SQLite shares a log of writes through a file beside it, which may not be made here
    written = path.with_name(f"{path.name}-wal")
    if not written.exists() or not written.stat().st_size:
        return _looked_into(path, "immutable=1")
    with TemporaryDirectory() as folder:
        for file in (path, written):
            shutil.copyfile(file, Path(folder) / file.name)
        return _looked_into(Path(folder) / path.name, "mode=ro")


def _looked_into(path: Path, how: str) -> sqlite3.Connection:
    # one connection serves all threads of a command, one after the other
    address = f"file:{quote(str(path))}?{how}"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False)
    try:
        connection.isolation_level = None
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
