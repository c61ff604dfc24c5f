"""Starting a grant again from its stream: after retention, a reset, a restore or a termination."""

from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from client.door import Door
from client.errors import TroubleError
from client.recipe import recipe
from grants.domain.grant import replay
from workflows.grant import GrantWorkflow
from workflows.messages import GrantInput


async def resume(door: Door, reference: str) -> bool:
    """Start a grant again from its journal; whether it had to be, for one that runs is left alone.

    Raises MistakeError for an unknown grant, TroubleError where nobody answers.
    """
    grant = replay(reference, door.stream(reference))
    try:
        await door.temporal.start_workflow(
            GrantWorkflow.run,
            GrantInput(reference=reference, through=grant.sequence),
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            **recipe(door, reference, grant.opened),
        )
    except WorkflowAlreadyStartedError:
        return False
    except RPCError as error:
        message = f"Not known whether {reference} runs ({error.message}): resume it again."
        raise TroubleError(message) from error
    return True
