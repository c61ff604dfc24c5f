"""How events leave the workflow: first to the journal, in order, then to the people concerned.

And how the grant is shown meanwhile: in the list of workflows and on its page.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

from activities.journal import JournalActivities
from activities.messages import NOT_REACHED, RecordInput, TellInput, Told
from activities.notifications import NotificationActivities
from grants.domain.administration.commands import RecordFailure
from grants.domain.envelope import Envelope, Message
from grants.domain.grant import headline
from grants.domain.people import ENGINE
from grants.domain.state import Grant
from grants.ports import JournalConflictError
from workflows.case import Case
from workflows.details import details
from workflows.messages import Untold
from workflows.options import PATIENT, STEADFAST
from workflows.search import changes

LONGEST: Final = 120
"""What the Web UI shows of a summary."""
MOST_AT_ONCE: Final = 200
"""So many events go to the journal in one message: a payload has a limit."""


async def recording(case: Case) -> None:
    """Send the outbox to the journal, batch by batch; people are told in the same breath.

    Where the post is behind, events are only recorded: `telling` comes after them in order.
    """
    while case.halted is None and await case.work(lambda: case.outbox):
        with case.under_way():
            await _record(case, tuple(case.outbox[:MOST_AT_ONCE]))


async def _record(case: Case, batch: tuple[Envelope, ...]) -> None:
    said = ", ".join(_counted(headline(event).text for event in batch))
    behind = bool(case.untold)
    try:
        told = await workflow.execute_activity_method(
            JournalActivities.record_events,
            RecordInput(events=batch, tell=not behind),
            summary=f"Record{'' if behind else ' and tell'}: {said}"[:LONGEST],
            **STEADFAST,
        )
    except ActivityError as error:
        case.halted = _reason(error)
        workflow.logger.critical("grant halted", extra={"reference": case.reference})
    else:
        case.confirm(len(batch), told=told is not None)
        if told is not None:
            _note_refused(case, told, batch[0].sequence, batch[-1].sequence)


async def telling(case: Case) -> None:
    """Tell people what the journal holds and they have not heard of, batch by batch."""
    while await case.work(lambda: case.untold):
        with case.under_way():
            await _tell(case, case.untold[0])
            del case.untold[0]


async def _tell(case: Case, untold: Untold) -> None:
    try:
        told = await workflow.execute_activity_method(
            NotificationActivities.tell,
            TellInput(reference=case.reference, first=untold.first, last=untold.last),
            summary=f"Tell of events {untold.first} to {untold.last}",
            **PATIENT,
        )
    except ActivityError as error:
        workflow.logger.error("notices not sent", extra={"reference": case.reference})
        case.note(_given_up(untold, error))
    else:
        _note_refused(case, told, untold.first, untold.last)


def _note_refused(case: Case, told: Told, first: int, last: int) -> None:
    """Whoever can never be reached at the address that is known: somebody has to mend it."""
    if told.refused:
        why = "the address is not one that takes mail"
        case.note(_failure("refused", first, last, told.refused, why))


def _given_up(untold: Untold, error: ActivityError) -> Message:
    """Who was not reached in half a day of trying."""
    cause = error.cause
    named = isinstance(cause, ApplicationError) and cause.type == NOT_REACHED and cause.details
    actors = tuple(str(actor) for actor in named[0]) if named else ()
    why = cause.message if isinstance(cause, ApplicationError) else str(cause or error)
    return _failure("unreached", untold.first, untold.last, actors, why)


def _failure(what: str, first: int, last: int, actors: tuple[str, ...], why: str) -> Message:
    """The engine's own report of notices that did not reach people."""
    command = RecordFailure(first=first, last=last, actors=actors, why=why[:500] or "unknown")
    return Message(key=f"engine/{what}/{first}-{last}", by=ENGINE, command=command)


async def showing(case: Case) -> None:
    """Keep search attributes and current details as the state has them."""
    while not case.resting:
        grant, halted = case.grant, case.halted
        workflow.set_current_details(details(grant, halted))
        known = workflow.info().typed_search_attributes
        if updates := changes(grant, known, live=case.live, halted=halted is not None):
            workflow.upsert_search_attributes(updates)
        await workflow.wait_condition(partial(_differs, case, grant, halted))


def _differs(case: Case, grant: Grant, halted: str | None) -> bool:
    return case.resting or case.grant is not grant or case.halted != halted


def _counted(headlines: Iterable[str]) -> Iterator[str]:
    """Each headline once: person appointed, 11 times."""
    for text, times in Counter(headlines).items():
        yield text if times == 1 else f"{text}, {times} times"


def _reason(error: ActivityError) -> str:
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type == JournalConflictError.__name__:
        return cause.message
    return str(cause or error)
