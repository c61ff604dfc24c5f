"""The runs of a grant's workflow as the server knows them: the newest, and whose it is."""

from temporalio.client import WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from client.door import Door
from client.errors import MistakeError, TroubleError
from workflows.messages import grant_workflow_id


async def newest(door: Door, reference: str) -> WorkflowExecutionDescription | None:
    """A grant's newest run; None where the server knows none (any more).

    Raises MistakeError where it belongs to another journal, TroubleError where nobody answers.
    """
    handle = door.temporal.get_workflow_handle(grant_workflow_id(reference))
    try:
        run = await handle.describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        message = f"The Temporal server does not answer: {error.message}."
        raise TroubleError(message) from error
    if run.task_queue != door.queue:
        message = (
            f"The server runs a grant {reference} for another journal than {door.place}. Go to "
            "its home (GRANTS_HOME), or choose another reference."
        )
        raise MistakeError(message)
    return run


def runs(run: WorkflowExecutionDescription | None) -> bool:
    """Whether a run is under way."""
    return run is not None and run.status is WorkflowExecutionStatus.RUNNING


def how_it_ended(run: WorkflowExecutionDescription | None) -> str:
    """What became of a run that is over, in words: was terminated."""
    status = run.status if run is not None else None
    words = {
        WorkflowExecutionStatus.TERMINATED: "was terminated",
        WorkflowExecutionStatus.FAILED: "has failed",
        WorkflowExecutionStatus.CANCELED: "was cancelled",
        WorkflowExecutionStatus.TIMED_OUT: "timed out",
    }
    return words.get(status, "is over") if status is not None else "is not known to the server"


async def alive(door: Door, reference: str) -> None:
    """Make sure that a grant of the journal runs, unless it has ended. Raises TroubleError."""
    run = await newest(door, reference)
    if runs(run) or door.journal.folded(reference).ended:
        return
    message = (
        f"{reference} was started before, and its workflow {how_it_ended(run)}. Start it again: "
        f"grants resume {reference}"
    )
    raise TroubleError(message)
