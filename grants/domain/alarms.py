"""What the clock does by itself: closing, reminding, escalating, drafting, each at its instant."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from grants.domain.agreement.commands import Escalate, Remind
from grants.domain.agreement.evolve import chased
from grants.domain.commands import GrantCommand
from grants.domain.model import Model, Moment, Text
from grants.domain.procurement.commands import CloseSolicitation
from grants.domain.reporting.commands import DocumentKind, DraftDocument
from grants.domain.state import Duty, Grant

CLOCK: Final = "clock/"
"""How the keys of the clock's own commands begin; nobody else's may."""


class Alarm(Model):
    """A command that the grant's clock sends by itself."""

    at: Moment
    key: Text
    """Its command key: the same alarm is never carried out twice."""
    summary: Text
    """What the timer is called while it runs."""
    subject: str
    command: GrantCommand
    cause: int | None


def alarms(grant: Grant, duties: tuple[Duty, ...]) -> list[Alarm]:
    """Every alarm that is set, earliest first."""
    pending = [alarm for duty in duties for alarm in _of_duty(grant, duty)]
    fresh = [alarm for alarm in pending if alarm.key not in grant.receipts]
    return sorted(fresh, key=lambda alarm: (alarm.at, alarm.key))


def _of_duty(grant: Grant, duty: Duty) -> Iterator[Alarm]:
    if duty.due is None:
        return
    name = chased(duty.key, duty.due)
    reminder = duty.due - timedelta(days=grant.policy.reminder_days)
    if name not in grant.agreement.reminded and grant.policy.reminder_days:
        what = f"Remind {duty.role.label}: {duty.what}"
        yield _alarm(duty, reminder, "remind", Remind(duty=duty.key), what)
    if duty.key.startswith("bids/"):
        closing = CloseSolicitation(lot=duty.subject)
        yield _alarm(duty, duty.due, "close", closing, duty.what)
    elif name not in grant.agreement.missed:
        what = f"Escalate if not done: {duty.what}"
        yield _alarm(duty, duty.due, "escalate", Escalate(duty=duty.key), what)
    if duty.key.startswith("submit/") and not _drafted(grant, duty.subject):
        draft = DraftDocument(kind=DocumentKind.DONOR_REPORT, about=duty.subject)
        at = duty.due - timedelta(days=grant.policy.report_draft_days)
        yield _alarm(duty, at, "draft", draft, f"Draft: {duty.what}")


def _drafted(grant: Grant, report: str) -> bool:
    return any(
        document.kind is DocumentKind.DONOR_REPORT and document.about == report
        for document in grant.reporting.documents.values()
    )


def _alarm(duty: Duty, at: datetime, what: str, command: GrantCommand, summary: str) -> Alarm:
    if duty.due is None:
        message = f"duty {duty.key} has no due date"
        raise ValueError(message)
    return Alarm(
        at=at,
        key=f"{CLOCK}{what}/{chased(duty.key, duty.due)}",
        summary=summary,
        subject=duty.subject,
        command=command,
        cause=duty.cause,
    )
