"""Sending a command to its grant: bounded waits, plain answers, safe repeats."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from temporalio.client import (
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from client.door import Door
from client.errors import MistakeError, NoWorkerError, RefusedError, TroubleError
from client.recipe import recipe
from client.runs import newest
from client.waiting import answered, shown, unknown
from grants.domain.envelope import Envelope, Message, Receipt
from grants.domain.messages import ReportedEvent
from grants.ports import Journal
from workflows.grant import GrantWorkflow
from workflows.messages import GrantInput, grant_workflow_id


async def send(door: Door, reference: str, message: Message) -> Receipt:
    """Send a command and wait for its receipt, then for the journal to hold it.

    Raises MistakeError for a refusal or an unknown grant, TroubleError where nobody answers.
    """
    earlier = earlier_receipt(door.journal, reference, message)
    if earlier is not None:
        return earlier
    if not door.journal.last(reference) and await newest(door, reference) is None:
        door.stream(reference)
    receipt = await ask(door, reference, message)
    if receipt.events:
        await shown(door, reference, message.key)
    return receipt


async def ask(door: Door, reference: str, message: Message) -> Receipt:
    """Send a command to a grant that is there, and wait for its receipt alone.

    Raises MistakeError for a refusal, TroubleError where nobody answers.
    """
    try:
        receipt = await _updated(door, reference, message)
        if receipt is None:
            return await answered(door, _reopened(door, reference, message))
    except NoWorkerError as error:
        raise TroubleError(f"{error} {unknown(message.key)}") from None
    except WorkflowUpdateFailedError as failed:
        raise _refusal(failed.cause, reference, message.key) from None
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
        raise TroubleError(unknown(message.key)) from error
    except RPCError as error:
        raise TroubleError(unknown(message.key, _plainly(error))) from error
    except asyncio.CancelledError:
        door.say(unknown(message.key))
        raise
    return receipt


def earlier_receipt(journal: Journal, reference: str, message: Message) -> Receipt | None:
    """The receipt of a command that the journal holds already.

    Raises MistakeError where its key stands for another.
    """
    found = [entered.envelope for entered in journal.key(reference, message.key)]
    if not found:
        return None
    if found[0].asked != message.asked:
        wrong = (
            f"Key {message.key} stands for another command, recorded as event {found[0].sequence}. "
            "Send this one with a key of its own."
        )
        raise MistakeError(wrong)
    return receipt_of(reference, message.key, found)


def _odd(envelope: Envelope) -> tuple[str, ...]:
    data = envelope.data
    return data.irregularities if isinstance(data, ReportedEvent) else ()


def receipt_of(reference: str, key: str, found: Sequence[Envelope]) -> Receipt:
    """What a key led to, from its events."""
    return Receipt(
        stream=reference,
        key=key,
        first=found[0].sequence,
        last=found[-1].sequence,
        events=tuple(envelope.type for envelope in found),
        irregular=tuple(what for envelope in found for what in _odd(envelope)),
    )


def _once(key: str) -> str:
    """The id of one sending: a refusal sticks to its id, and the key may be sent again.

    That a key is done once is the grant's own doing: it keeps what each key led to.
    """
    return f"{key} {uuid4().hex[:8]}"


async def _updated(door: Door, reference: str, message: Message) -> Receipt | None:
    """The receipt of the running grant; None where none runs."""
    handle = door.temporal.get_workflow_handle(grant_workflow_id(reference))
    update = handle.execute_update(
        message.command.type, message, id=_once(message.key), result_type=Receipt
    )
    try:
        return Receipt.model_validate(await answered(door, update))
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


async def _reopened(door: Door, reference: str, message: Message) -> Receipt:
    """The update to a grant whose workflow has ended: it is started again from its stream."""
    grant = door.grant(reference)
    if not grant.ended:
        lost = f"Grant {reference} is not running. Start it again: grants resume {reference}"
        raise TroubleError(lost)
    start = WithStartWorkflowOperation(
        GrantWorkflow.run,
        GrantInput(reference=reference, through=grant.sequence),
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        **recipe(door, reference, grant.opened),
    )
    receipt = await door.temporal.execute_update_with_start_workflow(
        message.command.type,
        message,
        id=_once(message.key),
        start_workflow_operation=start,
        result_type=Receipt,
    )
    return Receipt.model_validate(receipt)


def _refusal(cause: BaseException | None, reference: str, key: str) -> MistakeError | TroubleError:
    if isinstance(cause, ApplicationError) and cause.type == "GrantHalted":
        mend = f"grants verify {reference}; where it is sound: grants resume {reference}"
        return TroubleError(f"{cause.message} See: {mend}")
    if isinstance(cause, ApplicationError) and cause.details:
        return RefusedError(cause)
    return TroubleError(unknown(key, str(cause)))


def _plainly(error: RPCError) -> str:
    if error.status is RPCStatusCode.UNAVAILABLE:
        return "the Temporal server does not answer"
    return " ".join(error.message.split()) or error.status.name
