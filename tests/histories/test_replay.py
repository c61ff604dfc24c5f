"""Every kept history replays under today's code, and leads to the stream that is kept beside it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from temporalio.workflow import NondeterminismError

from grants.domain import admission, alarms
from grants.domain.alarms import spread
from grants.domain.envelope import GENESIS, link
from tests.histories.record import PATHS
from tests.histories.replaying import FOLDER, STREAM, history_of, kept, replayed
from worker import WORKFLOWS


def stream_of(name: str) -> list[dict[str, Any]]:
    stream: list[dict[str, Any]] = json.loads((FOLDER / f"{name}{STREAM}").read_text("utf-8"))
    return stream


def differences(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> list[int]:
    """The sequences of the events in which two streams differ."""
    ours, theirs = ({event["sequence"]: event for event in stream} for stream in (one, other))
    return sorted(
        number for number in ours.keys() | theirs.keys() if ours.get(number) != theirs.get(number)
    )


@pytest.mark.parametrize("name", kept())
async def test_a_history_leads_to_the_same_stream(name: str) -> None:
    again = await replayed(history_of(name))

    assert differences(again, stream_of(name)) == []


def test_every_path_has_a_history() -> None:
    assert {name.rpartition("-")[0] for name in kept()} == set(PATHS)
    assert kept()


def test_every_workflow_has_a_history() -> None:
    recorded = {
        history_of(name).events[0].workflow_execution_started_event_attributes.workflow_type.name
        for name in kept()
    }

    assert recorded == {workflow.__name__ for workflow in WORKFLOWS}


@pytest.mark.parametrize("path", ["continued", "by-reference", "resumed"])
def test_the_runs_of_a_path_tell_one_stream(path: str) -> None:
    runs = [name for name in kept() if name.rpartition("-")[0] == path]

    events = {event["sequence"]: event for name in runs for event in stream_of(name)}

    assert len(runs) > 1
    assert list(events) == list(range(1, len(events) + 1))
    assert without_recording_time(events) == without_recording_time(
        {event["sequence"]: event for event in stream_of("back-entry-1")}
    )


def without_recording_time(events: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**event, "recorded_at": None} for event in events.values()]


def test_a_kept_stream_is_the_story_as_it_was_recorded() -> None:
    previous = GENESIS
    for event in stream_of("back-entry-1"):
        previous = link(previous, event)

    assert previous != GENESIS


async def test_another_rule_that_replays_clean_is_found_in_the_stream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In back entry no timer runs, and Temporal cannot see that a reminder comes a second later."""

    def a_second_later(reference: str) -> timedelta:
        return spread(reference) + timedelta(seconds=1)

    monkeypatch.setattr(alarms, "spread", a_second_later)

    again = await replayed(history_of("back-entry-1"))

    reminders = [
        event["sequence"] for event in stream_of("back-entry-1") if event["type"] == "duty-reminded"
    ]
    assert reminders
    assert set(reminders) & set(differences(again, stream_of("back-entry-1")))


async def test_another_rule_that_moves_a_timer_does_not_replay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(*_: object) -> list[alarms.Alarm]:
        return []

    monkeypatch.setattr(admission, "alarms", none)

    with pytest.raises(NondeterminismError):
        await replayed(history_of("neglected-1"))
