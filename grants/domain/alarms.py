"""What the clock does by itself: closing, reminding, escalating, drafting, each at its instant."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from grants.domain.administration.commands import Escalate, Remind
from grants.domain.administration.evolve import chased
from grants.domain.commands import GrantCommand
from grants.domain.model import Model, once
from grants.domain.people import Role
from grants.domain.procurement.commands import CloseSolicitation
from grants.domain.reporting.commands import DraftDocument
from grants.domain.reporting.content import DocumentKind
from grants.domain.state import Duty, Grant

CLOCK: Final = "clock/"
"""How the keys of the clock's own commands begin."""


class Alarm(Model):
    """A command that the grant's clock sends by itself."""

    at: datetime
    key: str
    """Its command key: the same alarm is never carried out twice."""
    summary: str
    """What the timer is called while it runs."""
    subject: str
    command: GrantCommand
    cause: int | None


def alarms(grant: Grant, duties: tuple[Duty, ...]) -> list[Alarm]:
    """Every alarm that is set, earliest first."""
    days = grant.policy.reminder_days
    fresh = [
        alarm
        for duty in duties
        if duty.due is not None
        for alarm in once(duty, f"alarms {days}", partial(_all, duty, days))
        if not _rung(grant, alarm)
    ]
    return sorted(fresh, key=lambda alarm: (alarm.at, alarm.key))


def _rung(grant: Grant, alarm: Alarm) -> bool:
    """Whether a reminder or an escalation has been; what else rings changes the duty itself."""
    kind, _, name = alarm.key.removeprefix(CLOCK).partition("/")
    done = {"remind": "reminded", "escalate": "missed"}.get(kind, "")
    return done in grant.administration.chased.get(name, ())


def _all(duty: Duty, reminder_days: int) -> tuple[Alarm, ...]:
    return tuple(_of_duty(duty, reminder_days))


def _of_duty(duty: Duty, reminder_days: int) -> Iterator[Alarm]:
    if duty.due is None:
        return
    if duty.role is Role.ENGINE:
        kind = DocumentKind(duty.key.split("/")[1])
        draft = DraftDocument(kind=kind, about=duty.subject)
        yield _alarm(duty, duty.due, "draft", draft, duty.what)
        return
    if reminder_days:
        what = f"Remind {duty.role.label}: {duty.what}"
        at = duty.due - timedelta(days=reminder_days)
        yield _alarm(duty, at, "remind", Remind(duty=duty.key), what)
    if duty.key.startswith("bids/"):
        closing = CloseSolicitation(lot=duty.subject)
        yield _alarm(duty, duty.due, "close", closing, duty.what)
    else:
        what = f"Escalate if not done: {duty.what}"
        yield _alarm(duty, duty.due, "escalate", Escalate(duty=duty.key), what)


def _alarm(duty: Duty, at: datetime, what: str, command: GrantCommand, summary: str) -> Alarm:
    return Alarm(
        at=at,
        key=f"{CLOCK}{what}/{chased(duty.key, duty.due or at)}",
        summary=summary,
        subject=duty.subject,
        command=command,
        cause=duty.cause,
    )
