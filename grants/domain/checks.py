"""Rules that every stage asks: who may, who may not, and what stands in the way."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from grants.domain.agreement.commands import OpenGrant
from grants.domain.commands import type_of
from grants.domain.errors import (
    AboveDelegationError,
    GrantEndedError,
    IrregularityOpenError,
    NoRateError,
    NotAppointedError,
    NotYetError,
    SeparationOfDutiesError,
)
from grants.domain.messages import Command
from grants.domain.money import Money
from grants.domain.people import ENGINE, Appointment, Role
from grants.domain.state import Grant

T = TypeVar("T")


def authority(grant: Grant, command: Command, *, by: str, at: datetime) -> str:
    """The authority that `by` acts under. Raises NotAppointedError."""
    if by == ENGINE and Role.ENGINE in command.roles:
        return Role.ENGINE.value
    held = appointments(grant, command, by=by, at=at)
    return held[0].authority


def opening_authority(command: OpenGrant, *, by: str, at: datetime) -> str:
    """The authority under which `by` opens a grant that appoints `by`. Raises NotAppointedError."""
    return _held(command.people, command, by=by, at=at)[0].authority


def appointments(
    grant: Grant, command: Command, *, by: str, at: datetime
) -> tuple[Appointment, ...]:
    """The appointments in force under which `by` may send the command, widest delegation first."""
    return _held(grant.agreement.people, command, by=by, at=at)


def _held(
    people: tuple[Appointment, ...], command: Command, *, by: str, at: datetime
) -> tuple[Appointment, ...]:
    held = [
        appointment
        for appointment in people
        if appointment.actor == by and appointment.role in command.roles and appointment.holds(at)
    ]
    if not held:
        raise NotAppointedError(
            f"{by} holds no appointment on {at.date()} that may {_phrase(command)}.",
            mend=_who_else(command, by),
            field="by",
        )
    return tuple(sorted(held, key=_narrowness))


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
    )


def apart(by: str, others: Iterable[str], *, act: str, part: str) -> None:
    """Refuse an act by somebody who had a part in it. Raises SeparationOfDutiesError."""
    if by in others:
        raise SeparationOfDutiesError(
            f"{by} {part} and so may not {act}.",
            mend="Have another appointed person do it.",
            field="by",
        )


def regular(grant: Grant, *subjects: str) -> None:
    """Refuse what depends on an unresolved irregularity. Raises IrregularityOpenError."""
    for subject in subjects:
        for sequence, irregularity in grant.open_irregularities(subject):
            raise IrregularityOpenError(
                f"Event {sequence} ({irregularity.type}) is irregular: {irregularity.what[0]}.",
                mend=f"Have an approving authority resolve irregularity {sequence} first.",
                field="sequence",
            )


def needed(value: T | None, says: str, *, mend: str, field: str = "") -> T:
    """`value`, which has to be there first. Raises NotYetError where it is None or empty."""
    if not value:
        raise NotYetError(says, mend=mend, field=field)
    return value


def in_budget(grant: Grant, money: Money, *, field: str) -> Money:
    """`money` in the budget's currency. Raises NoRateError."""
    converted = grant.policy.converted(money, grant.currency)
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
            f"Grant {grant.reference} is {grant.agreement.ended}.",
            mend="Open another grant, or look at this one with `grants show`.",
        )
