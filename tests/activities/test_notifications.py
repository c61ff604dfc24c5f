"""Telling: once by the ledger whatever is retried; kept before the grant is live, then sent."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.messages import NOT_REACHED, TellInput, Told
from activities.notifications import NotificationActivities, TellingOutside
from grants.domain.administration.events import PersonAppointed
from grants.domain.envelope import Entry, Envelope
from grants.ports import Ledger, NobodyReachedError, Note, Notice, Notifier, Traces
from tests.activities.conftest import Outside
from tests.reference import reference_contents
from tests.workflows.fakes import BadDayNotifier


def activities(
    outside: Outside, notifier: Notifier | None = None, *, web_ui: str = ""
) -> NotificationActivities:
    return NotificationActivities(
        TellingOutside(
            outside.journal,
            outside.ledger,
            outside.archive,
            notifier or outside.notifier,
            outside.keeper,
        ),
        web_ui=web_ui,
    )


def whole(stream: list[Envelope]) -> TellInput:
    return TellInput(reference=stream[0].stream, first=1, last=stream[-1].sequence)


def as_live(stream: list[Envelope]) -> list[Envelope]:
    return [event.model_copy(update={"entry": Entry.LIVE}) for event in stream]


def signing(stream: list[Envelope]) -> TellInput:
    """The signing of the agreement, which four people hear of."""
    at = next(event.sequence for event in stream if event.type == "agreement-signed")
    return TellInput(reference=stream[0].stream, first=at, last=at)


SIGNED = {"amina.keita", "hana.sato", "lena.novak", "tomas.silva"}


def statuses(outside: Outside, tell: TellInput) -> dict[str, str]:
    """What is noted of the last event of a batch, by person."""
    key = f"{tell.reference}/{tell.last}/"
    noted = outside.ledger.statuses([f"{key}{actor}" for actor in (*SIGNED, "nobody")])
    return {name.removeprefix(key): status for name, status in noted.items()}


def test_notices_of_back_entry_are_kept(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream)

    told = ActivityEnvironment().run(activities(outside).tell, whole(stream))

    assert told == Told(kept=len(outside.mails("kept")))
    assert told.kept > 0
    assert outside.mails("sent") == set()


def test_notices_of_a_live_grant_are_sent(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(as_live(stream))

    told = ActivityEnvironment().run(activities(outside).tell, whole(stream))

    assert told == Told(sent=len(outside.mails("sent")))
    assert outside.mails("kept") == set()


def test_what_was_recorded_together_is_told_in_one_mail_a_person(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))

    told = ActivityEnvironment().run(activities(outside).tell, whole(stream))

    people = {
        event.data.appointment.actor for event in stream if isinstance(event.data, PersonAppointed)
    }
    assert 0 < told.sent <= len(people)


def test_a_batch_that_goes_live_is_told_in_two_mails(
    outside: Outside, stream: list[Envelope]
) -> None:
    tell = signing(stream)
    mixed = [*stream[: tell.first - 1], *as_live(stream[tell.first - 1 :])]
    outside.journal.append(mixed)

    told = ActivityEnvironment().run(activities(outside).tell, whole(stream))

    assert told.kept == len(outside.mails("kept")) > 0
    assert told.sent == len(outside.mails("sent")) > 0


def test_a_repeat_sends_nothing(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(as_live(stream))
    post = BadDayNotifier(outside.notifier)
    tell = activities(outside, post).tell

    first = ActivityEnvironment().run(tell, whole(stream))
    again = ActivityEnvironment().run(tell, whole(stream))

    assert first.sent == len(post.sent) == len(set(post.sent))
    assert again == Told()


def test_nothing_is_told_twice_where_batches_begin_and_end_elsewhere(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    tell, last = activities(outside).tell, stream[-1].sequence
    for first, until in ((1, 20), (11, 40), (1, last)):
        part = TellInput(reference=stream[0].stream, first=first, last=until)
        ActivityEnvironment().run(tell, part)

    told = [key for name in outside.mails("sent") for key in covered(outside, name)]
    assert len(told) == len(set(told)) > 0


def covered(outside: Outside, name: str) -> list[str]:
    """The events and people of a mail, as the ledger has them."""
    mail = message_from_bytes((outside.home / "sent" / name).read_bytes())
    return outside.noted(mail["Message-ID"].strip("<>").partition("@")[0])


def test_what_went_out_before_a_failure_does_not_go_out_again(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    post = BadDayNotifier(outside.notifier)
    tell = activities(outside, post).tell
    ActivityEnvironment().run(tell, signing(stream))
    before = list(post.sent)
    post.down = True

    with pytest.raises(ApplicationError):
        ActivityEnvironment().run(tell, whole(stream))
    post.down = False
    told = ActivityEnvironment().run(tell, whole(stream))

    assert len(before) == 4
    assert told.sent == len(post.sent) - len(before)
    assert len(post.sent) == len(set(post.sent))


def test_who_is_refused_for_good_does_not_hold_back_the_others(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    post = BadDayNotifier(outside.notifier, unreachable=["lena.novak@example.org"])
    tell = signing(stream)

    told = ActivityEnvironment().run(activities(outside, post).tell, tell)

    assert told == Told(sent=3, refused=("lena.novak",))
    assert statuses(outside, tell) == dict.fromkeys(SIGNED, "sent") | {"lena.novak": "refused"}


def test_who_cannot_be_reached_for_now_does_not_hold_back_the_others(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    post = OneFullMailbox(outside.notifier, "lena.novak@example.org")
    tell = signing(stream)

    with pytest.raises(ApplicationError) as failed:
        ActivityEnvironment().run(activities(outside, post).tell, tell)

    assert not failed.value.non_retryable
    assert failed.value.type == NOT_REACHED
    assert list(failed.value.details) == [["lena.novak"]]
    assert "@" not in str(failed.value)
    assert statuses(outside, tell) == dict.fromkeys(SIGNED - {"lena.novak"}, "sent")

    post.full = ""
    told = ActivityEnvironment().run(activities(outside, post).tell, tell)

    assert told == Told(sent=1)
    assert statuses(outside, tell) == dict.fromkeys(SIGNED, "sent")


@dataclass
class OneFullMailbox:
    """A way to reach people with one mailbox that takes nothing for now."""

    notifier: Notifier
    full: str

    def erase(self, traces: Traces) -> None:
        """See Notifier."""
        self.notifier.erase(traces)

    @property
    def prompt(self) -> bool:
        """See Notifier."""
        return False

    def send(self, notice: Notice) -> None:
        """See Notifier."""
        if notice.recipient == self.full:
            message = "452 mailbox full"
            raise OSError(message)
        self.notifier.send(notice)


def test_a_server_that_is_away_is_asked_once_a_try(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    away = Away()

    with pytest.raises(ApplicationError) as failed:
        ActivityEnvironment().run(activities(outside, away).tell, signing(stream))

    assert set(failed.value.details[0]) == SIGNED
    assert away.asked == 1


@dataclass
class Away:
    """A way to reach people that is down, for everybody."""

    asked: int = 0

    def erase(self, traces: Traces) -> None:
        """See Notifier."""
        del traces

    @property
    def prompt(self) -> bool:
        """See Notifier."""
        return False

    def send(self, notice: Notice) -> None:
        """See Notifier."""
        self.asked += 1
        raise NobodyReachedError(notice.key)


def test_a_process_that_dies_between_sending_and_noting_sends_one_mail_twice(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    post = BadDayNotifier(outside.notifier)
    doomed = replace(outside, ledger=DyingLedger(outside.ledger, 2))

    with pytest.raises(SystemExit):
        ActivityEnvironment().run(activities(doomed, post).tell, signing(stream))
    ActivityEnvironment().run(activities(outside, post).tell, signing(stream))

    twice = [key for key, times in Counter(post.sent).items() if times > 1]
    assert len(set(post.sent)) == len(SIGNED)
    assert len(twice) == 1


@dataclass
class DyingLedger:
    """A ledger in whose nth note the process dies."""

    ledger: Ledger
    left: int

    def erase(self, traces: Traces) -> None:
        """See Ledger."""
        self.ledger.erase(traces)

    def statuses(self, keys: Collection[str]) -> dict[str, str]:
        """See Ledger."""
        return self.ledger.statuses(keys)

    def note_all(self, notes: Sequence[Note]) -> None:
        """See Ledger."""
        self.left -= bool(notes)
        if self.left == 0:
            raise SystemExit
        self.ledger.note_all(notes)


def test_the_mail_of_a_draft_brings_what_the_archive_holds(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    drafted = next(event for event in stream if event.type == "document-drafted")
    filled(outside)
    at = drafted.sequence
    tell = activities(outside, web_ui="https://temporal.example.org/").tell

    ActivityEnvironment().run(tell, TellInput(reference=drafted.stream, first=at, last=at))

    told = set()
    for name in outside.mails("sent"):
        mail = message_from_bytes((outside.home / "sent" / name).read_bytes(), policy=default)
        assert isinstance(mail, EmailMessage)
        plain, page = (mail.get_body((kind,)) for kind in ("plain", "html"))
        assert plain is not None
        assert page is not None
        assert "UNODC delivers 10 vehicles" in plain.get_content()
        assert "UNODC delivers 10 vehicles" in page.get_content()
        assert "https://temporal.example.org/namespaces/default/workflows/" in plain.get_content()
        assert [item.get_filename() for item in mail.iter_attachments()] == [
            "press-release.en.md",
            "press-release.en.html",
        ]
        told.add(mail["To"])
    assert "moussa.diarra@example.org" in told


def filled(outside: Outside) -> None:
    for uri, content in reference_contents().items():
        outside.archive.put(uri.removeprefix("archive:"), content)


def test_a_draft_whose_file_was_changed_is_told_without_its_text(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    drafted = next(event for event in stream if event.type == "document-drafted")
    filled(outside)
    for path in (outside.home / "archive").rglob("press-release.*"):
        path.write_bytes(b"<article>forged</article>")
    at = drafted.sequence

    ActivityEnvironment().run(
        activities(outside).tell, TellInput(reference=drafted.stream, first=at, last=at)
    )

    for name in outside.mails("sent"):
        mail = message_from_bytes((outside.home / "sent" / name).read_bytes(), policy=default)
        assert isinstance(mail, EmailMessage)
        assert list(mail.iter_attachments()) == []
        plain = mail.get_body(("plain",))
        assert plain is not None
        assert "Its files could not be read from the archive" in plain.get_content()


def test_people_are_reached_where_they_are_today(outside: Outside, stream: list[Envelope]) -> None:
    live = as_live(stream)
    named = next(
        event
        for event in live
        if isinstance(event.data, PersonAppointed) and event.data.appointment.actor == "lena.novak"
    )
    assert isinstance(named.data, PersonAppointed)
    moved = named.data.appointment.model_copy(update={"email": "lena@elsewhere.example"})
    data = named.data.model_copy(update={"appointment": moved})
    last = live[-1].sequence
    live.append(named.model_copy(update={"sequence": last + 1, "data": data}))
    outside.journal.append(live)

    ActivityEnvironment().run(activities(outside).tell, signing(stream))

    told = {
        message_from_bytes((outside.home / "sent" / name).read_bytes())["To"]
        for name in outside.mails("sent")
    }
    assert "lena@elsewhere.example" in told
    assert "lena.novak@example.org" not in told


def test_a_draft_that_the_archive_lost_is_told_without_its_text(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    at = next(event.sequence for event in stream if event.type == "document-drafted")
    tell = TellInput(reference=stream[0].stream, first=at, last=at)

    told = ActivityEnvironment().run(activities(outside).tell, tell)

    assert told.sent == len(outside.mails("sent")) > 0


def test_what_is_kept_or_written_to_a_file_is_told_as_it_is_recorded(
    outside: Outside, stream: list[Envelope]
) -> None:
    live = as_live(stream)
    states = outside.journal.append(live)
    at = signing(stream).first

    everybody = ActivityEnvironment().run(
        activities(outside).tell_at_once, states[at - 1 : at + 1], live[at - 1 : at]
    )

    assert everybody
    assert statuses(outside, signing(stream)) == dict.fromkeys(SIGNED, "sent")


def test_mail_for_a_server_is_left_to_the_patient(outside: Outside, stream: list[Envelope]) -> None:
    live = as_live(stream)
    states = outside.journal.append(live)
    away = Away()

    everybody = ActivityEnvironment().run(activities(outside, away).tell_at_once, states, live)

    assert not everybody
    assert away.asked == 0


def test_a_journal_that_is_behind_is_waited_for(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream[:-1])

    with pytest.raises(ApplicationError) as failed:
        ActivityEnvironment().run(activities(outside).tell, whole(stream))

    assert not failed.value.non_retryable
    assert failed.value.type == "JournalBehind"
    assert outside.mails("kept") == set()
