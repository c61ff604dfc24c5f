"""Waiting for an answer, with an end: who has not answered, and what is known of the command."""

import asyncio
import time
from collections.abc import Awaitable
from datetime import timedelta
from typing import Final, TypeVar

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import WorkflowQueryFailedError, WorkflowQueryRejectedError
from temporalio.service import RPCError

from client.door import Door
from client.errors import NoWorkerError, TroubleError
from workflows.grant import GrantWorkflow
from workflows.messages import Progress, grant_workflow_id

SNAPSHOT_AFTER: Final = 1.0
"""Seconds without an answer after which we look who asks for work."""
NOBODY_AFTER: Final = 4.5
"""Seconds without an answer after which a missing worker is reported."""
GIVE_UP_AFTER: Final = 20.0
"""Seconds after which an answer is no longer waited for."""
JOURNAL_WITHIN: Final = 2.0
"""Seconds for which a command waits for the journal, so that the next look shows it."""
NO_WORKER: Final = "No worker answers. Start one with `grants dev` or `python worker.py`"

T = TypeVar("T")


async def answered(door: Door, work: Awaitable[T]) -> T:
    """The answer of whoever does the grant's work.

    Raises NoWorkerError where nobody takes the work up, TimeoutError where somebody does and does
    not come to an end.
    """
    asked = asyncio.ensure_future(work)
    asked.add_done_callback(_heard)
    try:
        if await _in_time(asked, SNAPSHOT_AFTER):
            return await asked
        before = await _asked_for_work(door)
        if await _in_time(asked, NOBODY_AFTER - SNAPSHOT_AFTER):
            return await asked
        if await _asked_for_work(door) == before:
            raise NoWorkerError(f"{NO_WORKER}.")
        return await asyncio.wait_for(asked, GIVE_UP_AFTER - NOBODY_AFTER)
    finally:
        asked.cancel()


def _heard(asked: "asyncio.Future[T]") -> None:
    """Take note of how it ended, or asyncio complains of what nobody waits for any more."""
    if not asked.cancelled():
        asked.exception()


async def _in_time(asked: "asyncio.Future[T]", seconds: float) -> bool:
    done, _ = await asyncio.wait({asked}, timeout=seconds)
    return bool(done)


async def _asked_for_work(door: Door) -> dict[str, float]:
    """When each worker last asked for work, by the server's clock.

    The server lists a worker for minutes after its death, so being listed says nothing; but who
    lives and has not taken up what lies there is busy, and asks again when a slot is free.
    """
    try:
        answer = await door.temporal.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=door.temporal.namespace,
                task_queue=TaskQueue(name=door.queue),
                task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
            ),
            retry=False,
            timeout=timedelta(seconds=1),
        )
    except RPCError:
        return {}
    return {
        poller.identity: poller.last_access_time.ToNanoseconds() / 1e9 for poller in answer.pollers
    }


def unknown(key: str, why: str = "") -> str:
    """What can be said of a command whose answer did not come."""
    because = f" ({why})" if why else ""
    return f"Not known whether it was recorded{because}: send again with --key {key}"


async def in_journal(door: Door, reference: str, key: str) -> bool:
    """Wait, briefly, for the journal to hold what a command led to."""
    deadline = time.monotonic() + JOURNAL_WITHIN
    while not door.journal.key(reference, key):
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.02)
    return True


async def shown(door: Door, reference: str, key: str) -> None:
    """Wait for the journal; where it is slow, say that what is recorded will be seen later.

    Raises TroubleError where the grant is halted, for then it will not be.
    """
    if await in_journal(door, reference, key):
        return
    state = await progress(door, reference)
    if state.halted is not None:
        raise TroubleError(stopped(reference, state.halted))
    door.say("It is recorded; the journal does not show it yet and will follow.")


def stopped(reference: str, why: str) -> str:
    """What can be said of a halted grant, and how it is mended."""
    return (
        f"Grant {reference} is halted: {why.rstrip('.')}. Its journal did not take in what was "
        f"sent. See: grants verify {reference}; where it is sound: grants resume {reference}"
    )


async def progress(door: Door, reference: str) -> Progress:
    """How far the grant's workflow is. Raises TroubleError where nobody answers."""
    handle = door.temporal.get_workflow_handle(grant_workflow_id(reference))
    try:
        return await answered(door, handle.query(GrantWorkflow.progress))
    except TimeoutError:
        message = f"Grant {reference} does not answer: its worker is too busy. Try again later."
        raise TroubleError(message) from None
    except (WorkflowQueryFailedError, WorkflowQueryRejectedError, RPCError) as error:
        if "no poller" in str(error):
            raise NoWorkerError(f"{NO_WORKER}.") from None
        message = f"Grant {reference} does not answer: {error}. See: grants resume {reference}"
        raise TroubleError(message) from error
