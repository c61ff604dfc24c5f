"""What a history says: its events, its summaries, and everything that stands in its payloads."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from google.protobuf.message import Message as Proto
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from activities.messages import RecordInput
from grants.domain.envelope import Envelope
from workflows.connection import Compression

CODEC = Compression()


class Timer(NamedTuple):
    """A timer that a run started."""

    summary: str
    fires: datetime


def types(history: WorkflowHistory) -> list[str]:
    """The events' types, as in UPDATE_ACCEPTED."""
    names = [EventType.Name(event.event_type) for event in history.events]
    return [name.removeprefix("EVENT_TYPE_").replace("EXECUTION_", "") for name in names]


def payloads(message: Proto) -> Iterator[Payload]:
    """Every payload in a message, as the worker sees it: uncompressed."""
    if isinstance(message, Payload):
        yield CODEC._unpacked(message)
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        many = field.is_repeated
        if many and field.message_type.GetOptions().map_entry:
            inner = value.values()
        else:
            inner = value if many else [value]
        for item in inner:
            if isinstance(item, Proto):
                yield from payloads(item)


def everything(history: WorkflowHistory) -> str:
    """All that a history holds, for readers of the Web UI and for those who unpack a batch."""
    parts = [
        payload.data.decode(errors="replace")
        for event in history.events
        for payload in payloads(event)
    ]
    events = [event.model_dump_json() for event in recorded(history)]
    return "\n".join([*parts, *events, history.to_json()])


def summary(event: HistoryEvent) -> str:
    """What an event is called in the Web UI; nothing where it has no name."""
    data = CODEC._unpacked(event.user_metadata.summary).data
    return str(json.loads(data)) if data else ""


def summaries(history: WorkflowHistory) -> list[str]:
    """All names and details that events carry."""
    found = []
    for event in history.events:
        details = CODEC._unpacked(event.user_metadata.details).data
        found += [summary(event), str(json.loads(details)) if details else ""]
    return [said for said in found if said]


def timers(history: WorkflowHistory) -> list[Timer]:
    """The timers that a run started."""
    return [
        Timer(summary(event), event.event_time.ToDatetime() + _length(event))
        for event in history.events
        if event.HasField("timer_started_event_attributes")
    ]


def timers_at_once(history: WorkflowHistory) -> int:
    """The most timers that a run had going at any time."""
    going: set[str] = set()
    most = 0
    for event in history.events:
        if event.HasField("timer_started_event_attributes"):
            going.add(event.timer_started_event_attributes.timer_id)
        going.discard(event.timer_fired_event_attributes.timer_id)
        going.discard(event.timer_canceled_event_attributes.timer_id)
        most = max(most, len(going))
    return most


def task_failures(history: WorkflowHistory) -> list[str]:
    """What any of a run's tasks failed of."""
    return [
        event.workflow_task_failed_event_attributes.failure.message
        for event in history.events
        if event.HasField("workflow_task_failed_event_attributes")
    ]


def _length(event: HistoryEvent) -> timedelta:
    length: timedelta = event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
    return length


def activities(history: WorkflowHistory, name: str) -> list[Any]:
    """The inputs of the activities of a name that a run scheduled."""
    scheduled = (
        event.activity_task_scheduled_event_attributes
        for event in history.events
        if event.HasField("activity_task_scheduled_event_attributes")
    )
    return [
        json.loads(CODEC._unpacked(attributes.input.payloads[0]).data)
        for attributes in scheduled
        if attributes.activity_type.name == name
    ]


def recorded(history: WorkflowHistory) -> list[Envelope]:
    """The events that a run sent to the journal, each once."""
    batches = map(RecordInput.model_validate, activities(history, "record_events"))
    found = [event for batch in batches for event in batch.events]
    return list({event.sequence: event for event in found}.values())
