"""Recording and reading back: a repeat changes nothing, a conflict is for good."""

from dataclasses import replace

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.journal import JournalActivities
from activities.messages import FoldInput, RecordInput, Told
from activities.notifications import NotificationActivities, TellingOutside
from grants.domain.envelope import Envelope
from grants.domain.grant import replay
from tests.activities.conftest import Outside


def activities_of(outside: Outside) -> JournalActivities:
    telling = TellingOutside(
        outside.journal, outside.ledger, outside.archive, outside.notifier, outside.keeper
    )
    return JournalActivities(outside.journal, NotificationActivities(telling))


def inside(reference: str) -> ActivityEnvironment:
    """As if asked by the workflow of a grant."""
    environment = ActivityEnvironment()
    environment.info = replace(
        environment.info, workflow_type="GrantWorkflow", workflow_id=f"grant/{reference}"
    )
    return environment


def test_events_are_recorded_once_however_often_it_is_tried(
    outside: Outside, stream: list[Envelope]
) -> None:
    activities, environment = activities_of(outside), inside(stream[0].stream)
    first, overlapping = (
        RecordInput(events=tuple(stream[:5])),
        RecordInput(events=tuple(stream[:9])),
    )

    told = [
        environment.run(activities.record_events, batch)
        for batch in (first, first, overlapping, first)
    ]

    assert told == [Told()] * 4
    kept = [entered.envelope for entered in outside.journal.stream(stream[0].stream)]
    assert kept == stream[:9]
    assert outside.journal.verify(stream[0].stream) == []


def test_people_are_told_in_the_same_breath(outside: Outside, stream: list[Envelope]) -> None:
    activities, environment = activities_of(outside), inside(stream[0].stream)

    environment.run(activities.record_events, RecordInput(events=tuple(stream), tell=True))

    assert outside.mails("kept")


def test_people_are_not_told_before_those_who_wait(
    outside: Outside, stream: list[Envelope]
) -> None:
    activities, environment = activities_of(outside), inside(stream[0].stream)

    told = environment.run(activities.record_events, RecordInput(events=tuple(stream), tell=False))

    assert not told
    assert outside.mails("kept") == set()


@pytest.mark.parametrize(
    ("kind", "workflow"),
    [
        ("GrantWorkflow", "grant/ANOTHER-1"),
        ("GrantWorkflow", "UNODC-JPN-MLI-2016-01"),
        ("DocumentWorkflow", "grant/UNODC-JPN-MLI-2016-01"),
        (None, None),
    ],
    ids=["another-grant", "another-id", "another-workflow", "none"],
)
def test_events_are_recorded_for_their_own_workflow_only(
    outside: Outside, stream: list[Envelope], kind: str | None, workflow: str | None
) -> None:
    stranger = ActivityEnvironment()
    stranger.info = replace(stranger.info, workflow_type=kind, workflow_id=workflow)

    with pytest.raises(ApplicationError) as failed:
        stranger.run(activities_of(outside).record_events, RecordInput(events=tuple(stream[:1])))

    assert failed.value.type == "NotItsGrant"
    assert failed.value.non_retryable
    assert outside.journal.references() == []


def test_no_event_of_another_grant_is_slipped_in_among_a_grants_own(
    outside: Outside, stream: list[Envelope]
) -> None:
    foreign = stream[5].model_copy(update={"stream": "SOME-OTHER-GRANT", "sequence": 1})
    batch = RecordInput(events=(*stream[:5], foreign))

    with pytest.raises(ApplicationError) as failed:
        inside(stream[0].stream).run(activities_of(outside).record_events, batch)

    assert failed.value.type == "NotItsGrant"
    assert outside.journal.references() == []


def test_another_event_at_the_same_place_is_a_conflict_for_good(
    outside: Outside, stream: list[Envelope]
) -> None:
    activities = activities_of(outside)
    outside.journal.append(stream[:3])
    other = stream[2].model_copy(update={"key": "somebody else's"})

    with pytest.raises(ApplicationError) as failed:
        inside(stream[0].stream).run(activities.record_events, RecordInput(events=(other,)))

    assert failed.value.non_retryable
    assert failed.value.type == "JournalConflictError"
    assert outside.journal.last(stream[0].stream) == 3
    assert outside.journal.stream(stream[0].stream)[2].envelope == stream[2]


def test_events_that_would_leave_a_gap_are_a_conflict(
    outside: Outside, stream: list[Envelope]
) -> None:
    activities = activities_of(outside)

    with pytest.raises(ApplicationError) as failed:
        inside(stream[0].stream).run(
            activities.record_events, RecordInput(events=tuple(stream[3:5]))
        )

    assert failed.value.non_retryable
    assert outside.journal.references() == []


def test_a_grant_is_read_back_up_to_a_sequence(outside: Outside, stream: list[Envelope]) -> None:
    activities = activities_of(outside)
    outside.journal.append(stream)
    fold = FoldInput(reference=stream[0].stream, through=20)

    folded = ActivityEnvironment().run(activities.fold_stream, fold)

    assert folded.grant == replay(stream[0].stream, stream[:20])
    assert set(folded.keys) >= {event.key for event in stream[:20]}


def test_a_journal_that_is_behind_is_waited_for(outside: Outside, stream: list[Envelope]) -> None:
    activities = activities_of(outside)
    outside.journal.append(stream[:5])

    with pytest.raises(ApplicationError) as failed:
        ActivityEnvironment().run(
            activities.fold_stream, FoldInput(reference=stream[0].stream, through=6)
        )

    assert not failed.value.non_retryable
    assert failed.value.type == "JournalBehind"
