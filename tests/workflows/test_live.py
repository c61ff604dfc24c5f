"""The story moved into the present: the wall clock rules, and does what it has to by itself."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from grants.domain.administration.commands import GoLive
from grants.domain.administration.events import DutyMissed, DutyReminded
from grants.domain.alarms import spread
from grants.domain.calendar import last_working_day
from grants.domain.envelope import Entry, Envelope, Message
from grants.domain.people import ENGINE, Role
from grants.domain.procurement.commands import ApproveAward
from grants.domain.reporting.events import DocumentRequested
from grants.grantfile.file import GrantFile, shifted
from grants.notices import roles_told
from tests.workflows.histories import timers, types
from tests.workflows.houses import House, Present, ended, story, until

ON_TIME = timedelta(minutes=1)


def of_type(stream: list[Envelope], *kinds: str) -> list[Envelope]:
    return [event for event in stream if event.type in kinds]


def rings_on_time(event: Envelope) -> bool:
    late = event.recorded_at - event.on
    return timedelta(0) <= late < ON_TIME


async def test_a_live_grant_keeps_its_own_time(skipping: House) -> None:
    present = await Present.begin(skipping, story())

    await present.send(present.told.steps)
    outcome = await ended(skipping, present.reference)

    stream = skipping.stream(present.reference)
    assert outcome.ended == "closed"
    assert {event.entry for event in stream} == {Entry.LIVE}
    by_clock = [event for event in stream if event.key.startswith("clock/")]
    assert by_clock[0].type == "duty-reminded"
    # how many reminders there are hangs on the weekdays that the story falls on
    assert [event.type for event in by_clock if event.type != "duty-reminded"] == [
        "solicitation-closed",
        "document-requested",
    ]
    assert all(map(rings_on_time, by_clock))
    assert {event.actor for event in by_clock} == {ENGINE}

    (closed,) = of_type(stream, "solicitation-closed")
    bids = {event.data.bid: event for event in of_type(stream, "bid-received")}  # type: ignore[union-attr]
    assert bids["horizon"].sequence < closed.sequence < bids["atlas"].sequence
    assert bids["horizon"].data.irregularities == ()  # type: ignore[union-attr]
    (why,) = bids["atlas"].data.irregularities  # type: ignore[union-attr]
    assert why == "received after bids had closed"

    called = [timer.summary for timer in timers(await skipping.history(present.reference))]
    assert "Bids close: Off-road vehicles" in called
    assert "Remind Procurement officer: Bids close: Off-road vehicles" in called
    assert "Remind Programme officer: Receive the goods: Off-road vehicles" in called
    assert "Remind Finance officer: Pay the invoice: Off-road vehicles" in called
    assert "Draft the release: Handover of the vehicles" in called
    assert "Draft: Final narrative and financial report" in called
    assert all(called)

    assert len(skipping.mails("sent")) > len(present.told.steps)
    assert skipping.mails("kept") == []


async def test_a_report_that_nobody_writes_is_drafted_reminded_of_and_escalated(
    skipping: House,
) -> None:
    present = await Present.begin(skipping, story())
    title = next(
        number for number, step in enumerate(present.told.steps) if step.do == "transfer-title"
    )
    await present.send(present.told.steps[: title + 1])
    so_far = len(skipping.stream(present.reference))
    (asked,) = of_type(skipping.stream(present.reference), "agreement-signed")
    due = asked.data.reports[0].due  # type: ignore[union-attr]

    await present.till(asked.on.replace(year=due.year, month=due.month, day=due.day, hour=23))
    await skipping.settled(present.reference)

    requested, drafted, reminded, missed, *again = skipping.stream(present.reference)[so_far:]
    assert isinstance(requested.data, DocumentRequested)
    assert requested.data.about == "final"
    assert drafted.type == "document-drafted"
    assert drafted.caused_by == requested.sequence
    assert isinstance(reminded.data, DutyReminded)
    assert isinstance(missed.data, DutyMissed)
    at = missed.data.due
    assert at.date() == due
    policy = present.told.opening.command.policy  # type: ignore[union-attr]
    day = last_working_day(due - timedelta(days=3), policy)
    assert [requested.on, reminded.on, missed.on] == [
        at - timedelta(days=30),
        policy.opening_of(day) + spread(present.reference),
        at,
    ]
    assert all(map(rings_on_time, (requested, reminded, missed)))
    assert [event.type for event in again] == ["document-requested", "document-drafted"], (
        "the report says that its own day was missed"
    )
    assert roles_told(reminded) == (Role.PROGRAMME,)
    assert roles_told(missed) == (Role.PROGRAMME, Role.APPROVER)
    told = {"amina.keita", "moussa.diarra"}
    keys = {f"{present.reference}/{missed.sequence}/{actor}" for actor in told}
    assert skipping.outside.ledger.statuses(keys) == dict.fromkeys(keys, "sent")


async def test_a_refused_command_leaves_no_trace_in_history(skipping: House) -> None:
    present = await Present.begin(skipping, story())
    await present.send(until(present.told, "open-bids").steps)
    before = await skipping.history(present.reference)

    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await skipping.send(
            present.reference,
            Message(key="too-early", by="moussa.diarra", command=ApproveAward(lot="vehicles")),
        )

    refusal = failed.value.cause
    assert isinstance(refusal, ApplicationError)
    assert refusal.type == "NotYetError"
    assert refusal.message == "The bids for lot vehicles have not been evaluated."
    assert refusal.details == (
        {"field": "lot", "mend": "Have an evaluator sign the evaluation first."},
    )
    later = await skipping.history(present.reference)
    assert types(later).count("WORKFLOW_UPDATE_ACCEPTED") == types(before).count(
        "WORKFLOW_UPDATE_ACCEPTED"
    )
    assert "too-early" not in later.to_json()


async def test_what_is_told_late_is_marked_so(skipping: House) -> None:
    present = await Present.begin(skipping, story())
    signed, paid, *_ = present.told.steps
    await present.send([signed])
    await present.till(paid.on + timedelta(days=2))

    await skipping.step(present.reference, paid)

    last = (await skipping.settled(present.reference)).sequence
    event = skipping.stream(present.reference)[last - 1]
    assert (event.type, event.on, event.entry) == ("contribution-received", paid.on, Entry.LATE)
    assert event.recorded_at > paid.on + timedelta(days=2)


async def test_back_entry_that_goes_live_sets_its_timers(skipping: House) -> None:
    """Nothing but the clock's rule changes, and that has to wake what waits for it."""
    now = await skipping.time.get_current_time()
    told = shifted(until(story(), "receive-bid"), (now - timedelta(days=103)).date())
    await skipping.start(told.reference, told.opening)
    for step in told.steps:
        await skipping.settled(told.reference)
        await skipping.step(told.reference, step)
    go_live = Message(key="live", by=told.opening.by, on=now, command=GoLive())
    await skipping.send(told.reference, go_live)
    before = (await skipping.settled(told.reference)).sequence

    await skipping.time.sleep(timedelta(days=40))
    await skipping.settled(told.reference)

    by_clock = skipping.stream(told.reference)[before:]
    assert [event.type for event in by_clock] == ["duty-reminded", "solicitation-closed"]
    assert all(map(rings_on_time, by_clock))
    assert {event.entry for event in by_clock} == {Entry.LIVE}
    assert skipping.mails("kept")
    assert skipping.mails("sent")


async def entered_back(house: House, *, live_in: timedelta) -> GrantFile:
    """The story until bids are awaited, as back entry of a grant that goes live later by itself."""
    now = await house.time.get_current_time()
    told = shifted(until(story(), "receive-bid"), (now - timedelta(days=103)).date())
    command = told.opening.command.model_copy(update={"live_from": now + live_in})
    await house.start(told.reference, told.opening.model_copy(update={"command": command}))
    for step in told.steps:
        await house.settled(told.reference)
        await house.step(told.reference, step)
    await house.settled(told.reference)
    return told


async def test_a_grant_that_goes_live_later_wakes_up_by_itself(skipping: House) -> None:
    told = await entered_back(skipping, live_in=timedelta(days=60))
    before = (await skipping.settled(told.reference)).sequence

    await skipping.time.sleep(timedelta(days=61))
    await skipping.settled(told.reference)

    reminded, closed = skipping.stream(told.reference)[before:]
    assert (reminded.type, closed.type) == ("duty-reminded", "solicitation-closed")
    assert closed.entry is Entry.LATE
    assert closed.recorded_at - closed.on > timedelta(days=30)


async def test_a_grant_that_goes_live_before_its_day_keeps_time_from_then_on(
    skipping: House,
) -> None:
    """Its timers ran until the later day, and have to be set anew."""
    told = await entered_back(skipping, live_in=timedelta(days=60))
    now = await skipping.time.get_current_time()
    await skipping.send(
        told.reference, Message(key="live", by=told.opening.by, on=now, command=GoLive())
    )
    before = (await skipping.settled(told.reference)).sequence

    await skipping.time.sleep(timedelta(days=40))
    await skipping.settled(told.reference)

    by_clock = skipping.stream(told.reference)[before:]
    assert [event.type for event in by_clock] == ["duty-reminded", "solicitation-closed"]
    assert all(map(rings_on_time, by_clock))
