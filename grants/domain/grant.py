"""The aggregate: the life of a grant as one table, its rules as another, and what joins them.

A newcomer reads LIFE first: what comes after what, and where each part's duties are written.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any, Final

from grants.domain import checks, personal
from grants.domain.administration import decide as administration
from grants.domain.administration import duties as administration_duties
from grants.domain.administration import evolve as administration_evolve
from grants.domain.administration.commands import (
    CancelGrant,
    Disclose,
    ErasePerson,
    OpenGrant,
    RecordFailure,
    RepeatNotices,
    Withhold,
)
from grants.domain.administration.events import (
    DutyMissed,
    DutyReminded,
    IrregularityResolved,
    PersonErased,
)
from grants.domain.agreement import decide as agreement
from grants.domain.agreement import duties as agreement_duties
from grants.domain.agreement import evolve as agreement_evolve
from grants.domain.commands import GrantCommand
from grants.domain.delivery import decide as delivery
from grants.domain.delivery import duties as delivery_duties
from grants.domain.delivery import evolve as delivery_evolve
from grants.domain.envelope import Envelope
from grants.domain.errors import NotYetError
from grants.domain.ledger import Posting
from grants.domain.messages import Event, ReportedEvent, subject_of
from grants.domain.model import Model, Phase, Stage, once
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


@dataclass(frozen=True)
class Chapter:
    """A part of a grant's life: what it asks of people, and whether it has begun."""

    phase: Phase
    duties: Callable[[Grant], Iterable[Duty]]
    begun: Callable[[Grant], object]


LIFE: Final = (
    Chapter(Phase.PLEDGE, agreement_duties.pledges, lambda grant: grant.agreement.pledges),
    Chapter(Phase.AGREEMENT, agreement_duties.agreements, lambda grant: grant.agreement.agreements),
    Chapter(Phase.PROCUREMENT, procurement_duties.duties, lambda grant: grant.procurement.lots),
    Chapter(Phase.DELIVERY, delivery_duties.duties, lambda grant: grant.delivery.handovers),
    Chapter(Phase.REPORTING, reporting_duties.duties, lambda grant: grant.reporting.documents),
    Chapter(Phase.CLOSING, administration_duties.running, lambda grant: grant.ended),
)
"""From the pledge to the closed books: several parts may be at work at once."""


def _nothing_moves(_grant: Grant, _event: Event) -> Iterable[Posting]:
    return ()


def _nothing_to_undo(_grant: Grant, _reason: str) -> Iterable[Event]:
    return ()


@dataclass(frozen=True)
class Rules:
    """A stage's rules: what follows from its commands, and from its events."""

    decide: Callable[..., list[Event]]
    evolve: Callable[[Any, Any, Envelope], Model]
    postings: Callable[[Grant, Any], Iterable[Posting]] = _nothing_moves
    compensate: Callable[[Grant, str], Iterable[Event]] = _nothing_to_undo


def _administer(grant: Grant, command: Any, *, by: str, at: datetime) -> list[Event]:  # noqa: ANN401
    """The grant as a whole asks the stages: for first pledges, and for what can be undone."""
    decided = administration.decide(grant, command, by=by, at=at, duties=duties(grant))
    if isinstance(command, OpenGrant):
        return [*decided, *agreement.pledged(command.donors, command.pledges)]
    if isinstance(command, CancelGrant):
        stages = reversed(RULES.values())
        undone = [event for rules in stages for event in rules.compensate(grant, command.reason)]
        return [*undone, *decided]
    return decided


RULES: Final[dict[Stage, Rules]] = {
    Stage.ADMINISTRATION: Rules(
        _administer, administration_evolve.evolve, administration_evolve.postings
    ),
    Stage.AGREEMENT: Rules(agreement.decide, agreement_evolve.evolve, agreement_evolve.postings),
    Stage.PROCUREMENT: Rules(
        procurement.decide,
        procurement_evolve.evolve,
        procurement_evolve.postings,
        procurement.compensate,
    ),
    Stage.DELIVERY: Rules(delivery.decide, delivery_evolve.evolve, compensate=delivery.compensate),
    Stage.REPORTING: Rules(
        reporting.decide, reporting_evolve.evolve, compensate=reporting.compensate
    ),
}
"""The rule book, by stage; what a cancelled grant has done is undone from its end."""

AFTER_THE_END: Final = (RecordFailure, RepeatNotices, ErasePerson)
"""What may be done once a grant is closed or cancelled: people hear of that too, or are erased."""
AFTER_CLOSURE: Final = (
    *AFTER_THE_END,
    AdoptPassage,
    DraftDocument,
    RecordDocument,
    ClearRelease,
    PublishRelease,
    Disclose,
    Withhold,
)
"""What may still be done once the books are closed: nothing that moves money or goods."""


@dataclass(frozen=True)
class Decision:
    """What follows from a command, and the authority under which it was sent."""

    authority: str
    events: list[Event]


def decide(grant: Grant, command: GrantCommand, *, by: str, at: datetime) -> list[Event]:
    """What follows from a command sent by `by` at `at`. Raises RefusalError."""
    return decided(grant, command, by=by, at=at).events


def decided(grant: Grant, command: GrantCommand, *, by: str, at: datetime) -> Decision:
    """What follows from a command, and on what authority. Raises RefusalError."""
    if not grant.is_open and not isinstance(command, OpenGrant):
        raise NotYetError(
            f"There is no grant {grant.reference}.", mend="Start it first.", field="reference"
        )
    closed = grant.administration.ended == "closed"
    if not isinstance(command, AFTER_CLOSURE if closed else AFTER_THE_END):
        checks.running(grant)
    authority = checks.authority(grant, command, by=by, at=at)
    return Decision(authority, RULES[command.stage].decide(grant, command, by=by, at=at))


def duties(grant: Grant) -> tuple[Duty, ...]:
    """What has to be done next, in life order; closing comes when nothing else is left.

    Worked out once for each state.
    """
    return once(grant, "duties", lambda: tuple(_duties(grant)))


def _duties(grant: Grant) -> Iterator[Duty]:
    if not grant.is_open:
        return
    if grant.ended:
        yield from administration_duties.unreached(grant)
        return
    blocked = False
    for chapter in LIFE:
        for duty in chapter.duties(grant):
            blocked = blocked or duty.blocks
            yield duty
    if not blocked:
        yield administration_duties.closing(grant)


def evolve(grant: Grant, envelope: Envelope) -> Grant:
    """The grant after an event. Never refuses, whatever the stream: it happened."""
    event = envelope.data
    latest = envelope.on if grant.latest_on is None else max(grant.latest_on, envelope.on)
    change: dict[str, Any] = {
        "sequence": envelope.sequence,
        "latest_on": latest,
        "latest": (*grant.latest[-4:], headline(envelope)),
    }
    if isinstance(event, ReportedEvent) and event.irregularities:
        change["irregularities"] = {**grant.irregularities, envelope.sequence: _odd(envelope)}
    else:
        change |= _applied(grant, envelope)
        if isinstance(event, IrregularityResolved):
            change |= _resolved(grant, event)
        elif isinstance(event, PersonErased):
            change |= _erased(grant, event)
    if "personal" not in change:
        change["personal"] = personal.noted(grant.personal, envelope)
    reporting = change.get("reporting", grant.reporting)
    change["reporting"] = reporting_evolve.stirred(reporting, event, envelope)
    return grant.but(**change)


def _applied(grant: Grant, envelope: Envelope) -> dict[str, Any]:
    event = envelope.data
    rules, name = RULES[event.stage], event.stage.value
    return {
        name: rules.evolve(getattr(grant, name), event, envelope),
        "ledger": grant.ledger.after(rules.postings(grant, event)),
    }


def _odd(envelope: Envelope) -> Irregularity:
    event = envelope.data
    said = event.irregularities if isinstance(event, ReportedEvent) else ()
    return Irregularity(told=envelope, what=said, subject=subject_of(event))


def _resolved(grant: Grant, event: IrregularityResolved) -> dict[str, Any]:
    """An irregular event counts from when it is accepted; rejected, it never does."""
    irregularity = grant.irregularities.get(event.event)
    if irregularity is None or not irregularity.open:
        return {}
    after = irregularity.but(accepted=event.accepted)
    counted = _applied(grant, irregularity.told) if event.accepted else {}
    return {**counted, "irregularities": {**grant.irregularities, event.event: after}}


def _erased(grant: Grant, event: PersonErased) -> dict[str, Any]:
    """A person's data are nowhere in the state any more."""
    odd = {
        number: item.but(told=personal.erased(item.told, event.fields[number]))
        if number in event.fields
        else item
        for number, item in grant.irregularities.items()
    }
    return {
        "delivery": delivery_evolve.erased(grant.delivery, event.person),
        "irregularities": odd,
        "personal": {name: at for name, at in grant.personal.items() if name != event.person},
    }


def headline(envelope: Envelope) -> Headline:
    """An event in a word."""
    event = envelope.data
    about = event.what if isinstance(event, DutyReminded | DutyMissed) else subject_of(event)
    return Headline.model_construct(
        sequence=envelope.sequence, on=envelope.on, type=envelope.type, subject=about
    )


def replay(reference: str, stream: Iterable[Envelope], *, since: Grant | None = None) -> Grant:
    """The grant that a stream tells; `since` is what it was before the stream's first event."""
    grant = Grant(reference=reference) if since is None else since
    for envelope in stream:
        grant = evolve(grant, envelope)
    return grant


def course(before: Grant, events: Iterable[Envelope]) -> tuple[Grant, ...]:
    """The grant before events, and after each of them."""
    return tuple(accumulate(events, evolve, initial=before))
