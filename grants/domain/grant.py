"""The aggregate: four stages composed into one rule book, one state and one stream."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, assert_never, cast

from grants.domain import checks
from grants.domain.agreement import decide as agreement
from grants.domain.agreement import duties as agreement_duties
from grants.domain.agreement import evolve as agreement_evolve
from grants.domain.agreement.commands import (
    CancelGrant,
    OpenGrant,
    ResolveIrregularity,
)
from grants.domain.agreement.events import DutyMissed, DutyReminded, IrregularityResolved
from grants.domain.alarms import CLOCK, Alarm, alarms
from grants.domain.commands import STAGE_OF, GrantCommand
from grants.domain.delivery import decide as delivery
from grants.domain.delivery import duties as delivery_duties
from grants.domain.delivery import evolve as delivery_evolve
from grants.domain.envelope import Entry, Envelope, Message, Receipt
from grants.domain.errors import ContradictionError, NotYetError, RefusalError, WrongDateError
from grants.domain.events import GrantEvent
from grants.domain.messages import ReportedEvent, subject_of
from grants.domain.model import Stage
from grants.domain.people import ENGINE
from grants.domain.procurement import decide as procurement
from grants.domain.procurement import duties as procurement_duties
from grants.domain.procurement import evolve as procurement_evolve
from grants.domain.reporting import decide as reporting
from grants.domain.reporting import duties as reporting_duties
from grants.domain.reporting import evolve as reporting_evolve
from grants.domain.reporting.commands import (
    AdoptPassage,
    ClearRelease,
    DraftDocument,
    PublishRelease,
    RecordDocument,
)
from grants.domain.state import Duty, Grant, Headline, Irregularity

if TYPE_CHECKING:
    from grants.domain.agreement.commands import AgreementCommand
    from grants.domain.agreement.events import AgreementEvent
    from grants.domain.delivery.commands import DeliveryCommand
    from grants.domain.delivery.events import DeliveryEvent
    from grants.domain.procurement.commands import ProcurementCommand
    from grants.domain.procurement.events import ProcurementEvent
    from grants.domain.reporting.commands import ReportingCommand
    from grants.domain.reporting.events import ReportingEvent

AFTER_CLOSURE: Final = (
    AdoptPassage,
    DraftDocument,
    RecordDocument,
    ClearRelease,
    PublishRelease,
    ResolveIrregularity,
)
"""What may still be done once the books are closed: nothing that moves money or goods."""


@dataclass(frozen=True)
class Reading:
    """What the grant's clock says about a message."""

    at: datetime
    """The time that the rules go by."""
    on: datetime
    """When it happened."""
    entry: Entry
    recorded_at: datetime


def decide(grant: Grant, command: GrantCommand, *, by: str, at: datetime) -> list[GrantEvent]:
    """What follows from a command sent by `by` at `at`. Raises RefusalError."""
    if isinstance(command, OpenGrant):
        return list(agreement.decide(grant, command, by=by, at=at, duties=()))
    if grant.agreement.opened is None:
        raise NotYetError(
            f"There is no grant {grant.reference}.", mend="Start it first.", field="reference"
        )
    if not (grant.agreement.ended == "closed" and isinstance(command, AFTER_CLOSURE)):
        checks.running(grant)
    checks.authority(grant, command, by=by, at=at)
    match STAGE_OF[command.type]:
        case Stage.AGREEMENT:
            return _agreement(grant, cast("AgreementCommand", command), by=by, at=at)
        case Stage.PROCUREMENT:
            bought = procurement.decide(grant, cast("ProcurementCommand", command), by=by, at=at)
            return list(bought)
        case Stage.DELIVERY:
            return list(delivery.decide(grant, cast("DeliveryCommand", command), at=at))
        case Stage.REPORTING:
            return list(reporting.decide(grant, cast("ReportingCommand", command), by=by))
        case stage:
            assert_never(stage)


def _agreement(
    grant: Grant, command: "AgreementCommand", *, by: str, at: datetime
) -> list[GrantEvent]:
    decided = agreement.decide(grant, command, by=by, at=at, duties=duties(grant))
    undone: list[GrantEvent] = []
    if isinstance(command, CancelGrant):
        undone.extend(reporting.compensate(grant, command.reason))
        undone.extend(delivery.compensate(grant, command.reason))
        undone.extend(procurement.compensate(grant, command.reason))
    return [*undone, *decided]


def duties(grant: Grant) -> tuple[Duty, ...]:
    """What people have to do next, in life order; closing comes when nothing else is left."""
    if grant.agreement.opened is None or grant.ended:
        return ()
    found = (
        *agreement_duties.duties(grant),
        *procurement_duties.duties(grant),
        *delivery_duties.duties(grant),
        *reporting_duties.duties(grant),
    )
    return found or (agreement_duties.closing(grant),)


def next_alarm(grant: Grant) -> Alarm | None:
    """The earliest thing that the clock has to do."""
    return next(iter(alarms(grant, duties(grant))), None)


def evolve(grant: Grant, envelope: Envelope) -> Grant:
    """The grant after an event. Never refuses: it happened."""
    event = envelope.data
    latest = envelope.on if grant.latest_on is None else max(grant.latest_on, envelope.on)
    change: dict[str, Any] = {
        "sequence": envelope.sequence,
        "latest_on": latest,
        "receipts": {**grant.receipts, envelope.key: _receipt(grant, envelope)},
        "latest": (*grant.latest, headline(envelope))[-5:],
        "irregularities": _irregularities(grant, envelope),
        **_stages(grant, envelope),
    }
    if isinstance(event, IrregularityResolved) and not event.accepted:
        change |= _struck(grant, event.sequence)
    return grant.model_copy(update=change)


def headline(envelope: Envelope) -> Headline:
    """An event in a word."""
    return Headline(
        sequence=envelope.sequence,
        on=envelope.on,
        type=envelope.type,
        subject=_about(envelope.data),
    )


def _about(event: GrantEvent) -> str:
    return event.what if isinstance(event, DutyReminded | DutyMissed) else subject_of(event)


def _stages(grant: Grant, envelope: Envelope) -> dict[str, Any]:
    event, by, on, sequence = envelope.data, envelope.actor, envelope.on, envelope.sequence
    match event.stage:
        case Stage.AGREEMENT:
            signed = cast("AgreementEvent", event)
            after: object = agreement_evolve.evolve(
                grant.agreement, signed, by=by, on=on, sequence=sequence
            )
        case Stage.PROCUREMENT:
            bought = cast("ProcurementEvent", event)
            after = procurement_evolve.evolve(
                grant.procurement, bought, by=by, on=on, sequence=sequence
            )
        case Stage.DELIVERY:
            given = cast("DeliveryEvent", event)
            after = delivery_evolve.evolve(grant.delivery, given, on=on, sequence=sequence)
        case Stage.REPORTING:
            told = cast("ReportingEvent", event)
            after = reporting_evolve.evolve(grant.reporting, told, by=by, sequence=sequence)
        case stage:
            assert_never(stage)
    return {event.stage.value: after}


def _receipt(grant: Grant, envelope: Envelope) -> Receipt:
    earlier = grant.receipts.get(envelope.key)
    return Receipt(
        stream=grant.reference,
        key=envelope.key,
        first=earlier.first if earlier else envelope.sequence,
        last=envelope.sequence,
        events=(*(earlier.events if earlier else ()), envelope.type),
    )


def _irregularities(grant: Grant, envelope: Envelope) -> dict[int, Irregularity]:
    event = envelope.data
    if isinstance(event, IrregularityResolved):
        resolved = grant.irregularities[event.sequence].model_copy(
            update={"accepted": event.accepted}
        )
        return {**grant.irregularities, event.sequence: resolved}
    if isinstance(event, ReportedEvent) and event.irregularities:
        irregularity = Irregularity(
            what=event.irregularities,
            type=envelope.type,
            subject=subject_of(event),
            by=envelope.actor,
            on=envelope.on,
        )
        return {**grant.irregularities, envelope.sequence: irregularity}
    return grant.irregularities


def _struck(grant: Grant, sequence: int) -> dict[str, Any]:
    """A rejected report: what it told is taken out of the state; its event stays for ever."""
    return {
        "agreement": agreement_evolve.strike(grant.agreement, sequence),
        "procurement": procurement_evolve.strike(grant.procurement, sequence),
        "delivery": delivery_evolve.strike(grant.delivery, sequence),
    }


def replay(reference: str, stream: Iterable[Envelope]) -> Grant:
    """The grant that a stream tells."""
    grant = Grant(reference=reference)
    for envelope in stream:
        grant = evolve(grant, envelope)
    return grant


def admit(grant: Grant, message: Message, reading: Reading) -> tuple[Grant, tuple[Envelope, ...]]:
    """Ring the alarms that are due, then decide a message: the grant after, and what is new.

    A key that was admitted before changes nothing. Raises RefusalError.
    """
    if message.key in grant.receipts:
        return grant, ()
    if message.key.startswith(CLOCK):
        raise ContradictionError(
            f"Keys that begin with {CLOCK} are those of the grant's clock.",
            mend="Send it with another key.",
            field="key",
        )
    if reading.on > reading.recorded_at:
        raise WrongDateError(
            f"{reading.on.isoformat()} is in the future.",
            mend="Say when it happened, or leave the date out for now.",
            field="on",
        )
    grant, rung = ring(grant, reading)
    grant, entered = _enter(grant, message, reading)
    return grant, (*rung, *entered)


def ring(grant: Grant, reading: Reading) -> tuple[Grant, tuple[Envelope, ...]]:
    """Carry out every alarm that is due at `reading.at`, in order; a refused one is passed over."""
    rung: list[Envelope] = []
    passed_over: set[str] = set()
    while True:
        due = [
            alarm
            for alarm in alarms(grant, duties(grant))
            if alarm.at <= reading.at and alarm.key not in passed_over
        ]
        if not due:
            return grant, tuple(rung)
        alarm = due[0]
        passed_over.add(alarm.key)
        message = Message(key=alarm.key, by=ENGINE, command=alarm.command)
        rang = alarm.at if grant.latest_on is None else max(alarm.at, grant.latest_on)
        at = Reading(rang, rang, _entry(rang, reading), reading.recorded_at)
        try:
            grant, entered = _enter(grant, message, at, cause=alarm.cause)
        except RefusalError:
            continue
        rung.extend(entered)


def _entry(rang: datetime, reading: Reading) -> Entry:
    if reading.entry is Entry.BACK:
        return Entry.BACK
    return Entry.LATE if rang.date() < reading.recorded_at.date() else Entry.LIVE


def _enter(
    grant: Grant, message: Message, reading: Reading, *, cause: int | None = None
) -> tuple[Grant, tuple[Envelope, ...]]:
    decided = decide(grant, message.command, by=message.by, at=reading.at)
    if isinstance(message.command, RecordDocument):
        cause = grant.document(message.command.document).sequence
    authority = _authority(grant, message, reading.at)
    entered: list[Envelope] = []
    for event in decided:
        envelope = Envelope(
            stream=grant.reference,
            sequence=grant.sequence + 1,
            type=event.type,
            version=event.version,
            on=reading.on,
            recorded_at=reading.recorded_at,
            actor=message.by,
            authority=authority,
            key=message.key,
            caused_by=cause,
            entry=reading.entry,
            evidence=message.evidence,
            public=message.public,
            data=event,
        )
        grant = evolve(grant, envelope)
        entered.append(envelope)
    return grant, tuple(entered)


def _authority(grant: Grant, message: Message, at: datetime) -> str:
    command = message.command
    if isinstance(command, OpenGrant):
        return checks.opening_authority(command, by=message.by, at=at)
    return checks.authority(grant, command, by=message.by, at=at)
