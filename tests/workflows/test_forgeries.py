"""What somebody with a client of the server may try: states, events and keys that are not his."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import (
    ActivityFailureError,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
)
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

from activities.messages import RecordInput
from client.playing import play
from grants.domain.grant import replay
from tests.reference import reference_stream
from tests.workflows.houses import House, at_work, eventually, story, terminated, until
from tests.workflows.test_continue_as_new import passage
from workflows.grant import GrantWorkflow
from workflows.messages import Carried, GrantInput, grant_workflow_id

FORGED = reference_stream()[:20]
REFERENCE = FORGED[0].stream


def forged(*, outbox: bool) -> GrantInput:
    """A state that no run has handed over."""
    grant = replay(REFERENCE, FORGED)
    waiting = FORGED if outbox else ()
    return GrantInput(
        reference=REFERENCE, carried=Carried(grant=grant, through=len(FORGED), outbox=waiting)
    )


@pytest.mark.parametrize("outbox", [True, False])
async def test_a_state_that_no_run_has_handed_over_is_not_taken_over(
    busy: House, *, outbox: bool
) -> None:
    handle = await busy.client.start_workflow(
        GrantWorkflow.run,
        forged(outbox=outbox),
        id=grant_workflow_id(REFERENCE),
        task_queue=busy.outside.queue,
    )

    with pytest.raises(WorkflowFailureError) as failed:
        await handle.result()

    assert getattr(failed.value.cause, "type", None) == "TakenOverFromElsewhere"
    assert busy.session.journal.references() == []


async def test_nor_is_it_by_a_second_try_of_the_server(house: House) -> None:
    """A run that the server begins again, after a time-out, continues another too."""
    handle = await house.client.start_workflow(
        GrantWorkflow.run,
        forged(outbox=True),
        id=grant_workflow_id(REFERENCE),
        task_queue=house.outside.queue,
        run_timeout=timedelta(seconds=1),
        retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=100), maximum_attempts=20),
    )

    async def tried_again() -> bool:
        described = await house.client.get_workflow_handle(handle.id).describe()
        return described.run_id != handle.result_run_id

    assert await eventually(tried_again)
    async with at_work(house), asyncio.timeout(30):
        with pytest.raises(WorkflowFailureError) as failed:
            await handle.result()

    assert getattr(failed.value.cause, "type", None) == "TakenOverFromElsewhere"
    assert house.session.journal.references() == []


async def test_nobody_records_events_past_the_grants_workflow(busy: House) -> None:
    told = until(story(), "open-lot")
    await play(busy.door, told, lambda _: None)
    last = (await busy.settled(told.reference)).sequence
    forged = reference_stream()[last]

    with pytest.raises(ActivityFailureError) as failed:
        await busy.client.execute_activity(
            "record_events",
            RecordInput(events=(forged,)),
            id="forged",
            task_queue=busy.outside.queue,
            start_to_close_timeout=timedelta(seconds=10),
        )

    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    assert cause.type == "NotItsGrant"
    assert busy.session.journal.last(told.reference) == last
    await busy.send(told.reference, passage("afterwards"))
    assert (await busy.settled(told.reference)).halted is None
    await terminated(busy, told.reference)


@pytest.mark.parametrize(
    "key", ["document/press-release/1/52", "clock/close/bids/vehicles", "engine/unreached/1-2"]
)
async def test_the_engines_keys_are_refused_at_the_update(busy: House, key: str) -> None:
    told = until(story(), "sign-agreement")
    await busy.start(told.reference, told.opening)

    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await busy.send(told.reference, passage("squat").but(key=key))

    assert getattr(failed.value.cause, "type", None) == "ContradictionError"
    assert "engine's own" in str(failed.value.cause)
    assert key not in (await busy.history(told.reference)).to_json()
    await terminated(busy, told.reference)
