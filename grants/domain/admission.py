"""How a message comes in: alarms that are due ring first, then it is decided and enveloped."""

from datetime import datetime
from heapq import nsmallest
from typing import Final

from grants.domain.alarms import Alarm, alarms, in_time
from grants.domain.clock import Reading, oddly_early
from grants.domain.disclosure import effective
from grants.domain.envelope import Entry, Envelope, Message
from grants.domain.errors import RefusalError, WrongDateError
from grants.domain.grant import decided, duties, evolve
from grants.domain.messages import Event, Report, ReportedEvent, type_of
from grants.domain.model import once
from grants.domain.people import ENGINE
from grants.domain.reporting.commands import RecordDocument
from grants.domain.state import Grant

AT_ONCE: Final = 250
"""So many alarms ring in one go: a workflow's turn has an end."""


def admit(grant: Grant, message: Message, reading: Reading) -> tuple[Grant, tuple[Envelope, ...]]:
    """Ring the alarms that are due, then decide a message: the grant after, and what is new.

    Whether its key was admitted before is asked of `Keys` first. Raises RefusalError.
    """
    grant, rung = ring(grant, reading)
    grant, entered = _enter(grant, message, reading)
    return grant, (*rung, *entered)


def set_alarms(grant: Grant) -> list[Alarm]:
    """Every alarm that is set, in no order; worked out once for each state."""
    return once(grant, "alarms", lambda: alarms(grant, duties(grant)))


def nearest(grant: Grant, number: int = 1) -> list[Alarm]:
    """The alarms that ring first, in order."""
    return nsmallest(number, set_alarms(grant), key=in_time)


def due(grant: Grant, at: datetime) -> int:
    """How many alarms have to ring at `at`."""
    return sum(alarm.at <= at for alarm in set_alarms(grant))


def ring(
    grant: Grant, reading: Reading, *, at_once: int = AT_ONCE
) -> tuple[Grant, tuple[Envelope, ...]]:
    """Carry out the alarms that are due at `reading.at`, in order, up to so many at once.

    One that is refused is passed over: it rings again when something has changed.
    """
    rung: list[Envelope] = []
    passed_over: set[str] = set()
    for _ in range(at_once):
        alarm = _next(grant, reading.at, passed_over)
        if alarm is None:
            break
        passed_over.add(alarm.key)
        message = Message(key=alarm.key, by=ENGINE, command=alarm.command)
        try:
            grant, entered = _enter(grant, message, _rang(grant, alarm, reading), alarm.cause)
        except RefusalError:
            continue
        rung.extend(entered)
    return grant, tuple(rung)


def _next(grant: Grant, at: datetime, passed_over: set[str]) -> Alarm | None:
    ready = [
        alarm for alarm in set_alarms(grant) if alarm.at <= at and alarm.key not in passed_over
    ]
    return min(ready, key=in_time, default=None)


def _rang(grant: Grant, alarm: Alarm, reading: Reading) -> Reading:
    on = alarm.at if grant.latest_on is None else max(alarm.at, grant.latest_on)
    if reading.entry is Entry.BACK:
        return Reading(on, on, Entry.BACK, reading.recorded_at)
    day = grant.policy.day
    entry = Entry.LATE if day(on) < day(reading.recorded_at) else Entry.LIVE
    return Reading(on, on, entry, reading.recorded_at)


def _enter(
    grant: Grant, message: Message, reading: Reading, cause: int | None = None
) -> tuple[Grant, tuple[Envelope, ...]]:
    effective(message.command, message.public)
    decision = decided(grant, message.command, by=message.by, at=reading.at)
    events = _dated(grant, message, reading, decision.events)
    if isinstance(message.command, RecordDocument):
        asked = grant.document(message.command.document)
        cause = asked.sequence if asked else None
    entered: list[Envelope] = []
    for event in events:
        envelope = Envelope(
            stream=grant.reference,
            sequence=grant.sequence + 1,
            type=type_of(type(event)),
            version=event.version,
            on=reading.on,
            recorded_at=reading.recorded_at,
            actor=message.by,
            authority=decision.authority,
            key=message.key,
            command=message.command.type,
            asked=message.asked,
            caused_by=cause,
            entry=reading.entry,
            evidence=message.evidence,
            public=message.public,
            data=event,
        )
        grant = evolve(grant, envelope)
        entered.append(envelope)
    return grant, tuple(entered)


def _dated(grant: Grant, message: Message, reading: Reading, events: list[Event]) -> list[Event]:
    """An odd date makes what is told irregular, and what is asked refused."""
    odd = None if message.by == ENGINE else oddly_early(grant, reading)
    if odd is None:
        return events
    if not isinstance(message.command, Report):
        raise WrongDateError(
            f"A decision cannot be {odd}.",
            mend="Leave the date out, or give the day on which it is taken.",
            field="on",
        )
    return [
        event.but(irregularities=(*event.irregularities, odd))
        if isinstance(event, ReportedEvent)
        else event
        for event in events
    ]
