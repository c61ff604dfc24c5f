"""Recording and reading back: a repeat changes nothing, a conflict is for good, a stranger none."""

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.journal import JournalActivities
from activities.messages import Folded, FoldInput, RecordInput
from activities.notifications import NotificationActivities, TellingOutside
from grants.domain.envelope import Entry, Envelope
from grants.domain.grant import replay
from grants.domain.keys import Keys
from grants.ports import Notifier
from tests.activities.conftest import Outside, within
from tests.workflows.fakes import BadDayNotifier


def activities(outside: Outside, notifier: Notifier | None = None) -> JournalActivities:
    telling = TellingOutside(
        outside.journal,
        outside.ledger,
        outside.archive,
        notifier or outside.notifier,
        outside.keeper,
    )
    return JournalActivities(outside.journal, NotificationActivities(telling))


def record(
    outside: Outside,
    events: list[Envelope],
    *,
    tell: bool = True,
    notifier: Notifier | None = None,
    inside: ActivityEnvironment | None = None,
) -> bool:
    """Record events as their own grant's workflow does, or inside another."""
    where = inside or within(f"grant/{events[0].stream}")
    asked = RecordInput(events=tuple(events), tell=tell)
    return where.run(activities(outside, notifier).record_events, asked)


def test_events_are_recorded_and_told_once_however_often_it_is_tried(
    outside: Outside, stream: list[Envelope]
) -> None:
    batches = (stream[:15], stream[:15], stream[:20], stream[:15])

    everybody = [record(outside, batch) for batch in batches]

    kept = [entered.envelope for entered in outside.journal.stream(stream[0].stream)]
    assert everybody == [True] * 4
    assert kept == stream[:20]
    assert outside.journal.verify(stream[0].stream) == []
    mails = outside.mails("kept")
    record(outside, stream[:20])
    assert outside.mails("kept") == mails != set()


def test_events_are_only_recorded_where_the_post_is_behind(
    outside: Outside, stream: list[Envelope]
) -> None:
    everybody = record(outside, stream[:20], tell=False)

    assert not everybody
    assert outside.journal.last(stream[0].stream) == 20
    assert outside.mails("kept") == set()


def test_a_post_that_is_down_does_not_keep_events_from_being_recorded(
    outside: Outside, stream: list[Envelope]
) -> None:
    post = BadDayNotifier(outside.notifier)
    post.down = True
    live = [event.model_copy(update={"entry": Entry.LIVE}) for event in stream[:20]]

    everybody = record(outside, live, notifier=post)

    assert not everybody
    assert post.refused > 0
    assert outside.journal.last(stream[0].stream) == 20


@pytest.mark.parametrize(
    "where",
    [
        within("grant/SOME-OTHER-GRANT"),
        within("grant/UNODC-JPN-MLI-2016-01", "DocumentWorkflow"),
        within("UNODC-JPN-MLI-2016-01"),
        ActivityEnvironment(),
    ],
    ids=["another-grant", "another-workflow", "another-id", "nobody"],
)
def test_nobody_but_the_grant_itself_records_its_events(
    outside: Outside, stream: list[Envelope], where: ActivityEnvironment
) -> None:
    with pytest.raises(ApplicationError) as failed:
        record(outside, stream[:5], inside=where)

    assert failed.value.type == "NotItsGrant"
    assert failed.value.non_retryable
    assert outside.journal.references() == []


def test_no_event_of_another_grant_is_slipped_in_among_a_grants_own(
    outside: Outside, stream: list[Envelope]
) -> None:
    foreign = stream[5].model_copy(update={"stream": "SOME-OTHER-GRANT", "sequence": 1})

    with pytest.raises(ApplicationError) as failed:
        record(outside, [*stream[:5], foreign])

    assert failed.value.type == "NotItsGrant"
    assert outside.journal.references() == []


def test_another_event_at_the_same_place_is_a_conflict_for_good(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(stream[:3])
    other = stream[2].model_copy(update={"key": "somebody else's"})

    with pytest.raises(ApplicationError) as failed:
        record(outside, [other])

    assert failed.value.non_retryable
    assert failed.value.type == "JournalConflictError"
    assert outside.journal.last(stream[0].stream) == 3
    assert outside.journal.stream(stream[0].stream)[2].envelope == stream[2]


def test_events_that_would_leave_a_gap_are_a_conflict(
    outside: Outside, stream: list[Envelope]
) -> None:
    with pytest.raises(ApplicationError) as failed:
        record(outside, stream[3:5])

    assert failed.value.non_retryable
    assert outside.journal.references() == []


def folded(outside: Outside, reference: str, through: int) -> Folded:
    fold = FoldInput(reference=reference, through=through)
    return within(f"grant/{reference}").run(activities(outside).fold_stream, fold)


def test_a_grant_is_read_back_up_to_a_sequence_with_its_keys(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(stream)
    keys = Keys()
    keys.note(stream[:20])

    found = folded(outside, stream[0].stream, 20)

    assert found.grant == replay(stream[0].stream, stream[:20])
    assert found.grant.sequence == 20
    assert found.keys == keys.kept
    assert len(found.keys) == len({event.key for event in stream[:20]})


def test_a_journal_that_is_behind_is_waited_for(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream[:5])

    with pytest.raises(ApplicationError) as failed:
        folded(outside, stream[0].stream, 6)

    assert not failed.value.non_retryable
    assert failed.value.type == "JournalBehind"
