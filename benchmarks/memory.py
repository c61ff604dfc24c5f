"""What an open grant that is kept in a worker's memory takes there."""

import asyncio
from typing import Any, Final

from temporalio.client import WorkflowHandle

from benchmarks import engine
from benchmarks.bare import OneByOne
from benchmarks.figures import Finding
from benchmarks.ground import Ground, Usage

_AT_ONCE: Final = 8
_LIMIT: Final = 180.0


async def measure(ground: Ground, *, grants: int, first: int) -> list[Finding]:
    """Resident memory for each open grant and, as a control, for each open bare workflow.

    As many as `first` are opened before, so that what a worker loads once is not counted. For a
    worker that has done nothing else yet: what was freed would be used again.
    """
    finding, control = Finding("memory", unit="kB"), Finding("memory-bare", unit="kB")
    async with asyncio.timeout(_LIMIT):
        handles = await _opened(ground, 0, first)
        before = Usage.of(ground.engine_pid), Usage.of(ground.bare_pid)
        handles += await _opened(ground, first, grants)
        after = Usage.of(ground.engine_pid), Usage.of(ground.bare_pid)
    ours, bare = ((b.memory - a.memory) / 1000 / grants for a, b in zip(before, after, strict=True))
    finding.add(ours)
    control.add(bare)
    finding.note = f"a bare workflow: {bare:.0f} kB"
    await asyncio.gather(*(handle.terminate("measured") for handle in handles))
    return [finding, control]


async def _opened(ground: Ground, begin: int, count: int) -> list[WorkflowHandle[Any, Any]]:
    opening = engine.reference_story().opening
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> list[WorkflowHandle[Any, Any]]:
        async with room:
            ours = await engine.start(
                ground.client, ground.records.queue, f"OPEN-{number:05}", opening
            )
            await engine.quiet(ours)
            bare = await ground.begin_bare(OneByOne, f"open-{number:05}", {}, 1)
            return [ours, bare]

    pairs = await asyncio.gather(*map(one, range(begin, begin + count)))
    return [handle for pair in pairs for handle in pair]
