"""Telling: once by the ledger whatever is retried; kept before the grant is live, then sent."""

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.messages import TellInput
from activities.notifications import NotificationActivities
from grants.domain.envelope import Entry, Envelope
from grants.ports import Notifier
from tests.activities.conftest import Outside
from tests.workflows.fakes import BadDayNotifier


def activities(outside: Outside, notifier: Notifier | None = None) -> NotificationActivities:
    return NotificationActivities(
        outside.journal,
        outside.ledger,
        notifier=notifier or outside.notifier,
        keeper=outside.keeper,
    )


def whole(stream: list[Envelope]) -> TellInput:
    return TellInput(reference=stream[0].stream, first=1, last=stream[-1].sequence)


def as_live(stream: list[Envelope]) -> list[Envelope]:
    return [event.model_copy(update={"entry": Entry.LIVE}) for event in stream]


def signing(stream: list[Envelope]) -> TellInput:
    """The signing of the agreement, which four people hear of."""
    at = next(event.sequence for event in stream if event.type == "agreement-signed")
    return TellInput(reference=stream[0].stream, first=at, last=at)


def test_notices_of_back_entry_are_kept(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream)

    told = ActivityEnvironment().run(activities(outside).tell, whole(stream))

    assert told == len(outside.mails("kept")) > 0
    assert outside.mails("sent") == set()


def test_notices_of_a_live_grant_are_sent(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(as_live(stream))

    told = ActivityEnvironment().run(activities(outside).tell, whole(stream))

    assert told == len(outside.mails("sent"))
    assert outside.mails("kept") == set()


def test_a_repeat_sends_nothing(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(as_live(stream))
    post = BadDayNotifier(outside.notifier)
    tell = activities(outside, post).tell

    first = ActivityEnvironment().run(tell, whole(stream))
    again = ActivityEnvironment().run(tell, whole(stream))

    assert first == again == len(post.sent) == len(set(post.sent))


def test_what_went_out_before_a_failure_does_not_go_out_again(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    post = BadDayNotifier(outside.notifier)
    tell = activities(outside, post).tell
    ActivityEnvironment().run(tell, signing(stream))
    before = list(post.sent)
    post.down = True

    with pytest.raises(OSError, match="down"):
        ActivityEnvironment().run(tell, whole(stream))
    post.down = False
    told = ActivityEnvironment().run(tell, whole(stream))

    assert len(before) == 4
    assert told == len(post.sent) == len(set(post.sent))


def test_who_is_refused_for_good_does_not_hold_back_the_others(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(as_live(stream))
    post = BadDayNotifier(outside.notifier, unreachable=["lena.novak@example.org"])
    tell = signing(stream)

    told = ActivityEnvironment().run(activities(outside, post).tell, tell)

    key = f"{tell.reference}/{tell.first}"
    statuses = {
        actor: outside.ledger.status(f"{key}/{actor}")
        for actor in ("amina.keita", "hana.sato", "lena.novak", "tomas.silva")
    }
    assert told == 4
    assert statuses == {
        "amina.keita": "sent",
        "hana.sato": "sent",
        "lena.novak": "refused",
        "tomas.silva": "sent",
    }


def test_a_journal_that_is_behind_is_waited_for(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream[:-1])

    with pytest.raises(ApplicationError) as failed:
        ActivityEnvironment().run(activities(outside).tell, whole(stream))

    assert not failed.value.non_retryable
    assert failed.value.type == "JournalBehind"
    assert outside.mails("kept") == set()
