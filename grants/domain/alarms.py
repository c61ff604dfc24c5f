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
_DONE: Final = {"remind": "reminded", "escalate": "missed"}


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
    done: tuple[str, str] | None = None
    """What is remembered of it once it has rung, if what rings does not change the duty itself."""


def alarms(grant: Grant, duties: tuple[Duty, ...]) -> list[Alarm]:
    """Every alarm that is set, in no order."""
    chased_so_far = grant.administration.chased
    days = grant.policy.reminder_days
    kept = f"alarms {days}"
    return [
        alarm
        for duty in duties
        if duty.due is not None
        for alarm in once(duty, kept, partial(_all, duty, days))
        if alarm.done is None or alarm.done[1] not in chased_so_far.get(alarm.done[0], ())
    ]


def in_time(alarm: Alarm) -> tuple[datetime, str]:
    """What alarms are put in order by: their instants, then their names."""
    return alarm.at, alarm.key


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
        done=(chased(duty.key, duty.due or at), _DONE[what]) if what in _DONE else None,
    )
