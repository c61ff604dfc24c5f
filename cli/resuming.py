"""Starting a grant again from its stream: after retention, a reset, a restore or a termination."""

import rich_click as click
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from cli.errors import TroubleError
from cli.output import emit, json_option
from cli.reading import reference_argument
from cli.session import Session, run
from grants.domain.grant import replay
from workflows import TASK_QUEUE
from workflows.grant import GrantWorkflow
from workflows.messages import GrantInput, grant_workflow_id
from workflows.summary import static_details, static_summary


@click.command(cls=click.RichCommand)
@reference_argument
@json_option
def resume(reference: str, *, as_json: bool) -> None:
    """Start a grant again from its stream in the journal; one that runs is left alone."""
    session = Session()
    started = run(_resume(session, reference))
    if as_json:
        emit({"reference": reference, "resumed": started})
    else:
        click.echo(f"{reference} {'runs again, from its journal' if started else 'runs already'}.")


async def _resume(session: Session, reference: str) -> bool:
    stream = session.stream(reference)
    grant = replay(reference, stream)
    client = await session.connect()
    try:
        await client.start_workflow(
            GrantWorkflow.run,
            GrantInput(reference=reference, through=grant.sequence),
            id=grant_workflow_id(reference),
            task_queue=TASK_QUEUE,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=static_summary(grant.opened),
            static_details=static_details(grant.opened),
        )
    except WorkflowAlreadyStartedError:
        return False
    except RPCError as error:
        message = f"Not known whether {reference} runs ({error.message}): resume it again."
        raise TroubleError(message) from error
    return True
