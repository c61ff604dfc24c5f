"""Ceremonies and deadlines as calendar entries, one file each (RFC 5545).

A deadline is an event and no task: Outlook and Gmail pass over tasks (VTODO). Each entry has a
file of its own: several in one make Outlook open a new calendar, and Gmail adds the first only.
Times are UTC, which every calendar shows in its owner's zone.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from grants.domain.delivery.events import CeremonyPostponed, CeremonyScheduled, HandoverCancelled
from grants.domain.state import Duty
from grants.notices import plain
from grants.notices.sight import Sight
from grants.notices.telling import Chapter, Reader
from grants.ports import Attachment

_MEDIA: Final = "text/calendar; method=PUBLISH; charset=utf-8"
_LENGTH: Final = timedelta(hours=1)
"""Of a ceremony: nobody says when it ends."""
_NOTICE: Final = timedelta(minutes=30)
"""A deadline's entry ends when it is due; one without length is hardly seen in a day's grid."""
MOST: Final = 8
"""Entries that one mail brings: the opening of a grant with many deadlines must stay readable."""


def entries(chapter: Chapter, reader: Reader) -> list[Attachment]:
    """What an event puts into the reader's calendar: its ceremony, and deadlines that are new."""
    sight = Sight(chapter.grant, chapter.envelope, reader)
    found = _ceremony(sight)
    for duty in chapter.opened:
        if duty.due is not None and duty.role in reader.roles:
            found.append(_deadline(sight, duty, duty.due))
    return found[:MOST]


def _ceremony(sight: Sight) -> list[Attachment]:
    event = sight.envelope.data
    if not isinstance(event, CeremonyScheduled | CeremonyPostponed | HandoverCancelled):
        return []
    handover = sight.grant.delivery.handovers.get(event.handover)
    if handover is None or handover.ceremony is None:
        return []
    entry = _entry(sight, f"ceremony/{event.handover}")
    starts = handover.ceremony.starts
    entry.add("summary", f"Ceremony: {sight.free(handover.title)}")
    entry.add("dtstart", starts.astimezone(UTC))
    entry.add("dtend", (starts + _LENGTH).astimezone(UTC))
    entry.add("transp", "OPAQUE")
    entry.add("status", "CANCELLED" if isinstance(event, HandoverCancelled) else "CONFIRMED")
    if handover.ceremony.place:
        entry.add("location", sight.free(handover.ceremony.place))
    return [_file(entry, f"ceremony-{event.handover}")]


def _deadline(sight: Sight, duty: Duty, due: datetime) -> Attachment:
    entry = _entry(sight, f"duty/{duty.key}")
    entry.add("summary", f"Due: {sight.free(duty.what)}")
    entry.add("dtstart", (due - _NOTICE).astimezone(UTC))
    entry.add("dtend", due.astimezone(UTC))
    entry.add("transp", "TRANSPARENT")
    return _file(entry, f"due-{duty.key}")


def _entry(sight: Sight, what: str) -> Event:
    """An entry that moves when it is sent again: one UID, and a SEQUENCE that only grows."""
    reference, envelope = sight.grant.reference, sight.envelope
    entry = Event()
    entry.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"grants:{reference}/{what}")))
    entry.add("sequence", envelope.sequence)
    entry.add("dtstamp", envelope.recorded_at.astimezone(UTC).replace(microsecond=0))
    title = sight.free(sight.grant.opened.title)
    entry.add("description", f"{title} ({reference})")
    return entry


def _file(entry: Event, name: str) -> Attachment:
    calendar = Calendar()
    calendar.add("prodid", "-//Grants//Notices//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    safe = "".join(char if char.isalnum() and char.isascii() else "-" for char in plain.line(name))
    return Attachment(f"{safe[:80]}.ics", _MEDIA, calendar.to_ical())
