"""Trouble outside: the journal is down or holds something else, the post is down or refuses."""

from datetime import UTC, datetime

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from client.playing import message_of, play
from grants.domain.envelope import Envelope, Message
from grants.grantfile.file import shifted
from tests.workflows.fakes import BadDayJournal, BadDayNotifier
from tests.workflows.houses import (
    House,
    at_work,
    ended,
    eventually,
    live,
    story,
    terminated,
    until,
)
from tests.workflows.test_continue_as_new import passage

DOWN = 3
"""Times that something is tried in vain, each after a longer wait."""


async def test_a_journal_that_is_down_does_not_hold_up_commands(house: House) -> None:
    told = until(story(), "open-bids")
    journal = BadDayJournal(house.session.settings.journal, failures=DOWN)
    async with at_work(house, journal=journal):
        await house.start(told.reference, told.opening)
        sent = [await house.send(told.reference, passage(f"p{number}")) for number in range(5)]
        assert house.session.journal.last(told.reference) == 0

        state = await house.settled(told.reference)

        assert state.sequence == sent[-1].last == house.session.journal.last(told.reference)
        assert journal.failures == 0
        firsts = [first for first, _ in journal.batches]
        lasts = [last for _, last in journal.batches]
        assert firsts == [1, *(last + 1 for last in lasts[:-1])]
        assert house.session.journal.verify(told.reference) == []


async def test_a_journal_that_holds_something_else_halts_the_grant(busy: House) -> None:
    told = story()
    await busy.start(told.reference, told.opening)
    last = (await busy.settled(told.reference)).sequence
    busy.session.journal.append([somebody_elses(busy.stream(told.reference)[-1])])
    await busy.send(told.reference, passage("ours"))

    async def reason() -> str | None:
        return (await busy.progress(told.reference)).halted

    assert await eventually(reason) == (
        f"{told.reference}: the journal holds another event {last + 1}."
    )
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await busy.send(told.reference, passage("one-more"))
    refusal = failed.value.cause
    assert isinstance(refusal, ApplicationError)
    assert refusal.type == "GrantHalted"
    assert refusal.message == (
        f"The grant is halted: {told.reference}: the journal holds another event {last + 1}."
    )
    assert refusal.details[0]["mend"]
    theirs = busy.stream(told.reference)[-1]
    assert (theirs.sequence, theirs.key) == (last + 1, "somebody else's")
    assert (await busy.progress(told.reference)).unrecorded == 1
    await terminated(busy, told.reference)


def somebody_elses(event: Envelope) -> Envelope:
    return event.model_copy(update={"sequence": event.sequence + 1, "key": "somebody else's"})


async def test_a_halted_grant_does_not_rest_however_long_it_runs(busy: House) -> None:
    told = story()
    await busy.start(told.reference, told.opening, rest_after=20)
    await busy.settled(told.reference)
    busy.session.journal.append([somebody_elses(busy.stream(told.reference)[-1])])
    await busy.send(told.reference, passage("ours"))

    async def halted() -> str | None:
        return (await busy.progress(told.reference)).halted

    assert await eventually(halted)
    runs = len(await busy.runs(told.reference))
    assert (await busy.progress(told.reference)).halted
    assert len(await busy.runs(told.reference)) == runs
    await terminated(busy, told.reference)


async def test_a_post_that_is_down_does_not_hold_up_the_journal(house: House) -> None:
    told = story()
    post = BadDayNotifier(house.outside.notifier)
    post.down = True
    async with at_work(house, notifier=post):
        now = datetime.now(UTC)
        await house.start(told.reference, live(told.opening, now))
        for number in range(3):
            await house.send(told.reference, at_once(passage(f"p{number}")))

        async def recorded() -> bool:
            return (await house.progress(told.reference)).unrecorded == 0

        assert await eventually(recorded)
        assert await eventually(lambda: post.refused)
        assert (await house.progress(told.reference)).untold > 0
        assert house.mails("sent") == []

        post.down = False

        await house.settled(told.reference)
        assert len(post.sent) == len(set(post.sent)) == len(house.mails("sent")) > 0


def at_once(message: Message) -> Message:
    return message.model_copy(update={"on": None})


async def test_a_refused_recipient_does_not_hold_back_the_others(house: House) -> None:
    now = datetime.now(UTC)
    told = shifted(story(), now.date())
    post = BadDayNotifier(house.outside.notifier, unreachable=["lena.novak@example.org"])
    async with at_work(house, notifier=post):
        await house.start(told.reference, live(told.opening, now))
        signing = message_of(house.door, told.reference, told.steps[0])

        signed = await house.send(told.reference, at_once(signing))

        await house.settled(told.reference)
        event = f"{told.reference}/{signed.last}"
        expected = {
            f"{event}/amina.keita": "sent",
            f"{event}/hana.sato": "sent",
            f"{event}/lena.novak": "refused",
            f"{event}/tomas.silva": "sent",
        }
        assert house.outside.ledger.statuses(expected) == expected
        await terminated(house, told.reference)


async def test_a_grant_ends_only_when_all_is_recorded(house: House) -> None:
    told = story()
    journal = BadDayJournal(house.session.settings.journal)
    async with at_work(house, journal=journal):
        await play(house.door, until(told, "close-grant"), lambda _: None)
        journal.failures = DOWN

        closing = await house.step(told.reference, told.steps[-1])

        assert (await ended(house, told.reference)).sequence == closing.last
        assert house.session.journal.last(told.reference) == closing.last
