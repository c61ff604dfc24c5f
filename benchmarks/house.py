"""A house is a Temporal server, a worker and a player, each a process that can be killed."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from grants.adapters.embedded import EmbeddedServer
from grants.adapters.loopback import choose
from grants.adapters.serverfolder import Record, ServerFolder
from grants.settings import Settings
from workflows.connection import connect
from workflows.messages import GrantOutcome, grant_workflow_id
from workflows.search import SEARCH_ATTRIBUTES

ROOT: Final = Path(__file__).parents[1]
STORY: Final = ROOT / "examples" / "unodc-mali-2016.yaml"
PATIENCE: Final = 240.0
"""Seconds for which a story may take, from the last blow to the closed grant."""
_ATTEMPTS: Final = 12
"""How often the file is played before we give up."""
_STEP: Final = re.compile(r"^\d\d \w{3} \d{4} {2}(\S+)$")
_KEPT: Final = {key: value for key, value in os.environ.items() if not key.startswith("TEMPORAL_")}


class StuckError(Exception):
    """A story did not come to its end; the text says where it stands."""


class House:
    """Everything that one story needs, in a folder of its own, for as long as the context lasts."""

    def __init__(self, home: Path) -> None:
        """Name the folder (GRANTS_HOME); entering the context fills it."""
        self.settings = Settings(home=home)
        self.told: list[str] = []
        """The commands that the player has said were sent."""
        self._server = EmbeddedServer(self.settings.server, SEARCH_ATTRIBUTES)
        self._worker: Process | None = None
        self._player: Process | None = None
        self._playing: asyncio.Task[None] | None = None
        self._heard = asyncio.Condition()
        self._complaint = ""

    async def __aenter__(self) -> Self:
        """Start the server, on ports that no other house has, and the worker."""
        folder = ServerFolder(self.settings.server)
        folder.create()
        folder.note(Record(port=choose(), ui_port=choose()))
        await self._server.__aenter__()
        await self._start_worker()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End every process that is left."""
        if self._playing is not None:
            self._playing.cancel()
        for process in (self._player, self._worker):
            await _killed(process)
        await self._server.__aexit__(kind, error, trace)

    def play(self, reference: str) -> None:
        """Begin to play the story of `reference`, again and again until it has all been sent."""
        self._playing = asyncio.create_task(self._play(), name=reference)

    async def reach(self, count: int) -> str:
        """Wait until so many steps are told, or the story is; answer with the latest."""
        async with asyncio.timeout(PATIENCE), self._heard:
            await self._heard.wait_for(lambda: len(self.told) >= count or self._over)
        return self.latest

    async def strike(self, victims: Iterable[str]) -> None:
        """Kill (SIGKILL) all victims first, then start each again."""
        struck = set(victims)
        if "worker" in struck:
            self._must_live()
            worker, self._worker = self._worker, None
            await _killed(worker)
        if "server" in struck and self._server.pid is not None:
            os.killpg(self._server.pid, signal.SIGKILL)
            await self._server.__aexit__(None, None, None)
        if "player" in struck:
            await _killed(self._player)
        if "server" in struck:
            before = self._server.address
            await self._server.__aenter__()
            if self._server.address != before:
                raise StuckError(f"the server came back at {self._server.address}, not {before}")
        if "worker" in struck:
            await self._start_worker()

    async def end(self, reference: str) -> GrantOutcome:
        """Wait until the whole story is sent and the grant's workflow has closed."""
        try:
            async with asyncio.timeout(PATIENCE):
                if self._playing is not None:
                    await self._playing
                client = await connect(self._server.address)
                handle = client.get_workflow_handle(
                    grant_workflow_id(reference), result_type=GrantOutcome
                )
                outcome: GrantOutcome = await handle.result()
        except TimeoutError as error:
            at = f"after {self.latest}"
            raise StuckError(f"no end within {PATIENCE:g} s, {at}. {self._complaint}") from error
        self._must_live()
        return outcome

    async def ask(self, *arguments: str) -> tuple[int, str]:
        """Call `grants` as a user would; its exit code and what it said."""
        process = await self._spawn(_beside("grants"), *arguments, stdout=PIPE, stderr=PIPE)
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
        return process.returncode or 0, (out + err).decode().strip()

    @property
    def address(self) -> str:
        """The server's, host:port."""
        return self._server.address

    @property
    def server_pid(self) -> int | None:
        """The server's process."""
        return self._server.pid

    @property
    def worker_pid(self) -> int | None:
        """The worker's process."""
        return None if self._worker is None else self._worker.pid

    @property
    def latest(self) -> str:
        """The last step that was told, with its number."""
        return f"{len(self.told)} {self.told[-1]}" if self.told else "0, the beginning,"

    @property
    def _over(self) -> bool:
        return self._playing is None or self._playing.done()

    def _must_live(self) -> None:
        if self._worker is not None and self._worker.returncode is not None:
            raise StuckError(f"the worker ended by itself, with code {self._worker.returncode}")

    async def _start_worker(self) -> None:
        with (self.settings.home / "worker.log").open("ab") as log:
            self._worker = await self._spawn(
                sys.executable, str(ROOT / "worker.py"), stdout=log.fileno(), stderr=log.fileno()
            )

    async def _play(self) -> None:
        try:
            for _ in range(_ATTEMPTS):
                if await self._played_once():
                    return
                self._must_live()
        finally:
            async with self._heard:
                self._heard.notify_all()
        raise StuckError(f"{_ATTEMPTS} times played and not at the end. {self._complaint}")

    async def _played_once(self) -> bool:
        self._player = await self._spawn(
            _beside("grants"), "play", str(STORY), stdout=DEVNULL, stderr=PIPE
        )
        said = self._player.stderr
        assert said is not None  # noqa: S101 (asked for above)
        async for line in said:
            if step := _STEP.match(line.decode().rstrip()):
                async with self._heard:
                    self.told.append(step[1])
                    self._heard.notify_all()
            else:
                self._complaint = f"The player said: {line.decode().strip()}"
        return await self._player.wait() == 0

    async def _spawn(
        self, *command: str, stdout: int | None = None, stderr: int | None = None
    ) -> Process:
        environment = {
            **_KEPT,
            "GRANTS_HOME": str(self.settings.home),
            "GRANTS_LOG_FORMAT": "console",
            "TEMPORAL_ADDRESS": self._server.address,
        }
        return await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdin=DEVNULL, stdout=stdout, stderr=stderr
        )


def _beside(program: str) -> str:
    return str(Path(sys.executable).with_name(program))


async def _killed(process: Process | None) -> None:
    if process is not None and process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
