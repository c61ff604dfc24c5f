"""What a run took in and its journal does not hold: told by the history that the server keeps."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import TypeVar

from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent

from client.door import Door
from grants.domain.envelope import Message, Receipt
from workflows.messages import GrantInput, grant_workflow_id

T = TypeVar("T")


async def lost(door: Door, reference: str) -> list[Message]:
    """Messages that the newest run acknowledged and the journal does not know, in their order.

    A run that was continued hands its outbox on, so that the runs before it are read as far as
    they have handed something on. What was sent without a date gets that of its acceptance.
    """
    found: list[Message] = []
    run_id: str | None = None
    while True:
        handle = door.temporal.get_workflow_handle(grant_workflow_id(reference), run_id=run_id)
        events = (await handle.fetch_history()).events
        begun = events[0].workflow_execution_started_event_attributes
        start = await _decoded(door, begun.input.payloads, GrantInput)
        found = [*await _taken(door, events), *found]
        if start.opening is not None:
            found.insert(0, start.opening)
        run_id = begun.continued_execution_run_id
        if not (run_id and start.carried and start.carried.outbox):
            break
    held = door.journal
    return [message for message in found if not held.key(reference, message.key)]


async def _taken(door: Door, events: Sequence[HistoryEvent]) -> list[Message]:
    """The commands of a run that led to events."""
    receipts = {
        update: await _decoded(door, payloads, Receipt) for update, payloads in _answered(events)
    }
    found = []
    for event in events:
        accepted = event.workflow_execution_update_accepted_event_attributes
        receipt = receipts.get(accepted.accepted_request.meta.update_id)
        if receipt is not None and receipt.events:
            payloads = accepted.accepted_request.input.args.payloads
            message = await _decoded(door, payloads, Message)
            on = message.on or event.event_time.ToDatetime(UTC)
            found.append(message.model_copy(update={"on": on}))
    return found


def _answered(events: Iterable[HistoryEvent]) -> Iterator[tuple[str, Sequence[Payload]]]:
    for event in events:
        done = event.workflow_execution_update_completed_event_attributes
        if done.outcome.HasField("success"):
            yield done.meta.update_id, done.outcome.success.payloads


async def _decoded(door: Door, payloads: Sequence[Payload], kind: type[T]) -> T:
    found: T
    (found,) = await door.temporal.data_converter.decode(payloads, [kind])
    return found
