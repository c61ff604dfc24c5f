"""How events leave the workflow: first to the journal, in order, then to the people concerned."""

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

from activities.journal import JournalActivities
from activities.messages import RecordInput, TellInput
from activities.notifications import NotificationActivities
from grants.domain.grant import headline
from grants.ports import JournalConflictError
from workflows.case import Case
from workflows.options import PATIENT, STEADFAST

LONGEST = 120
"""What the Web UI shows of a summary."""


async def recording(case: Case) -> None:
    """Send the outbox to the journal, batch by batch."""
    while True:
        await workflow.wait_condition(lambda: bool(case.outbox))
        batch = tuple(case.outbox)
        told = ", ".join(headline(event).text for event in batch)
        try:
            await workflow.execute_activity_method(
                JournalActivities.record_events,
                RecordInput(events=batch),
                summary=f"Record: {told}"[:LONGEST],
                **STEADFAST,
            )
        except ActivityError as error:
            case.halted = _reason(error)
            workflow.logger.critical("grant halted", extra={"reference": case.reference})
            return
        case.confirm(batch)


async def telling(case: Case) -> None:
    """Tell people what the journal holds, batch by batch."""
    while True:
        await workflow.wait_condition(lambda: bool(case.untold))
        batch = list(case.untold)
        told = "; ".join(item.what for item in batch)
        try:
            await workflow.execute_activity_method(
                NotificationActivities.tell,
                TellInput(
                    reference=case.reference, first=batch[0].sequence, last=batch[-1].sequence
                ),
                summary=f"Tell {told}"[:LONGEST],
                **PATIENT,
            )
        except ActivityError:
            workflow.logger.error("notices not sent", extra={"reference": case.reference})
        del case.untold[: len(batch)]


def _reason(error: ActivityError) -> str:
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type == JournalConflictError.__name__:
        return cause.message
    return str(cause or error)
