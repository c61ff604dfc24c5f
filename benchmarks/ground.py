"""The ground of a run: one server, the engine's worker and the controls' worker, each a process."""

import asyncio
import contextlib
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil
from temporalio.client import Client, WorkflowHandle

from benchmarks import engine
from benchmarks.bare import BARE_QUEUE, UPDATE, Control
from benchmarks.bareworker import READY
from benchmarks.house import ROOT, House
from workflows.connection import connect

_READY_WITHIN: Final = 60.0


@dataclass(frozen=True)
class Usage:
    """What a process has used so far."""

    cpu: float
    """Seconds, its own and the system's for it."""
    memory: int
    """Bytes that are resident."""

    @classmethod
    def of(cls, pid: int | None) -> "Usage":
        """As of now."""
        process = psutil.Process(pid)
        times = process.cpu_times()
        return cls(times.user + times.system, process.memory_info().rss)


@dataclass
class Ground:
    """What the measures that need a server stand on."""

    house: House
    client: Client
    """Speaks to the engine."""
    plain: Client
    """Speaks to the controls, without our converter."""
    bare_pid: int
    records: engine.Records

    @property
    def engine_pid(self) -> int | None:
        """The engine's worker."""
        return self.house.worker_pid

    async def begin_bare(
        self, control: Control, name: str, opening: dict[str, Any], expected: int
    ) -> WorkflowHandle[Any, int]:
        """Start a control."""
        return await self.plain.start_workflow(
            control.run, args=[opening, expected], id=f"bare/{name}", task_queue=BARE_QUEUE
        )


async def update_bare(handle: WorkflowHandle[Any, int], content: dict[str, Any], key: str) -> None:
    """Send a control one update and wait for its answer."""
    await handle.execute_update(UPDATE, content, id=key)


@asynccontextmanager
async def ground(folder: Path) -> AsyncIterator[Ground]:
    """Server and workers in a folder, for as long as the context lasts."""
    async with House(folder / "home") as house:
        bare = await _bare_worker(house.address, folder)
        try:
            yield Ground(
                house,
                await connect(house.address),
                await Client.connect(house.address),
                bare.pid,
                engine.Records(folder / "home"),
            )
        finally:
            with contextlib.suppress(ProcessLookupError):
                bare.kill()
            await bare.wait()


async def _bare_worker(address: str, folder: Path) -> Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.bareworker", address, str(folder)),
        cwd=ROOT,
        stdin=DEVNULL,
        stdout=PIPE,
    )
    said = process.stdout
    assert said is not None  # noqa: S101 (asked for above)
    async with asyncio.timeout(_READY_WITHIN):
        line = await said.readline()
    if line.decode().strip() != READY:
        raise RuntimeError(f"the controls' worker ended with code {await process.wait()}")
    return process


async def called(home: Path, *arguments: str) -> float:
    """Seconds that `grants` takes for a call in a home, as a user waits for it.

    Raises RuntimeError where it fails.
    """
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli.main", *arguments),
        cwd=ROOT,
        env={**engine.environment(), "GRANTS_HOME": str(home)},
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    _, complaint = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"grants {' '.join(arguments)}: {complaint.decode().strip()[-500:]}")
    return time.perf_counter() - begun
