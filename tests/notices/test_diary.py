"""Calendar entries: one file each, moved by a postponement, the same bytes every time."""

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from grants.domain.administration.commands import CancelGrant
from grants.domain.grant import replay
from grants.domain.people import Role
from grants.notices.diary import entries
from grants.notices.telling import Chapter, Reader
from grants.ports import Notice
from tests.domain import phrases as say
from tests.domain.builders import scheduled, signed
from tests.domain.conversation import Conversation
from tests.notices.post import about, letters, with_mail


def entry(notice: Notice, name: str) -> Any:
    (found,) = (item for item in notice.attachments if item.name == name)
    calendar = Calendar.from_ical(found.content)
    (event,) = calendar.walk("VEVENT")
    return event


def postponed() -> Conversation:
    talk = scheduled()
    talk.send(say.postponement("2025-05-27T10:00"))
    return talk


def test_a_ceremony_has_its_time_and_place() -> None:
    found = entry(about(with_mail(scheduled().stream), "ceremony-scheduled")["dan"], FILE)

    assert found["SUMMARY"] == "Ceremony: Handover gift"
    assert found["LOCATION"] == "Courtyard"
    assert found.start == datetime(2025, 5, 20, 10, tzinfo=UTC)
    assert found["DTSTAMP"].dt == datetime(2026, 6, 1, 12, tzinfo=UTC)


FILE = "ceremony-gift.ics"


def test_a_postponement_moves_the_entry() -> None:
    stream = with_mail(postponed().stream)
    before, after = (
        entry(about(stream, kind)["ines"], FILE)
        for kind in ("ceremony-scheduled", "ceremony-postponed")
    )

    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]
    assert after.start == datetime(2025, 5, 27, 10, tzinfo=UTC)


def test_a_ceremony_moved_in_the_same_breath_is_told_once_as_it_stands() -> None:
    stream = with_mail(postponed().stream)

    mail = letters(stream, len(stream) - 1, len(stream))["ines"]

    assert entry(mail, FILE).start == datetime(2025, 5, 27, 10, tzinfo=UTC)


def test_a_deadline_is_an_entry_of_who_has_to_meet_it() -> None:
    mails = about(with_mail(signed().stream), "agreement-signed")

    found = entry(mails["pia"], "due-submit-final.ics")
    assert found["SUMMARY"] == "Due: Submit: Final report"
    assert found.end == datetime(2025, 12, 31, 17, tzinfo=UTC)
    assert mails["dan"].attachments == ()


def test_a_handover_that_is_called_off_takes_its_entry_back() -> None:
    talk = scheduled()
    talk.send(CancelGrant(reason="The donor withdrew"))
    stream = with_mail(talk.stream)
    at = next(event.sequence for event in stream if event.type == "handover-cancelled")
    chapter = Chapter(stream[at - 1], replay("EXA-1", stream[:at]), ())

    (file,) = entries(chapter, Reader("ines", None, frozenset({Role.INFORMATION})))

    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    assert event["UID"] == entry(about(stream, "ceremony-scheduled")["ines"], FILE)["UID"]


def test_an_entry_is_published_in_a_file_of_its_own_and_is_stable() -> None:
    stream = with_mail(scheduled().stream)
    first, again = (about(stream, "ceremony-scheduled")["pia"] for _ in range(2))

    assert first.attachments == again.attachments
    assert [item.name for item in first.attachments] == [FILE, "due-ceremony-gift.ics"]
    for item in first.attachments:
        calendar = Calendar.from_ical(item.content)
        assert calendar["METHOD"] == "PUBLISH"
        assert item.media_type == "text/calendar; method=PUBLISH; charset=utf-8"
        assert len(calendar.walk("VEVENT")) == 1
