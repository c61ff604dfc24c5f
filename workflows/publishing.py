"""How events leave the workflow: first to the journal, in order, then to the people concerned.

And how the grant is shown meanwhile: in the list of workflows and on its page.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

from activities.journal import JournalActivities
from activities.messages import RecordInput, TellInput
from activities.notifications import NotificationActivities
from grants.domain.envelope import Envelope
from grants.domain.grant import headline
from grants.domain.state import Grant
from grants.ports import JournalConflictError
from workflows.case import Case
from workflows.details import details
from workflows.messages import Untold
from workflows.options import PATIENT, STEADFAST
from workflows.search import changes

LONGEST = 120
"""What the Web UI shows of a summary."""


async def recording(case: Case) -> None:
    """Send the outbox to the journal, batch by batch."""
    while case.halted is None and await case.work(lambda: case.outbox):
        with case.under_way():
            await _record(case, tuple(case.outbox))


async def _record(case: Case, batch: tuple[Envelope, ...]) -> None:
    told = ", ".join(_counted(headline(event).text for event in batch))
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
    else:
        case.confirm(batch)


async def telling(case: Case) -> None:
    """Tell people what the journal holds, batch by batch."""
    while await case.work(lambda: case.untold):
        with case.under_way():
            await _tell(case, tuple(case.untold))


async def _tell(case: Case, batch: tuple[Untold, ...]) -> None:
    told = "; ".join(item.what for item in batch)
    try:
        await workflow.execute_activity_method(
            NotificationActivities.tell,
            TellInput(reference=case.reference, first=batch[0].sequence, last=batch[-1].sequence),
            summary=f"Tell {told}"[:LONGEST],
            **PATIENT,
        )
    except ActivityError:
        workflow.logger.error("notices not sent", extra={"reference": case.reference})
    del case.untold[: len(batch)]


async def showing(case: Case) -> None:
    """Keep search attributes and current details as the state has them."""
    while True:
        shown = (case.grant, case.halted)
        workflow.set_current_details(details(*shown))
        if updates := changes(
            case.grant,
            workflow.info().typed_search_attributes,
            halted=case.halted is not None,
        ):
            workflow.upsert_search_attributes(updates)
        await workflow.wait_condition(partial(_differs, case, shown))


def _differs(case: Case, shown: tuple[Grant, str | None]) -> bool:
    grant, halted = shown
    return case.grant is not grant or case.halted != halted


def _counted(headlines: Iterable[str]) -> Iterator[str]:
    """Each headline once: person appointed, 11 times."""
    for text, times in Counter(headlines).items():
        yield text if times == 1 else f"{text}, {times} times"


def _reason(error: ActivityError) -> str:
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type == JournalConflictError.__name__:
        return cause.message
    return str(cause or error)
