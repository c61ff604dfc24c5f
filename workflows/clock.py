"""The grant's one clock: business time in back entry, the wall's once the grant is live."""

from datetime import datetime

from grants.domain.agreement.commands import OpenGrant
from grants.domain.envelope import Entry, Message
from grants.domain.errors import WrongDateError
from grants.domain.grant import Reading
from grants.domain.people import ENGINE
from grants.domain.state import Grant


def is_live(grant: Grant, now: datetime) -> bool:
    """Whether the wall clock rules: from the grant's `live_from` on."""
    live_from = grant.agreement.live_from
    return live_from is not None and now >= live_from


class Clock:
    """Reads the time for one grant.

    Before `live_from`, time is the latest date on which anything happened, so that deadlines fire
    in business time. From it, time is the wall's; an earlier date is allowed, and marked.
    """

    def read(self, grant: Grant, message: Message, now: datetime) -> Reading:
        """What the clock says about a message that comes in at `now`.

        Raises WrongDateError for a person's message in back entry that does not say when.
        """
        if self._live(grant, message, now):
            on = message.on or now
            entry = Entry.LATE if on.date() < now.date() else Entry.LIVE
            return Reading(at=now, on=on, entry=entry, recorded_at=now)
        on = message.on or self._latest(grant, message)
        at = on if grant.latest_on is None else max(grant.latest_on, on)
        return Reading(at=at, on=on, entry=Entry.BACK, recorded_at=now)

    def _latest(self, grant: Grant, message: Message) -> datetime:
        if message.by == ENGINE and grant.latest_on is not None:
            return grant.latest_on
        raise WrongDateError(
            f"Grant {grant.reference} is in back entry, where only dates move the clock.",
            mend="Say when it happened with --on, or take the grant live first.",
            field="on",
        )

    def wall(self, now: datetime) -> Reading:
        """What the clock says when it strikes by itself in a live grant."""
        return Reading(at=now, on=now, entry=Entry.LIVE, recorded_at=now)

    def strikes(self, grant: Grant, at: datetime) -> datetime | None:
        """When the clock gets to `at` by itself; None in back entry, where only messages move time.

        A time before `live_from` is struck then: it is in the past of the wall clock.
        """
        live_from = grant.agreement.live_from
        return None if live_from is None else max(at, live_from)

    def _live(self, grant: Grant, message: Message, now: datetime) -> bool:
        if isinstance(message.command, OpenGrant):
            live_from = message.command.live_from
            return live_from is not None and now >= live_from
        return is_live(grant, now)
