"""Waiting until a grant is at rest: recorded, drafted, told."""

import asyncio
import time
from typing import Final

from client.door import Door
from client.errors import TroubleError
from client.runs import newest, runs
from client.waiting import progress, stopped
from workflows.case import pending

PATIENCE: Final = 60.0
"""Seconds for which a step waits for the documents that were asked for before it."""
TELLING: Final = 10.0
"""Seconds for which the last notices are waited for."""


async def settled(door: Door, reference: str) -> None:
    """Wait until the journal has everything and no document is being drafted."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if _ended(door, reference):
            return
        state = await progress(door, reference)
        if state.halted is not None:
            raise TroubleError(stopped(reference, state.halted))
        if state.loaded and not state.drafting and not state.unrecorded:
            return
        await asyncio.sleep(0.05)
    message = f"Grant {reference} is still drafting documents. Play the file again later."
    raise TroubleError(message)


async def all_told(door: Door, reference: str) -> None:
    """Wait, briefly, until everybody has been told; mail that is down is not waited for."""
    deadline = time.monotonic() + TELLING
    while time.monotonic() < deadline:
        if _ended(door, reference):
            if not runs(await newest(door, reference)):
                return
        else:
            state = await progress(door, reference)
            if not state.unrecorded and not state.untold:
                return
        await asyncio.sleep(0.05)


def _ended(door: Door, reference: str) -> bool:
    grant = door.journal.folded(reference)
    return grant.ended and not pending(grant)
