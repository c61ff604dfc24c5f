"""The reference story, many at once, against the same number of updates without our code."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks import engine
from benchmarks.bare import Coalescing, Control, OneByOne
from benchmarks.engine import Life
from benchmarks.figures import Finding
from benchmarks.ground import Ground, Usage, update_bare

_LIMIT: Final = 300.0
"""Seconds for one heat."""


@dataclass(frozen=True)
class Heat:
    """How it went for as many stories as are told at once."""

    seconds: float
    worker: float
    """CPU seconds of the worker."""
    server: float
    """CPU seconds of the server."""


class Stories:
    """Heats of one story, ours and the controls', under names that are never used twice."""

    def __init__(self, ground: Ground, life: Life, at_once: int) -> None:
        """Prepare what is sent: the clients' work before the sending is not measured."""
        self._ground = ground
        self._life = life
        self._at_once = at_once
        self._opening = engine.reference_story().opening
        self._contents = [message.model_dump(mode="json") for message in life.messages]
        self._number = 0

    async def ours(self) -> Heat:
        """The story, from its opening until its workflow has closed."""
        return await self._heat(self._ground.engine_pid, self._tell)

    async def one_by_one(self) -> Heat:
        """The control with two activities an update."""
        return await self._heat(self._ground.bare_pid, lambda name: self._bare(OneByOne, name))

    async def coalescing(self) -> Heat:
        """The control that does in one activity what has come meanwhile."""
        return await self._heat(self._ground.bare_pid, lambda name: self._bare(Coalescing, name))

    async def _heat(self, pid: int | None, tell: Callable[[str], Awaitable[None]]) -> Heat:
        names = list(self._names())
        worker, server = Usage.of(pid), Usage.of(self._ground.house.server_pid)
        begun = time.perf_counter()
        async with asyncio.timeout(_LIMIT):
            await asyncio.gather(*map(tell, names))
        seconds = time.perf_counter() - begun
        return Heat(
            seconds,
            Usage.of(pid).cpu - worker.cpu,
            Usage.of(self._ground.house.server_pid).cpu - server.cpu,
        )

    @property
    def newest(self) -> str:
        """The grant whose story was begun last; the control's begin after it."""
        return f"BENCH-{self._number:05}"

    def _names(self) -> Iterator[str]:
        for _ in range(self._at_once):
            self._number += 1
            yield f"BENCH-{self._number:05}"

    async def _tell(self, reference: str) -> None:
        ground = self._ground
        handle = await engine.start(ground.client, ground.records.queue, reference, self._opening)
        for message in self._life.messages:
            await engine.send(handle, message)
        await handle.result()

    async def _bare(self, control: Control, name: str) -> None:
        opening = self._opening.model_dump(mode="json")
        handle = await self._ground.begin_bare(control, name, opening, len(self._contents))
        for content in self._contents:
            await update_bare(handle, content, content["key"])
        await handle.result()


async def measure(ground: Ground, *, at_once: int, rounds: int, warm: bool) -> list[Finding]:
    """Throughput and CPU, in rounds that follow each other; a heat that warms up is not counted."""
    stories = Stories(ground, engine.lived(engine.reference_story()), at_once)
    speed = Finding("throughput", unit="stories/s")
    coalescing = Finding("throughput-coalescing", unit="stories/s")
    cpu = Finding("cpu", unit="ms")
    server = Finding("server-cpu", unit="ms")
    size, events = Finding("bytes", unit="kB"), Finding("events", unit="events")
    for heat in (stories.ours, stories.one_by_one, stories.coalescing) if warm else ():
        await heat()
    for _ in range(rounds):
        mine = await stories.ours()
        weight, length = await engine.history(ground.client, stories.newest)
        size.add(weight / 1000)
        events.add(length)
        plain = await stories.one_by_one()
        speed.add(at_once / mine.seconds, at_once / plain.seconds)
        cpu.add(1000 * mine.worker / at_once, 1000 * plain.worker / at_once)
        server.add(1000 * mine.server / at_once, 1000 * plain.server / at_once)
        batched = await stories.coalescing()
        coalescing.add(at_once / mine.seconds, at_once / batched.seconds)
    return [speed, coalescing, cpu, server, size, events]
