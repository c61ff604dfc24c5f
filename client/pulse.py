"""Which grants of a journal do not go on: those that are halted, and those that nothing runs."""

import asyncio
from collections.abc import Collection

from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError

from client.door import Door
from client.errors import ClientError
from client.runs import how_it_ended, newest, runs
from workflows.grant import GrantWorkflow
from workflows.messages import grant_workflow_id
from workflows.search import GRANT_REFERENCE, GRANT_STAGE, HALTED

RUNNING = "WorkflowType = 'GrantWorkflow' AND ExecutionStatus = 'Running'"


async def troubles(door: Door, references: Collection[str]) -> dict[str, str]:
    """What keeps grants from going on, a sentence for each that stands still.

    One question to the server for all of them, and one for each that stands still.
    """
    going, halted = await _running(door.temporal)
    asked = [name for name in references if name in halted or name not in going]
    found = await asyncio.gather(*(trouble(door, name) for name in asked))
    return {name: says for name, says in zip(asked, found, strict=True) if says}


async def trouble(door: Door, reference: str) -> str:
    """What keeps one grant from going on, in a sentence; empty if nothing does."""
    mend = f"See: grants resume {reference}"
    try:
        run = await newest(door, reference)
        if not runs(run):
            return f"not running: its workflow {how_it_ended(run)}. {mend}"
        handle = door.temporal.get_workflow_handle(grant_workflow_id(reference))
        state = await handle.query(GrantWorkflow.progress)
    except (ClientError, RPCError, WorkflowQueryFailedError):
        return ""
    return f"halted: {state.halted.rstrip('.')}. {mend}" if state.halted else ""


async def _running(client: Client) -> tuple[set[str], set[str]]:
    going, halted = set(), set()
    async for run in client.list_workflows(RUNNING):
        known = run.typed_search_attributes
        reference = known.get(GRANT_REFERENCE) or run.id.removeprefix("grant/")
        going.add(reference)
        if HALTED in (known.get(GRANT_STAGE) or ()):
            halted.add(reference)
    return going, halted
