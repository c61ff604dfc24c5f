"""Grants of hundreds of lots: commands get through, and what falls due together rings together."""

from datetime import datetime, timedelta
from typing import Final

from grants.domain.envelope import Message
from grants.domain.messages import Command, type_of
from tests.domain import builders
from tests.domain import phrases as say
from tests.domain.conversation import Conversation
from tests.workflows.histories import task_failures, timers, timers_at_once
from tests.workflows.houses import House, terminated
from workflows.case import GO_ON
from workflows.timing import SHOWN

MANY: Final = 400
TOGETHER: Final = 300
"""More than ring in one turn."""


def with_lots(number: int) -> Conversation:
    """A funded grant in which so many lots are open, in back entry."""
    talk = builders.funded()
    for lot in range(number):
        talk.send(say.lot(f"lot-{lot}", ceiling="USD 100"), on="2025-01-27")
    return talk


def said(command: Command, by: str, on: datetime | None = None) -> Message:
    return Message.model_validate(
        {"key": f"said/{type_of(type(command))}", "by": by, "on": on, "command": command}
    )


async def test_commands_get_through_to_a_grant_of_400_lots(busy: House) -> None:
    talk = with_lots(MANY)
    reference = await busy.take_up(talk.stream)
    on = talk.last.on

    opened = await busy.send(reference, said(say.lot("one-more", ceiling="USD 100"), "pia", on))
    invited = await busy.send(reference, said(say.solicitation("one-more"), "paul", on))
    live = await busy.send(reference, said(say.go_live(), "pia", on))

    assert (opened.events, invited.events) == (("lot-opened",), ("solicitation-issued",))
    assert live.events[-1:] == ("went-live",)
    await busy.settled(reference)
    assert task_failures(await busy.history(reference)) == []
    await terminated(busy, reference)


async def test_300_lots_whose_bids_close_together_ring_on_time(skipping: House) -> None:
    talk = with_lots(TOGETHER)
    now = await skipping.time.get_current_time()
    closes = (now + timedelta(days=10)).replace(microsecond=0)
    for lot in range(TOGETHER):
        invitation = say.solicitation(f"lot-{lot}", closes=closes.isoformat()[:19])
        talk.send(invitation, on="2025-02-03")
    reference = await skipping.take_up(talk.stream)
    await skipping.send(reference, said(say.go_live(), "pia", now))
    await skipping.settled(reference)
    before = await skipping.history(reference)

    await skipping.time.sleep(timedelta(days=11))

    await skipping.settled(reference)
    stream = skipping.stream(reference)
    closed = [event for event in stream if event.type == "solicitation-closed"]
    reminded = [event for event in stream if event.key.startswith("clock/remind/bids/")]
    assert len({event.key for event in closed}) == len(closed) == TOGETHER
    assert len({event.key for event in reminded}) == len(reminded) == TOGETHER
    assert {event.on for event in closed} == {closes}
    assert all(event.recorded_at - closes < timedelta(minutes=1) for event in closed)
    history = await skipping.history(reference)
    assert task_failures(history) == []
    assert {timer.summary for timer in timers(history)} >= {"Bids close: Lot-0", GO_ON}
    assert all(timer.summary for timer in timers(history))
    assert timers_at_once(history) == SHOWN + 1, "ten, and the turn that goes on"
    assert len(history.events) - len(before.events) < TOGETHER
    await terminated(skipping, reference)


async def test_the_nearest_deadlines_are_shown_as_timers_by_name(skipping: House) -> None:
    talk = with_lots(TOGETHER // 10)
    now = await skipping.time.get_current_time()
    for lot in range(TOGETHER // 10):
        closes = now + timedelta(days=10 + lot)
        invitation = say.solicitation(f"lot-{lot}", closes=closes.isoformat()[:19])
        talk.send(invitation, on="2025-02-03")
    reference = await skipping.take_up(talk.stream)

    await skipping.send(reference, said(say.go_live(), "pia", now))
    await skipping.settled(reference)

    history = await skipping.history(reference)
    reminders = {f"Remind Procurement officer: Bids close: Lot-{lot}" for lot in range(10)}
    closings = {f"Bids close: Lot-{lot}" for lot in range(7)}
    called = {timer.summary for timer in timers(history)}
    assert len(called) == len(timers(history)) == timers_at_once(history) == SHOWN
    assert called <= reminders | closings
    assert {"Remind Procurement officer: Bids close: Lot-0", "Bids close: Lot-0"} <= called
    await terminated(skipping, reference)
