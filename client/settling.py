"""Waiting until a grant is at rest: recorded, drafted, told."""

import asyncio
import time
from typing import Final

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from client.door import Door
from client.errors import TroubleError
from client.waiting import progress, stopped
from workflows.case import pending
from workflows.messages import grant_workflow_id

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
            if await _over(door, reference):
                return
        else:
            state = await progress(door, reference)
            if not state.unrecorded and not state.untold:
                return
        await asyncio.sleep(0.05)


def _ended(door: Door, reference: str) -> bool:
    grant = door.journal.folded(reference)
    return grant.ended and not pending(grant)


async def _over(door: Door, reference: str) -> bool:
    """Whether the grant's workflow has ended, or is no longer known to the server."""
    try:
        found = await door.temporal.get_workflow_handle(grant_workflow_id(reference)).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return True
        message = f"The Temporal server does not answer: {error.message}."
        raise TroubleError(message) from error
    return found.status is not WorkflowExecutionStatus.RUNNING
