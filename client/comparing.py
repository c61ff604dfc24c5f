"""Whether Temporal runs the grants of the journal, and each as its journal tells it."""

import asyncio
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from temporalio.client import WorkflowQueryFailedError
from temporalio.service import RPCError

from client.door import Door
from client.errors import MistakeError, NoWorkerError, TroubleError
from client.pulse import RUNNING
from client.runs import how_it_ended, newest, runs
from client.waiting import answered, progress
from grants.views.digest import digest
from workflows.grant import GrantWorkflow
from workflows.messages import Held, grant_workflow_id

QUIET_WITHIN: Final = 5.0
"""Seconds for which a grant that is at work is waited for."""
_AT_ONCE: Final = 16
"""Grants that are asked at once."""
_POLL: Final = 0.2


@dataclass
class Comparison:
    """What comparing the journal with Temporal came to."""

    differs: dict[str, str] = field(default_factory=dict)
    """By grant: what is not the same, and what to do."""
    unknown: dict[str, str] = field(default_factory=dict)
    """By grant: why it is not known."""
    same: int = 0
    """Grants that run, each with the state that the journal tells."""


async def compare(
    door: Door, streams: Mapping[str, int], ended: Collection[str], *, all_of_them: bool
) -> Comparison:
    """Compare running grants with the journal's streams, given with their last sequences.

    A workflow without a stream is looked for where `all_of_them` are given. Raises TroubleError
    where the server does not answer.
    """
    try:
        running = await _running(door)
    except RPCError as error:
        message = f"The Temporal server does not answer: {error.message}."
        raise TroubleError(message) from error
    found = Comparison()
    for name in sorted(set(streams) - set(ended) - running):
        why = await _missing(door, name)
        if why is None:
            running.add(name)
        elif not door.journal.folded(name).ended:
            # it may have ended since the journal was read
            found.differs[name] = why
    asked = running if all_of_them else running & set(streams)
    free = asyncio.Semaphore(_AT_ONCE)
    await asyncio.gather(*(_ask(door, name, found, free) for name in sorted(asked)))
    return found


async def _running(door: Door) -> set[str]:
    """The references of the grants that run for this journal."""
    query = f"{RUNNING} AND TaskQueue = '{door.queue}'"
    return {
        run.id.removeprefix(grant_workflow_id(""))
        async for run in door.temporal.list_workflows(query)
    }


async def _missing(door: Door, reference: str) -> str | None:
    """Why nothing runs a grant; None where it runs and was only not listed yet."""
    try:
        run = await newest(door, reference)
    except MistakeError as error:
        return str(error).rstrip(".")
    if runs(run):
        return None
    return f"no workflow runs it: it {how_it_ended(run)}. See: grants resume {reference}"


async def _ask(door: Door, reference: str, found: Comparison, free: asyncio.Semaphore) -> None:
    async with free:
        if any(why == _NOBODY for why in found.unknown.values()):
            found.unknown[reference] = _NOBODY
            return
        try:
            says = await _difference(door, reference)
        except NoWorkerError:
            found.unknown[reference] = _NOBODY
        except (TroubleError, RPCError, WorkflowQueryFailedError, TimeoutError):
            found.unknown[reference] = "its workflow does not answer"
        else:
            if says is None:
                found.same += 1
            elif says == _AT_WORK:
                found.unknown[reference] = _AT_WORK
            else:
                found.differs[reference] = says


_NOBODY: Final = "no worker answers"
_AT_WORK: Final = "it is at work"


async def _difference(door: Door, reference: str) -> str | None:
    """What a grant's workflow and its stream do not agree on, once nothing is on its way."""
    until = time.monotonic() + QUIET_WITHIN
    handle = door.temporal.get_workflow_handle(grant_workflow_id(reference))
    while True:
        state = await progress(door, reference)
        if state.halted:
            return f"its workflow is halted: {state.halted.rstrip('.')}"
        last = door.journal.last(reference)
        if state.loaded and not state.unrecorded:
            held: Held = await answered(door, handle.query(GrantWorkflow.held))
            if held.sequence == last:
                return _unlike(door, reference, held)
        if time.monotonic() > until:
            break
        await asyncio.sleep(_POLL)
    if not last:
        return "its workflow runs, and the journal holds nothing of it"
    if state.unrecorded or not state.loaded:
        return _AT_WORK
    return f"its workflow has come to event {state.sequence}, the journal to {last}"


def _unlike(door: Door, reference: str, held: Held) -> str | None:
    told = door.journal.folded(reference, through=held.sequence)
    if digest(told) == held.digest:
        return None
    return f"its workflow holds another state at event {held.sequence} than its events tell"
