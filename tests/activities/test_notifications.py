"""Telling: once by the ledger whatever is retried; kept before the grant is live, then sent."""

import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Final

import pytest
from temporalio.exceptions import ApplicationError

from activities.documents import DocumentActivities
from activities.messages import DraftInput, TellInput, Told, not_reached
from activities.notifications import NotificationActivities, TellingOutside
from grants.domain.administration.events import PersonAppointed
from grants.domain.envelope import Entry, Envelope
from grants.domain.reporting.events import DocumentDrafted
from grants.ports import Ledger, NobodyReachedError, Note, Notice, Notifier
from tests.activities.conftest import Outside, within
from tests.workflows.fakes import BadDayNotifier

GRANT: Final = "grant/UNODC-JPN-MLI-2016-01"


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

    told = within(GRANT).run(activities(outside).tell, whole(stream))

    assert told == Told(kept=len(outside.mails("kept")))
    assert told.kept > 0
    assert outside.mails("sent") == set()


def test_notices_of_a_live_grant_are_sent(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(as_live(stream))

    told = within(GRANT).run(activities(outside).tell, whole(stream))

    assert told == Told(sent=len(outside.mails("sent")))
    assert outside.mails("kept") == set()


def test_what_was_recorded_together_is_told_in_one_mail_a_person(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))

    told = within(GRANT).run(activities(outside).tell, whole(stream))

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

    told = within(GRANT).run(activities(outside).tell, whole(stream))

    assert told.kept == len(outside.mails("kept")) > 0
    assert told.sent == len(outside.mails("sent")) > 0


def test_a_repeat_sends_nothing(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(as_live(stream))
    post = BadDayNotifier(outside.notifier)
    tell = activities(outside, post).tell

    first = within(GRANT).run(tell, whole(stream))
    again = within(GRANT).run(tell, whole(stream))

    assert first.sent == len(post.sent) == len(set(post.sent))
    assert again == Told()


def test_nothing_is_told_twice_where_batches_begin_and_end_elsewhere(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    tell, last = activities(outside).tell, stream[-1].sequence
    for first, until in ((1, 20), (11, 40), (1, last)):
        part = TellInput(reference=stream[0].stream, first=first, last=until)
        within(GRANT).run(tell, part)

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
    within(GRANT).run(tell, signing(stream))
    before = list(post.sent)
    post.down = True

    with pytest.raises(ApplicationError):
        within(GRANT).run(tell, whole(stream))
    post.down = False
    told = within(GRANT).run(tell, whole(stream))

    assert len(before) == 4
    assert told.sent == len(post.sent) - len(before)
    assert len(post.sent) == len(set(post.sent))


def test_who_is_refused_for_good_does_not_hold_back_the_others(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    post = BadDayNotifier(outside.notifier, unreachable=["lena.novak@example.org"])
    tell = signing(stream)

    told = within(GRANT).run(activities(outside, post).tell, tell)

    assert told == Told(sent=3, refused=("lena.novak",))
    assert statuses(outside, tell) == dict.fromkeys(SIGNED, "sent") | {"lena.novak": "refused"}


def test_who_cannot_be_reached_for_now_does_not_hold_back_the_others(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    post = OneFullMailbox(outside.notifier, "lena.novak@example.org")
    tell = signing(stream)

    with pytest.raises(ApplicationError) as failed:
        within(GRANT).run(activities(outside, post).tell, tell)

    assert not failed.value.non_retryable
    assert not_reached(failed.value) == ("lena.novak",)
    assert "@" not in str(failed.value)
    assert statuses(outside, tell) == dict.fromkeys(SIGNED - {"lena.novak"}, "sent")

    post.full = ""
    told = within(GRANT).run(activities(outside, post).tell, tell)

    assert told == Told(sent=1)
    assert statuses(outside, tell) == dict.fromkeys(SIGNED, "sent")


@dataclass
class OneFullMailbox:
    """A way to reach people with one mailbox that takes nothing for now."""

    notifier: Notifier
    full: str

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
        within(GRANT).run(activities(outside, away).tell, signing(stream))

    assert set(not_reached(failed.value)) == SIGNED
    assert away.asked == 1


@dataclass
class Away:
    """A way to reach people that is down, for everybody."""

    asked: int = 0

    def send(self, notice: Notice) -> None:
        """See Notifier."""
        self.asked += 1
        raise NobodyReachedError(notice.key)


def test_a_slow_mailbox_does_not_use_up_every_try(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(as_live(stream))
    slow = Slow(outside.notifier, seconds=0.4)
    tell, begun = signing(stream), set()
    for attempt in (1, 2):
        in_a_second = within(GRANT, attempt=attempt, start_to_close_timeout=timedelta(seconds=1))
        slow.asked.clear()
        with pytest.raises(ApplicationError) as failed:
            in_a_second.run(activities(outside, slow).tell, tell)
        begun |= set(slow.asked)
        assert len(slow.asked) == 1
        assert len(not_reached(failed.value)) == len(SIGNED) - len(begun)

    assert len(begun) == 2
    assert set(statuses(outside, tell).values()) == {"sent"}


@dataclass
class Slow:
    """A way to reach people that takes its time."""

    notifier: Notifier
    seconds: float
    asked: list[str] = field(default_factory=list)

    def send(self, notice: Notice) -> None:
        """See Notifier."""
        self.asked.append(notice.recipient)
        time.sleep(self.seconds)
        self.notifier.send(notice)


def test_a_process_that_dies_between_sending_and_noting_sends_one_mail_twice(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    post = BadDayNotifier(outside.notifier)
    doomed = replace(outside, ledger=DyingLedger(outside.ledger, 2))

    with pytest.raises(SystemExit):
        within(GRANT).run(activities(doomed, post).tell, signing(stream))
    within(GRANT).run(activities(outside, post).tell, signing(stream))

    twice = [key for key, times in Counter(post.sent).items() if times > 1]
    assert len(set(post.sent)) == len(SIGNED)
    assert len(twice) == 1


@dataclass
class DyingLedger:
    """A ledger in whose nth note the process dies."""

    ledger: Ledger
    left: int

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
    filled(outside, drafted)
    at = drafted.sequence
    tell = activities(outside, web_ui="https://temporal.example.org/").tell

    within(GRANT).run(tell, TellInput(reference=drafted.stream, first=at, last=at))

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


def filled(outside: Outside, drafted: Envelope) -> None:
    """Draft the document again, so that the archive holds it."""
    event = drafted.data
    assert isinstance(event, DocumentDrafted)
    asked = DraftInput(
        reference=drafted.stream,
        document=event.document,
        kind=event.kind,
        about=event.about,
        through=event.through,
    )
    within(GRANT).run(DocumentActivities(outside.journal, outside.archive).draft_document, asked)


def test_a_draft_that_the_archive_lost_is_told_without_its_text(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    at = next(event.sequence for event in stream if event.type == "document-drafted")
    tell = TellInput(reference=stream[0].stream, first=at, last=at)

    told = within(GRANT).run(activities(outside).tell, tell)

    assert told.sent == len(outside.mails("sent")) > 0


def test_telling_in_the_same_breath_says_whether_everybody_was_told(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    tell, full = signing(stream), "lena.novak@example.org"
    post = OneFullMailbox(outside.notifier, full)

    first = within(GRANT).run(activities(outside, post).tell_at_once, tell)
    post.full = ""
    again = within(GRANT).run(activities(outside, post).tell_at_once, tell)

    assert (first, again) == (False, True)
    assert statuses(outside, tell) == dict.fromkeys(SIGNED, "sent")


def test_a_journal_that_is_behind_is_waited_for(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream[:-1])

    with pytest.raises(ApplicationError) as failed:
        within(GRANT).run(activities(outside).tell, whole(stream))

    assert not failed.value.non_retryable
    assert failed.value.type == "JournalBehind"
    assert outside.mails("kept") == set()
