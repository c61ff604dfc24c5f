"""What the clock does by itself: closing, reminding, escalating, drafting, each at its instant."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Final

from grants.domain.administration.commands import Escalate, Remind
from grants.domain.administration.evolve import chased
from grants.domain.calendar import last_working_day
from grants.domain.commands import GrantCommand
from grants.domain.model import Model, once
from grants.domain.people import Role
from grants.domain.policy import Policy
from grants.domain.procurement.commands import CloseSolicitation
from grants.domain.reporting.commands import DraftDocument
from grants.domain.reporting.content import DocumentKind
from grants.domain.state import Duty, Grant

CLOCK: Final = "clock/"
"""How the keys of the clock's own commands begin."""
SECONDS: Final = 3600
"""Reminders are spread over so many."""
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
    policy, late = grant.policy, spread(grant.reference)
    kept = f"alarms {policy.sha256} {grant.reference}"
    return [
        alarm
        for duty in duties
        if duty.due is not None
        for alarm in once(duty, kept, partial(_all, duty, policy, late))
        if alarm.done is None or alarm.done[1] not in chased_so_far.get(alarm.done[0], ())
    ]


def in_time(alarm: Alarm) -> tuple[datetime, str]:
    """What alarms are put in order by: their instants, then their names."""
    return alarm.at, alarm.key


def spread(reference: str) -> timedelta:
    """How long after the office opens a grant reminds: a share of an hour, by its reference.

    Else the reminders of thousands of grants would ring in the same second.
    """
    drawn = int.from_bytes(sha256(reference.encode()).digest()[:4])
    return timedelta(seconds=drawn % SECONDS)


def _all(duty: Duty, policy: Policy, late: timedelta) -> tuple[Alarm, ...]:
    return tuple(_of_duty(duty, policy, late))


def _of_duty(duty: Duty, policy: Policy, late: timedelta) -> Iterator[Alarm]:
    if duty.due is None:
        return
    if duty.role is Role.ENGINE:
        kind = DocumentKind(duty.key.split("/")[1])
        draft = DraftDocument(kind=kind, about=duty.subject)
        yield _alarm(duty, duty.due, "draft", draft, duty.what)
        return
    if policy.reminder_days:
        what = f"Remind {duty.role.label}: {duty.what}"
        early = policy.day(duty.due) - timedelta(days=policy.reminder_days)
        at = policy.opening_of(last_working_day(early, policy)) + late
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
