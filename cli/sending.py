"""Sending a command to its grant: bounded waits, plain answers, safe repeats."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from cli.errors import MistakeError, TroubleError
from cli.session import Session
from grants.domain.envelope import Envelope, Message, Receipt
from grants.domain.grant import replay
from workflows import TASK_QUEUE
from workflows.grant import GrantWorkflow
from workflows.messages import GrantInput, Progress, grant_workflow_id
from workflows.summary import static_details, static_summary

NOBODY_AFTER: Final = 5.0
"""Seconds after which a missing worker is reported."""
GIVE_UP_AFTER: Final = 20.0
"""Seconds after which an answer is no longer waited for."""
JOURNAL_WITHIN: Final = 2.0
"""Seconds for which a command waits for the journal, so that the next look shows it."""


class Refused(MistakeError):  # noqa: N818
    """The rule book says no; the sentence is its own."""

    def __init__(self, error: ApplicationError) -> None:
        details = error.details[0] if error.details else {}
        self.type = error.type or ""
        self.field = str(details.get("field", ""))
        mend = str(details.get("mend", ""))
        named = f" [{self.field}]" if self.field else ""
        super().__init__(f"{error.message} {mend}{named}".strip())


async def send(session: Session, client: Client, reference: str, message: Message) -> Receipt:
    """Send a command and wait for its receipt, then for the journal to hold it.

    Raises MistakeError for a refusal or an unknown grant, TroubleError where nobody answers.
    """
    earlier = _earlier(session, reference, message)
    if earlier is not None:
        return earlier
    try:
        receipt = await _answered(client, _update(client, reference, message), message.key)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise TroubleError(_unknown(message.key, str(error))) from error
        work = _reopened(session, client, reference, message)
        receipt = await _answered(client, work, message.key)
    await in_journal(session, reference, receipt.last)
    return receipt


def _earlier(session: Session, reference: str, message: Message) -> Receipt | None:
    found = [entered.envelope for entered in session.journal.key(reference, message.key)]
    return receipt_of(reference, message.key, found) if found else None


def receipt_of(reference: str, key: str, found: Sequence[Envelope]) -> Receipt:
    """The receipt of a command that the journal holds already."""
    return Receipt(
        stream=reference,
        key=key,
        first=found[0].sequence,
        last=found[-1].sequence,
        events=tuple(envelope.type for envelope in found),
    )


async def _update(client: Client, reference: str, message: Message) -> Receipt:
    handle = client.get_workflow_handle(grant_workflow_id(reference))
    return await handle.execute_update(
        message.command.type, message, id=message.key, result_type=Receipt
    )


async def _reopened(
    session: Session, client: Client, reference: str, message: Message
) -> Receipt:
    """The update to a grant whose workflow has ended: it is started again from its stream."""
    stream = session.stream(reference)
    grant = replay(reference, stream)
    if not grant.ended:
        lost = f"Grant {reference} is not running. Start it again: grants resume {reference}"
        raise TroubleError(lost)
    start = WithStartWorkflowOperation(
        GrantWorkflow.run,
        GrantInput(reference=reference, through=grant.sequence),
        id=grant_workflow_id(reference),
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        static_summary=static_summary(grant.opened),
        static_details=static_details(grant.opened),
    )
    return await client.execute_update_with_start_workflow(
        message.command.type,
        message,
        id=message.key,
        start_workflow_operation=start,
        result_type=Receipt,
    )


async def _answered(client: Client, work: "asyncio._CoroutineLike[Receipt]", key: str) -> Receipt:
    """The answer, or what is known of why there is none."""
    sending = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({sending}, timeout=NOBODY_AFTER)
        if not done and not await has_worker(client):
            raise TroubleError(
                "No worker answers. Start one with `grants dev` or `python worker.py`; "
                + _unknown(key)
            )
        return await asyncio.wait_for(sending, GIVE_UP_AFTER)
    except WorkflowUpdateFailedError as failed:
        raise _refusal(failed.cause, key) from None
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
        raise TroubleError(_unknown(key)) from error
    finally:
        sending.cancel()


def _refusal(cause: BaseException | None, key: str) -> MistakeError | TroubleError:
    if isinstance(cause, ApplicationError) and cause.details:
        return Refused(cause)
    return TroubleError(_unknown(key, str(cause)))


def _unknown(key: str, why: str = "") -> str:
    because = f" ({why})" if why else ""
    return f"Not known whether it was recorded{because}: send again with --key {key}"


async def has_worker(client: Client) -> bool:
    """Whether any worker asks for a grant's work."""
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=TASK_QUEUE),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    now = time.time()
    return any(now - poller.last_access_time.seconds < _POLL for poller in answer.pollers)


_POLL: Final = 70
"""Seconds after which a worker that has not asked for work is taken to be gone."""


async def begin(session: Session, client: Client, reference: str, opening: Message) -> bool:
    """Start a grant; whether it was started now. Raises MistakeError where its name is taken."""
    known = [entered.envelope for entered in session.journal.key(reference, opening.key)]
    if known:
        return False
    if session.journal.last(reference):
        message = f"There is a grant {reference} already. Give this one a reference of its own."
        raise MistakeError(message)
    try:
        await client.start_workflow(
            GrantWorkflow.run,
            GrantInput(reference=reference, opening=opening),
            id=grant_workflow_id(reference),
            task_queue=TASK_QUEUE,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=static_summary(opening.command),
            static_details=static_details(opening.command),
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


async def in_journal(session: Session, reference: str, sequence: int) -> bool:
    """Wait, briefly, for the journal to hold a grant up to `sequence`."""
    deadline = time.monotonic() + JOURNAL_WITHIN
    while session.journal.last(reference) < sequence:
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.02)
    return True


async def progress(client: Client, reference: str) -> Progress:
    """How far the grant's workflow is. Raises TroubleError where nobody answers."""
    handle = client.get_workflow_handle(grant_workflow_id(reference))
    try:
        async with asyncio.timeout(GIVE_UP_AFTER):
            return await handle.query(GrantWorkflow.progress)
    except (TimeoutError, RPCError) as error:
        message = f"Grant {reference} does not answer: {error or 'no worker'}."
        raise TroubleError(message) from error
