"""The rules of the grant as a whole: who may act, under which policy, and what is made known."""

from datetime import datetime
from typing import assert_never

from grants.domain import checks
from grants.domain.administration import closing, opening
from grants.domain.administration.commands import (
    AdministrationCommand,
    AdoptPolicy,
    Appoint,
    CancelGrant,
    CloseGrant,
    Disclose,
    ErasePerson,
    Escalate,
    GoLive,
    OpenGrant,
    RecordFailure,
    Remind,
    RepeatNotices,
    ResolveIrregularity,
    Withhold,
)
from grants.domain.administration.events import (
    DutyMissed,
    DutyReminded,
    FieldsDisclosed,
    FieldsWithheld,
    IrregularityResolved,
    NoticeFailed,
    NoticesRepeated,
    PersonAppointed,
    PersonErased,
    PolicyAdopted,
    WentLive,
)
from grants.domain.disclosure import fields_of
from grants.domain.errors import (
    AlreadyDoneError,
    ContradictionError,
    DuplicateNameError,
    InsufficientFundsError,
    UnknownSubjectError,
)
from grants.domain.events import BY_TYPE
from grants.domain.messages import Event, recorded
from grants.domain.rules import SEPARATION, SUPPORT_COST
from grants.domain.state import Duty, Grant


def decide(
    grant: Grant,
    command: AdministrationCommand,
    *,
    by: str,
    at: datetime,
    duties: tuple[Duty, ...],
) -> list[Event]:
    """What follows from a command; `duties` are those open now, which closing asks for."""
    match command:
        case OpenGrant():
            return list(opening.opened(grant, command))
        case AdoptPolicy():
            return [_policy(grant, command)]
        case Appoint():
            return [_appoint(grant, command, by=by)]
        case GoLive():
            return [_go_live(grant, at)]
        case ResolveIrregularity():
            return [_resolve(grant, command, by=by)]
        case Disclose():
            return [_disclose(grant, command)]
        case Withhold():
            return [_withhold(grant, command)]
        case ErasePerson():
            return [_erase(grant, command, by=by)]
        case CancelGrant():
            return [closing.cancelled(grant, command)]
        case CloseGrant():
            return [closing.closed(grant, command, duties)]
        case RepeatNotices():
            return [_repeat(grant, command)]
        case RecordFailure():
            return [_failed(grant, command)]
        case Remind() | Escalate():
            return [_chase(command, duties)]
        case _:
            assert_never(command)


def _appoint(grant: Grant, command: Appoint, *, by: str) -> PersonAppointed:
    appointment = command.appointment
    opening.appointable(appointment, grant.people, grant.currency, field="appointment")
    checks.apart(by, [appointment.actor], act="make the appointment", part="is to be appointed")
    return recorded(PersonAppointed, command)


def _policy(grant: Grant, command: AdoptPolicy) -> PolicyAdopted:
    policy = command.policy
    if policy.version == grant.policy.version and policy != grant.policy:
        raise DuplicateNameError(
            f"Policy {policy.version} is in force with other content.",
            mend="Give the new policy a version of its own.",
            field="policy.version",
        )
    after = grant.but(administration=grant.administration.but(policy=policy))
    for donor, held, most in after.overdrawn():
        whose = f" of {donor}'s money" if donor else ""
        raise InsufficientFundsError(
            f"{held}{whose} is reserved; under policy {policy.version} {most} may be spent on "
            "goods.",
            mend="Keep the share for support costs within what is not reserved.",
            field="policy.support_rate",
            rule=SUPPORT_COST,
        )
    return recorded(PolicyAdopted, command, sha256=policy.sha256)


def _go_live(grant: Grant, at: datetime) -> WentLive:
    live_from = grant.administration.live_from
    if live_from is not None and live_from <= at:
        raise AlreadyDoneError(
            f"The grant has been live since {live_from.isoformat()}.",
            mend="Nothing has to be done.",
        )
    return WentLive(live_from=at)


def _resolve(grant: Grant, command: ResolveIrregularity, *, by: str) -> IrregularityResolved:
    irregularity = grant.irregularities.get(command.event)
    if irregularity is None or not irregularity.open:
        waiting = ", ".join(str(sequence) for sequence, _ in grant.open_irregularities())
        raise UnknownSubjectError(
            f"Event {command.event} is not waiting for a decision.",
            mend=f"Name one of: {waiting or '(none waits)'}.",
            field="event",
        )
    checks.apart(
        by,
        [irregularity.by],
        act="resolve its irregularity",
        part="reported the event",
        rule=SEPARATION,
    )
    return recorded(IrregularityResolved, command)


def _disclose(grant: Grant, command: Disclose) -> FieldsDisclosed:
    _known(grant, command)
    return recorded(FieldsDisclosed, command)


def _withhold(grant: Grant, command: Withhold) -> FieldsWithheld:
    _known(grant, command)
    published = [name for name, item in grant.reporting.documents.items() if item.published]
    if published:
        raise ContradictionError(
            f"{', '.join(published)} is published: what it says is known.",
            mend="Leave it as it is, and publish a corrected release.",
            field="event",
        )
    return recorded(FieldsWithheld, command)


def _erase(grant: Grant, command: ErasePerson, *, by: str) -> PersonErased:
    checks.apart(by, [command.person], act="have it erased", part="is the person concerned")
    places = grant.personal.get(command.person)
    if places is None:
        known = ", ".join(sorted(grant.personal))
        raise UnknownSubjectError(
            f"Nothing is kept of {command.person} that could be erased.",
            mend=f"Name one of: {known or '(nobody is left)'}.",
            field="person",
        )
    if any(name.family in command.reason for name in grant.names(command.person)):
        raise ContradictionError(
            f"The reason names {command.person}, and would be kept.",
            mend="Give the reason without the name.",
            field="reason",
        )
    return recorded(PersonErased, command, fields=places)


def _known(grant: Grant, command: Disclose | Withhold) -> None:
    if command.event > grant.sequence:
        raise UnknownSubjectError(
            f"There is no event {command.event} yet: the last one is {grant.sequence}.",
            mend="Take the number from `grants timeline`.",
            field="event",
        )
    if command.kind not in BY_TYPE:
        raise UnknownSubjectError(
            f"There are no events {command.kind}.",
            mend="Take the type from `grants timeline`.",
            field="kind",
        )
    names = fields_of(command.kind)
    strange = [name for name in command.fields if name not in names]
    if strange:
        raise UnknownSubjectError(
            f"{', '.join(strange)} would have no effect: {command.kind} has no such field.",
            mend=f"Name some of: {', '.join(sorted(names))}.",
            field="fields",
        )


def _failed(grant: Grant, command: RecordFailure) -> NoticeFailed:
    """One failure is told once: a keeper who cannot be reached is not told of that for ever."""
    known = grant.administration.unreached
    about = command.last - command.first + 1
    if about == sum(command.first <= event <= command.last for event in known):
        raise AlreadyDoneError(
            f"Event {command.first} itself tells of notices that did not arrive.",
            mend="Nothing has to be done: the notices can be repeated all the same.",
            field="first",
        )
    return recorded(NoticeFailed, command)


def _repeat(grant: Grant, command: RepeatNotices) -> NoticesRepeated:
    unreached = grant.administration.unreached.get(command.event)
    if unreached is None:
        waiting = ", ".join(map(str, grant.administration.unreached))
        raise UnknownSubjectError(
            f"Event {command.event} tells of no notice that is still to be sent.",
            mend=f"Name one of: {waiting or '(none waits)'}.",
            field="event",
        )
    return NoticesRepeated(event=command.event, first=unreached.first, last=unreached.last)


def _chase(command: Remind | Escalate, duties: tuple[Duty, ...]) -> Event:
    duty = next((duty for duty in duties if duty.key == command.duty), None)
    if duty is None or duty.due is None:
        raise AlreadyDoneError(
            f"Nothing is due under {command.duty}.", mend="Nothing has to be done.", field="duty"
        )
    event = DutyReminded if isinstance(command, Remind) else DutyMissed
    return event(duty=duty.key, role=duty.role, what=duty.what, due=duty.due)
