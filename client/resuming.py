"""Starting a grant again from its stream: after retention, a reset, a restore, a halt."""

from dataclasses import dataclass

from temporalio.client import WorkflowExecutionDescription
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from client.beginning import opening_of
from client.door import Door
from client.errors import RefusedError, TroubleError
from client.lost import lost
from client.recipe import recipe
from client.runs import newest, runs
from client.sending import send
from client.waiting import progress
from grants.domain.administration.commands import OpenGrant
from grants.domain.envelope import Message, Receipt
from grants.domain.grant import replay
from workflows.grant import GrantWorkflow
from workflows.messages import GrantInput
from workflows.summary import Identity


@dataclass(frozen=True)
class Resumed:
    """What resuming a grant came to."""

    reference: str
    started: bool
    """False for a grant that runs and is left alone."""
    halted: str | None = None
    """Why it was halted, if it was."""
    taken_up: tuple[Receipt, ...] = ()
    """Commands that were acknowledged before, lost, and have now been recorded."""
    refused: tuple[str, ...] = ()
    """Those that can be recorded no more, with their key and the refusal."""


async def resume(door: Door, reference: str) -> Resumed:
    """Start a grant again from its journal; one that runs, and is not halted, is left alone.

    What the run before it had acknowledged and the journal does not hold is sent again. Raises
    MistakeError for an unknown grant, TroubleError where nobody answers, or where a grant is halted
    and its journal is not sound.
    """
    run = await newest(door, reference)
    halted = None
    if runs(run):
        halted = (await progress(door, reference)).halted
        if halted is None:
            return Resumed(reference, started=False)
        _check(door, reference, halted)
    missing = await lost(door, reference) if run is not None else []
    if not door.journal.last(reference) and not missing:
        door.stream(reference)
    if halted is not None and run is not None:
        await _terminate(door, run)
    started = await _start(door, reference, missing)
    taken_up, refused = await _sent_again(door, reference, missing)
    return Resumed(reference, started, halted, tuple(taken_up), tuple(refused))


def _check(door: Door, reference: str, halted: str) -> None:
    """A halted grant starts again from a sound journal only. Raises TroubleError."""
    faults = door.journal.verify(reference)
    if faults:
        message = (
            f"{reference} is halted ({halted.rstrip('.')}), and its journal is not sound: "
            f"{faults[0]} Restore the journal from a copy, then resume it."
        )
        raise TroubleError(message)
    # from the first event on: what is kept beside the events may be what halted it
    replay(reference, door.stream(reference))


async def _terminate(door: Door, run: WorkflowExecutionDescription) -> None:
    handle = door.temporal.get_workflow_handle(run.id, run_id=run.run_id)
    try:
        await handle.terminate("halted; it goes on from its journal")
    except RPCError as error:
        message = f"{run.id} is halted and cannot be terminated: {error.message}."
        raise TroubleError(message) from error


async def _start(door: Door, reference: str, missing: list[Message]) -> bool:
    begins = next((item for item in missing if isinstance(item.command, OpenGrant)), None)
    about: Identity
    if begins is not None:
        about, content = opening_of(begins), GrantInput(reference=reference, opening=begins)
    else:
        grant = door.grant(reference)
        about, content = grant.opened, GrantInput(reference=reference, through=grant.sequence)
    try:
        await door.temporal.start_workflow(
            GrantWorkflow.run,
            content,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            **recipe(door, reference, about),
        )
    except WorkflowAlreadyStartedError:
        return False
    except RPCError as error:
        message = f"Not known whether {reference} runs ({error.message}): resume it again."
        raise TroubleError(message) from error
    return True


async def _sent_again(
    door: Door, reference: str, missing: list[Message]
) -> tuple[list[Receipt], list[str]]:
    taken_up, refused = [], []
    for message in missing:
        if isinstance(message.command, OpenGrant):
            continue
        try:
            taken_up.append(await send(door, reference, message))
        except RefusedError as refusal:
            refused.append(f"{message.command.type} by {message.by} (key {message.key}): {refusal}")
    return taken_up, refused
