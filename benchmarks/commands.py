"""Single commands: one at a time against bare updates, and late in a large grant against early."""

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import replace
from statistics import median
from typing import Any, Final

from temporalio.client import WorkflowHandle

from benchmarks import engine
from benchmarks.bare import Only
from benchmarks.figures import Finding
from benchmarks.ground import Ground, update_bare

PAUSE: Final = 0.03
"""Seconds of rest before a command, for the engine and the control alike: people do not hurry."""
_LIMIT: Final = 180.0


async def measure(ground: Ground, *, rounds: int) -> list[Finding]:
    """The reference story's commands, one at a time, each followed by a bare update."""
    command = Finding("command", unit="ms")
    life = engine.lived(engine.reference_story())
    for number in range(rounds):
        reference = f"ALONE-{number:03}"
        async with asyncio.timeout(_LIMIT):
            ours, bare = await _alone(ground, life, reference)
        command.add(1000 * median(ours), 1000 * median(bare))
    return [command]


async def _alone(
    ground: Ground, life: engine.Life, reference: str
) -> tuple[list[float], list[float]]:
    handle = await engine.start(
        ground.client, ground.records.queue, reference, engine.reference_story().opening
    )
    control = await ground.begin_bare(Only, reference, {}, len(life.messages))
    ours, bare = [], []
    for message in life.messages:
        await asyncio.sleep(PAUSE)
        seconds, receipt = await _timed(engine.send(handle, message))
        ours.append(seconds)
        await engine.recorded(ground.records, reference, receipt.last)
        await asyncio.sleep(PAUSE)
        content = message.model_dump(mode="json")
        bare.append((await _timed(update_bare(control, content, message.key)))[0])
    await handle.result()
    return ours, bare


async def _timed(work: Awaitable[Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    answer = await work
    return time.perf_counter() - begun, answer


async def measure_late(ground: Ground, *, lots: int, commands: int) -> list[Finding]:
    """Opening one lot more in a grant of many, in turn with one more in a grant of one."""
    finding = Finding("late-command", unit="ms")
    async with asyncio.timeout(_LIMIT):
        late = await _with_lots(ground, f"LOTS-{lots}", lots)
        early = await _with_lots(ground, "LOTS-1", 1)
        for number in range(lots + 1, lots + commands + 1):
            message = engine.small_lot(number)
            await asyncio.sleep(PAUSE)
            seconds, _ = await _timed(engine.send(late, message))
            await engine.quiet(late)
            await asyncio.sleep(PAUSE)
            finding.add(1000 * seconds, 1000 * (await _timed(engine.send(early, message)))[0])
            await engine.quiet(early)
    for handle in (late, early):
        await handle.terminate("measured")
    return [finding]


async def _with_lots(ground: Ground, reference: str, lots: int) -> WorkflowHandle[Any, Any]:
    """A running grant, read back from its journal, in which so many lots are open."""
    life = engine.lived(replace(engine.reference_story(), reference=reference), until="open-lot")
    for number in range(1, lots + 1):
        life.send(engine.small_lot(number))
    ground.records.keep(life.stream)
    handle = await engine.resume(ground.client, ground.records.queue, life.grant)
    await engine.quiet(handle)
    return handle
