"""Rules that every stage asks: who may, who may not, and what stands in the way."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from grants.domain.administration.commands import Appoint, OpenGrant
from grants.domain.delivery.state import Handover
from grants.domain.errors import (
    AboveDelegationError,
    DuplicateNameError,
    GrantEndedError,
    IrregularityOpenError,
    NoRateError,
    NotAppointedError,
    NotYetError,
    SeparationOfDutiesError,
    UnknownSubjectError,
)
from grants.domain.messages import Command, type_of
from grants.domain.money import Money
from grants.domain.parties import ReportDuty
from grants.domain.people import ENGINE, Appointment, Role
from grants.domain.procurement.state import Lot
from grants.domain.reporting.state import Document
from grants.domain.rules import DELEGATION, SEPARATION, Rule
from grants.domain.state import Grant

T = TypeVar("T")


def authority(grant: Grant, command: Command, *, by: str, at: datetime) -> str:
    """The authority that `by` acts under. Raises NotAppointedError.

    A grant that is only being opened appoints those who open it.
    """
    if by == ENGINE and Role.ENGINE in command.roles:
        return Role.ENGINE.value
    if isinstance(command, OpenGrant) and not grant.is_open:
        return _held(command.people, command, by=by, day=command.policy.day(at))[0].authority
    return appointments(grant, command, by=by, at=at)[0].authority


def appointments(
    grant: Grant, command: Command, *, by: str, at: datetime
) -> tuple[Appointment, ...]:
    """The appointments in force under which `by` may send the command, widest delegation first."""
    return _held(grant.people, command, by=by, day=grant.policy.day(at))


def _held(
    people: tuple[Appointment, ...], command: Command, *, by: str, day: date
) -> tuple[Appointment, ...]:
    held = [
        appointment
        for appointment in people
        if appointment.actor == by and appointment.role in command.roles and appointment.holds(day)
    ]
    if not held and isinstance(command, Appoint):
        held = [item for item in _last_to_hold(people, command.roles, day) if item.actor == by]
    if not held:
        raise NotAppointedError(
            f"{by} holds no appointment on {day} that may {_phrase(command)}.",
            mend=_who_else(command, by),
            field="by",
        )
    return tuple(sorted(held, key=_narrowness))


def _last_to_hold(
    people: tuple[Appointment, ...], roles: frozenset[Role], day: date
) -> list[Appointment]:
    """Who held an office last, where nobody holds it any more.

    As officers go on until their successor is appointed: the grant would be stuck for good if the
    last appointment ran out unnoticed. They may only appoint, and never themselves.
    """
    office = [item for item in people if item.role in roles and item.since <= day]
    if any(item.holds(day) for item in office):
        return []
    last = max((item.until for item in office if item.until), default=None)
    return [item for item in office if item.until == last]


def _who_else(command: Command, by: str) -> str:
    roles = " or ".join(sorted(role.label.lower() for role in command.roles - {Role.ENGINE}))
    if not roles:
        return "Leave it to the grant's own clock and document service."
    article = "an" if roles[0] in "aeiou" else "a"
    return f"Have {article} {roles} send it, or appoint {by} first."


def _narrowness(appointment: Appointment) -> tuple[bool, Decimal]:
    limit = appointment.limit
    return (False, Decimal(0)) if limit is None else (True, -limit.amount)


def _phrase(command: Command) -> str:
    return type_of(type(command)).replace("-", " ")


def within_delegation(
    grant: Grant, command: Command, amount: Money, *, by: str, at: datetime
) -> None:
    """Refuse a sum above the actor's delegated amount. Raises AboveDelegationError."""
    limits = [item.limit for item in appointments(grant, command, by=by, at=at)]
    if any(limit is None or amount <= limit for limit in limits):
        return
    highest = max((limit for limit in limits if limit is not None), key=lambda item: item.amount)
    raise AboveDelegationError(
        f"{by} may {_phrase(command)} up to {highest}; this comes to {amount}.",
        mend="Have an approving authority with a wider delegation send it.",
        field="by",
        rule=DELEGATION,
    )


def apart(by: str, others: Iterable[str], *, act: str, part: str, rule: Rule = SEPARATION) -> None:
    """Refuse an act by somebody who had a part in it. Raises SeparationOfDutiesError."""
    if by in others:
        raise SeparationOfDutiesError(
            f"{by} {part} and so may not {act}.",
            mend="Have another appointed person do it.",
            field="by",
            rule=rule,
        )


def at_anothers_rate(grant: Grant, money: Money, *, by: str, act: str) -> None:
    """Refuse an act that hangs on a rate of one's own. Raises SeparationOfDutiesError.

    Else a rate would bring an award under its approver's own limit, or a bid below the others.
    """
    adopter = grant.administration.rates_by.get(money.currency)
    if adopter is not None and money.currency != grant.currency:
        apart(by, [adopter], act=act, part=f"adopted the {money.currency} rate")


def regular(grant: Grant, *subjects: str) -> None:
    """Refuse what depends on an unresolved irregularity. Raises IrregularityOpenError."""
    for subject in subjects:
        for sequence, irregularity in grant.open_irregularities(subject):
            raise IrregularityOpenError(
                f"Event {sequence} ({irregularity.type}) is irregular: {irregularity.what[0]}.",
                mend=f"Have an approving authority resolve irregularity {sequence} first.",
                field="event",
            )


def needed(value: T | None, says: str, *, mend: str, field: str = "") -> T:
    """`value`, which has to be there first. Raises NotYetError where it is None or empty."""
    if not value:
        raise NotYetError(says, mend=mend, field=field)
    return value


def in_budget(grant: Grant, money: Money, *, at: datetime, field: str) -> Money:
    """`money` in the budget's currency at the rate of the day. Raises NoRateError."""
    converted = grant.policy.converted(money, grant.currency, grant.policy.day(at))
    if converted is None:
        raise NoRateError(
            f"No rate is adopted for {money.currency} in {grant.currency}.",
            mend=f"Adopt a policy with a {money.currency} rate, or give it in {grant.currency}.",
            field=field,
        )
    return converted


def running(grant: Grant) -> None:
    """Refuse anything once the grant has ended. Raises GrantEndedError."""
    if grant.ended:
        raise GrantEndedError(
            f"Grant {grant.reference} is {grant.administration.ended}.",
            mend="Open another grant, or look at this one with `grants show`.",
        )


def distinct(names: list[str], *, field: str) -> None:
    """Refuse a list in which a name stands twice. Raises DuplicateNameError."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DuplicateNameError(
                f"{name} stands twice among the {field}.",
                mend="Give each a short name of its own.",
                field=field,
            )
        seen.add(name)


def known_donor(donors: list[str], donor: str) -> None:
    """Refuse a donor that the grant does not have. Raises UnknownSubjectError."""
    if donor not in donors:
        raise UnknownSubjectError(
            f"{donor} is not a donor of this grant.",
            mend=f"Name one of: {', '.join(donors)}.",
            field="donor",
        )


def donor(grant: Grant, donor: str) -> None:
    """Refuse a donor that the grant does not have. Raises UnknownSubjectError."""
    known_donor([item.id for item in grant.opened.donors], donor)


def lot(grant: Grant, lot: str) -> Lot:
    """An open lot. Raises UnknownSubjectError."""
    known = [name for name in grant.procurement.lots if grant.lot(name)]
    return _found(grant.lot(lot), "open lot", lot, known, "open it", "lot")


def handover(grant: Grant, handover: str) -> Handover:
    """A handover that is planned and not called off. Raises UnknownSubjectError."""
    known = [name for name in grant.delivery.handovers if grant.handover(name)]
    return _found(grant.handover(handover), "handover", handover, known, "plan it", "handover")


def document(grant: Grant, document: str) -> Document:
    """A document that was asked for. Raises UnknownSubjectError."""
    found, known = grant.document(document), grant.reporting.documents
    return _found(found, "document", document, known, "have it drafted", "document")


def _found(
    found: T | None, what: str, name: str, known: Iterable[str], first: str, field: str
) -> T:
    if found is None:
        raise UnknownSubjectError(
            f"There is no {what} {name}.",
            mend=f"Name one of: {', '.join(known) or '(none yet)'}, or {first} first.",
            field=field,
        )
    return found


def report_duty(grant: Grant, report: str) -> ReportDuty:
    """A report that an agreement asks for. Raises UnknownSubjectError."""
    known = grant.report_duties
    if report not in known:
        raise UnknownSubjectError(
            f"No agreement asks for a report {report}.",
            mend=f"Name one of: {', '.join(known) or '(none yet)'}.",
            field="report",
        )
    return known[report]
