"""The folder of the embedded server: its record, its locks and its log."""

import fcntl
import os
from pathlib import Path
from typing import IO, Final

from pydantic import BaseModel, ValidationError

from grants.adapters.loopback import HOST

PORT: Final = 7233
UI_PORT: Final = 8233

_LOG_LIMIT: Final = 5_000_000
_QUOTED_LINES: Final = 8


class Record(BaseModel):
    """What the folder remembers of its server: the process, None while it starts, and the ports."""

    pid: int | None = None
    port: int = PORT
    ui_port: int = UI_PORT

    @property
    def address(self) -> str:
        """What clients connect to, host:port."""
        return f"{HOST}:{self.port}"

    @property
    def ui(self) -> str:
        """The Web UI's address."""
        return f"http://localhost:{self.ui_port}"


class ServerFolder:
    """A folder that one server at a time may have.

    The server itself holds the lock, as a file it inherits: while it lives the folder is held,
    whoever started it, and with its last breath the folder is free. Nothing is guessed from
    process numbers.
    """

    def __init__(self, path: Path) -> None:
        """Name the folder; `create` makes it."""
        self.path = path.absolute()

    @property
    def database(self) -> Path:
        """The server's SQLite file."""
        return self.path / "temporal.db"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.path / "server.log"

    def create(self) -> None:
        """Make the folder, for the owner's eyes only."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def record(self) -> Record | None:
        """The last server's record; None where there is none that can be read."""
        try:
            return Record.model_validate_json(self._record.read_bytes())
        except (OSError, ValidationError):
            return None

    def note(self, record: Record) -> None:
        """Keep a record, whole or not at all."""
        draft = self._record.with_suffix(".new")
        draft.write_text(record.model_dump_json(), encoding="utf-8")
        draft.replace(self._record)

    def seize(self) -> int | None:
        """The lock of the one who writes, as an open file; None if somebody has it."""
        return _lock(self.path / "server.lock", fcntl.LOCK_EX)

    def take_care(self) -> int | None:
        """The lock of the one who stops the server, as an open file; None if somebody has it."""
        return _lock(self.path / "owner.lock", fcntl.LOCK_EX)

    def held(self) -> bool:
        """Whether a server, or one who starts it, has the folder."""
        try:
            # shared, so that two who ask do not take each other for a server
            lock = _lock(self.path / "server.lock", fcntl.LOCK_SH, os.O_RDONLY)
        except OSError:
            return False
        if lock is not None:
            os.close(lock)
        return lock is None

    def open_log(self) -> IO[bytes]:
        """The log, to write on; a long one is put aside first."""
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.path / "server.log.1")
        return self.log.open("ab")

    def said(self, since: int, *, lines: int | None = _QUOTED_LINES) -> str:
        """The log's last lines, or all, of those written after the first `since` bytes."""
        try:
            with self.log.open("rb") as log:
                log.seek(since)
                told = log.read().decode(errors="replace").strip().splitlines()
        except OSError:
            return ""
        return "\n".join(f"  {line}" for line in told[-(lines or len(told)) :])

    @property
    def _record(self) -> Path:
        return self.path / "server.json"


def read_address(folder: Path) -> tuple[str, str] | None:
    """Address and Web UI of the server that runs on `folder`; None if none does."""
    home = ServerFolder(folder)
    record = home.record()
    if record is None or record.pid is None or not home.held():
        return None
    return record.address, record.ui


def _lock(path: Path, kind: int, how: int = os.O_RDWR | os.O_CREAT) -> int | None:
    file = os.open(path, how, 0o600)
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    return file
