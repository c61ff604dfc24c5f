"""Continue-as-new in the middle of everything: nothing is lost, doubled or forgotten."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from client.playing import play
from grants.domain.administration.commands import GoLive
from grants.domain.delivery.commands import PlanHandover
from grants.domain.envelope import Message, read
from grants.domain.reporting.commands import AdoptPassage
from grants.domain.reporting.content import PassageKind
from grants.grantfile.file import shifted
from tests.histories.test_replay import stream_of
from tests.workflows.fakes import LockedArchive
from tests.workflows.histories import Timer, activities, timers, types
from tests.workflows.houses import (
    House,
    at_work,
    ended,
    eventually,
    story,
    told_of,
    until,
    without_recording_time,
)
from tests.workflows.test_cancelling import release

SOON = 30
"""History events after which a run rests."""
AT_ONCE = 8
"""Updates in flight; the server takes ten."""


def passage(name: str) -> Message:
    return Message(
        key=f"passage/{name}",
        by="ines.moreau",
        on=datetime(2016, 2, 1, 9, tzinfo=UTC),
        command=AdoptPassage(
            passage=name, kind=PassageKind.CONTEXT, text=f"What {name} says.", source="a test"
        ),
    )


@pytest.mark.parametrize("carry_up_to", [256_000, 1_000], ids=["carried", "by-reference"])
async def test_the_stream_is_the_same_with_many_runs_and_with_one(
    busy: House, carry_up_to: int
) -> None:
    told = story()
    await busy.start(told.reference, told.opening, rest_after=3 * SOON, carry_up_to=carry_up_to)

    await play(busy.door, told, lambda _: None)
    await ended(busy, told.reference)

    stream = busy.stream(told.reference)
    one_run = map(read, stream_of("back-entry-1"))
    assert without_recording_time(stream) == without_recording_time(one_run)
    assert busy.noted("kept") == told_of(stream)
    runs = await busy.runs(told.reference)
    assert len(runs) > 3
    folds = [len(activities(run, "fold_stream")) for run in runs[1:]]
    assert any(folds) == (carry_up_to == 1_000)


async def test_updates_in_flight_are_each_answered_once(busy: House) -> None:
    told = until(story(), "sign-agreement")
    await busy.start(told.reference, told.opening, rest_after=SOON)
    opened = (await busy.settled(told.reference)).sequence
    messages = [passage(f"p{number}") for number in range(60)]
    gate = asyncio.Semaphore(AT_ONCE)

    async def sent(message: Message) -> int:
        async with gate:
            return (await busy.send(told.reference, message)).last

    answers = await asyncio.gather(*map(sent, messages))

    await busy.settled(told.reference)
    stream = busy.stream(told.reference)
    assert sorted(answers) == list(range(opened + 1, opened + len(messages) + 1))
    assert [event.sequence for event in stream] == list(range(1, opened + len(messages) + 1))
    assert {stream[last - 1].key for last in answers} == {message.key for message in messages}
    assert len(await busy.runs(told.reference)) > 2


@pytest.mark.parametrize("carry_up_to", [256_000, 1_000], ids=["carried", "by-reference"])
async def test_a_key_is_remembered_over_continue_as_new(busy: House, carry_up_to: int) -> None:
    told = until(story(), "sign-agreement")
    await busy.start(told.reference, told.opening, rest_after=SOON, carry_up_to=carry_up_to)
    first = await busy.send(told.reference, passage("first"))
    for number in range(12):
        await busy.send(told.reference, passage(f"p{number}"))
    before = (await busy.settled(told.reference)).sequence
    assert len(await busy.runs(told.reference)) > 1

    again = await busy.send(told.reference, passage("first"))

    assert again == first
    assert (await busy.settled(told.reference)).sequence == before


async def test_open_timers_go_on(busy: House) -> None:
    now = datetime.now(UTC)
    told = shifted(until(story(), "receive-bid"), (now - timedelta(days=103)).date())
    await busy.start(told.reference, told.opening, rest_after=SOON)
    for step in told.steps:
        await busy.settled(told.reference)
        await busy.step(told.reference, step)
    live = Message(key="live", by=told.opening.by, on=datetime.now(UTC), command=GoLive())
    await busy.send(told.reference, live)

    async def started() -> list[Timer]:
        return timers((await busy.runs(told.reference))[-1])

    # a run that has only just been continued has not started them yet
    earlier = await eventually(started)
    runs = len(await busy.runs(told.reference))
    for number in range(12):
        await busy.send(told.reference, replaced(passage(f"p{number}")))
    await busy.settled(told.reference)

    histories = await busy.runs(told.reference)

    assert len(histories) > runs
    assert set(map(rounded, earlier)) <= set(map(rounded, timers(histories[-1])))
    assert {timer.summary for timer in earlier} == {
        "Remind Procurement officer: Bids close: Off-road vehicles",
        "Bids close: Off-road vehicles",
        "Draft: Final narrative and financial report",
        "Remind Programme officer: Submit: Final narrative and financial report",
        "Escalate if not done: Submit: Final narrative and financial report",
    }


def replaced(message: Message) -> Message:
    """The same, said now."""
    return message.model_copy(update={"on": None})


def rounded(timer: Timer) -> tuple[str, datetime]:
    return timer.summary, (timer.fires + timedelta(seconds=30)).replace(second=0, microsecond=0)


async def test_a_run_does_not_rest_while_a_document_is_drafted(house: House) -> None:
    told = until(story(), "clear-release")
    archive = LockedArchive(house.outside.archive)
    async with at_work(house, archive=archive):
        await house.start(told.reference, told.opening, rest_after=10 * SOON)
        await play(house.door, told, lambda _: None)
        await house.send(told.reference, release(told.steps[-1].on))
        await asyncio.to_thread(archive.asked.wait, 60)
        runs = len(await house.runs(told.reference))
        number = 0
        while len(types(await house.history(told.reference))) <= 10 * SOON:
            number += 1
            await house.send(told.reference, another_handover(number, told.steps[-1].on))
        assert (await house.progress(told.reference)).drafting == ("press-release/1",)
        assert len(await house.runs(told.reference)) == runs

        archive.unlocked.set()

        state = await house.settled(told.reference)
        assert house.stream(told.reference)[state.sequence - 1].type == "document-drafted"

        async def rested() -> bool:
            return len(await house.runs(told.reference)) > runs

        assert await eventually(rested)


def another_handover(number: int, on: datetime) -> Message:
    """What is said of no document, and so does not wait for any."""
    command = PlanHandover(handover=f"h{number}", title=f"Handover {number}")
    return Message(key=f"plan/{number}", by="amina.keita", on=on, command=command)
