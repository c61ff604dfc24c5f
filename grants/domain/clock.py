"""The grant's one clock: business time in back entry, the wall's once the grant is live.

Before `live_from`, time is the latest date on which anything happened, so that deadlines fire in
business time. From it, time is the wall's; an earlier date is allowed, and marked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from grants.domain.administration.commands import OpenGrant
from grants.domain.envelope import Entry, Message
from grants.domain.errors import WrongDateError
from grants.domain.people import ENGINE
from grants.domain.state import Grant


@dataclass(frozen=True)
class Reading:
    """What the grant's clock says about a message."""

    at: datetime
    """The time that the rules go by."""
    on: datetime
    """When it happened."""
    entry: Entry
    recorded_at: datetime


def is_live(grant: Grant, now: datetime) -> bool:
    """Whether the wall clock rules: from the grant's `live_from` on."""
    live_from = grant.administration.live_from
    return live_from is not None and now >= live_from


def read(grant: Grant, message: Message, now: datetime) -> Reading:
    """What the clock says about a message that comes in at `now`.

    Raises WrongDateError for a date in the future, and for a person's message in back entry that
    does not say when.
    """
    if message.on is not None and message.on > now:
        raise WrongDateError(
            f"{message.on.isoformat()} is in the future.",
            mend="Say when it happened, or leave the date out for now.",
            field="on",
        )
    if _live(grant, message, now):
        on = message.on or now
        day = grant.policy.day
        entry = Entry.LATE if day(on) < day(now) else Entry.LIVE
        return Reading(at=now, on=on, entry=entry, recorded_at=now)
    on = message.on or _latest(grant, message)
    at = on if grant.latest_on is None else max(grant.latest_on, on)
    return Reading(at=at, on=on, entry=Entry.BACK, recorded_at=now)


def wall(now: datetime) -> Reading:
    """What the clock says when it strikes by itself in a live grant."""
    return Reading(at=now, on=now, entry=Entry.LIVE, recorded_at=now)


def strikes(grant: Grant, at: datetime) -> datetime | None:
    """When the clock gets to `at` by itself; None in back entry, where only messages move time.

    A time before `live_from` is struck then: it is in the past of the wall clock.
    """
    live_from = grant.administration.live_from
    return None if live_from is None else max(at, live_from)


def oddly_early(grant: Grant, reading: Reading) -> str | None:
    """What is odd about a date: before the grant, or long before a live one's last event."""
    opened = grant.administration.opened_on
    if opened is None:
        return None
    day = grant.policy.day
    if day(reading.on) < day(opened):
        return f"dated {day(reading.on)}, before the grant was opened on {day(opened)}"
    latest = grant.latest_on
    if reading.entry is Entry.BACK or latest is None:
        return None
    if reading.on < latest - timedelta(days=grant.policy.late_days):
        days = grant.policy.late_days
        return f"dated {day(reading.on)}, more than {days} days before the last event"
    return None


def _latest(grant: Grant, message: Message) -> datetime:
    if message.by == ENGINE and grant.latest_on is not None:
        return grant.latest_on
    raise WrongDateError(
        f"Grant {grant.reference} is in back entry, where only dates move the clock.",
        mend="Say when it happened with --on, or take the grant live first.",
        field="on",
    )


def _live(grant: Grant, message: Message, now: datetime) -> bool:
    if isinstance(message.command, OpenGrant):
        live_from = message.command.live_from
        return live_from is not None and now >= live_from
    return is_live(grant, now)
