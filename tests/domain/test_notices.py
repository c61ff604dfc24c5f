"""Notices that did not reach people: told, seen to, repeated; nothing vanishes."""

from collections.abc import Callable

import pytest

from grants.domain.administration.commands import CancelGrant
from grants.domain.administration.events import NoticeFailed, NoticesRepeated
from grants.domain.errors import AlreadyDoneError, NotAppointedError, UnknownSubjectError
from grants.domain.grant import duties
from grants.domain.people import Role
from grants.domain.state import Duty
from tests.domain import phrases as say
from tests.domain.builders import accepted, closed, opened, signed
from tests.domain.conversation import Conversation


def failed() -> Conversation:
    """The donor's focal point was not reached with the news of the agreement."""
    talk = signed()
    talk.send(say.unreached("dan", first=talk.last.sequence))
    return talk


def cancelled() -> Conversation:
    talk = signed()
    talk.send(CancelGrant(reason="The donor withdrew"))
    return talk


def to_repeat(talk: Conversation) -> list[Duty]:
    return [duty for duty in duties(talk.grant) if duty.key.startswith("repeat/")]


def test_a_notice_that_did_not_arrive_is_recorded_and_told_to_the_engines_keeper() -> None:
    talk = signed()
    agreement = talk.last.sequence

    (event,) = talk.send(say.unreached("dan", first=agreement))

    assert event == NoticeFailed(
        first=agreement, last=agreement, actors=("dan",), why="Mailbox unknown"
    )
    assert event.told == (Role.KEEPER,)


def test_it_raises_a_duty_that_knows_its_command_and_does_not_keep_the_books_open() -> None:
    talk = failed()

    (duty,) = to_repeat(talk)

    assert (duty.role, duty.command) == (Role.KEEPER, "repeat-notices")
    assert duty.given == {"event": str(talk.last.sequence)}
    assert duty.what == "Repeat the notices that did not reach dan"
    assert not duty.blocks


def test_the_books_close_although_a_notice_did_not_arrive() -> None:
    talk = accepted()
    talk.send(say.unreached("dan"))

    assert [duty.key for duty in duties(talk.grant)][-1] == "close"
    talk.send(say.closure())

    assert talk.grant.administration.ended == "closed"


@pytest.mark.parametrize("by", ["kim", "pia"])
def test_the_keeper_or_a_programme_officer_has_notices_sent_again(by: str) -> None:
    talk = failed()
    failure = talk.last.sequence

    events = talk.send(say.repeating(failure), by=by)

    assert events == [NoticesRepeated(event=failure, first=failure - 1, last=failure - 1)]
    assert to_repeat(talk) == []


def test_notices_are_repeated_once() -> None:
    talk = failed()
    failure = talk.last.sequence
    talk.send(say.repeating(failure))

    talk.refuses(UnknownSubjectError, say.repeating(failure), field="event", mend="(none waits)")


def test_only_a_failure_is_repeated() -> None:
    talk = failed()

    talk.refuses(
        UnknownSubjectError,
        say.repeating(1),
        field="event",
        mend=f"Name one of: {talk.last.sequence}",
    )


def test_nobody_but_the_engine_tells_of_failures() -> None:
    signed().refuses(NotAppointedError, say.unreached("dan"), by="kim", field="by", mend="Leave it")


def test_a_failure_to_tell_of_a_failure_is_not_told_again_and_again() -> None:
    talk = failed()
    failure = talk.last.sequence

    talk.refuses(
        AlreadyDoneError,
        say.unreached("kim", first=failure),
        field="first",
        mend="the notices can be repeated",
    )

    assert [duty.given["event"] for duty in to_repeat(talk)] == [str(failure)]


def test_a_failure_to_tell_of_more_than_a_failure_is_told() -> None:
    talk = failed()
    failure = talk.last.sequence
    talk.send(say.plan())

    talk.send(say.unreached("kim", first=failure, last=failure + 1))

    assert len(to_repeat(talk)) == 2


@pytest.mark.parametrize("given", [closed, cancelled])
def test_what_did_not_arrive_of_a_grants_end_is_recorded_and_repeated_too(
    given: Callable[[], Conversation],
) -> None:
    talk = given()
    ended = talk.grant.administration.ended
    talk.send(say.unreached("dan", first=talk.last.sequence))

    (event,) = talk.send(say.repeating(talk.last.sequence), by="kim")

    assert isinstance(event, NoticesRepeated)
    assert talk.grant.administration.ended == ended


@pytest.mark.parametrize("given", [closed, cancelled])
def test_what_did_not_arrive_of_a_grants_end_is_still_somebodys_duty(
    given: Callable[[], Conversation],
) -> None:
    talk = given()
    talk.send(say.unreached("dan", first=talk.last.sequence))

    assert [duty.key for duty in duties(talk.grant)] == [f"repeat/{talk.last.sequence}"]


def test_two_failures_are_seen_to_apart() -> None:
    talk = opened()
    talk.send(say.unreached("dan", first=1))
    talk.send(say.unreached("ada", "abe", first=2, last=3))
    first, second = to_repeat(talk)

    talk.send(say.repeating(int(first.given["event"])))

    assert to_repeat(talk) == [second]
    assert second.what == "Repeat the notices that did not reach ada, abe"
