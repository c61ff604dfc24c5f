"""A refusal holds for its moment only: what was refused may be sent again under its key."""

import pytest
from temporalio.client import WorkflowUpdateFailedError

from client.playing import message_of, play
from client.sending import send
from tests.workflows.houses import House, story, until


async def test_what_was_refused_is_taken_under_the_same_key_once_it_holds(busy: House) -> None:
    told, before = story(), until(story(), "accept-report")
    accepting = next(step for step in told.steps if step.do == "accept-report")
    await play(busy.door, until(story(), "submit-report"), lambda _: None)
    message = message_of(busy.door, told.reference, accepting)

    with pytest.raises(WorkflowUpdateFailedError):
        await busy.send(told.reference, message)
    await play(busy.door, before, lambda _: None)
    receipt = await send(busy.door, told.reference, message)

    assert receipt.events == ("report-accepted",)
