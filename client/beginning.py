"""Starting a grant, once: a reference stands for one opening, and for no other."""

from datetime import datetime

from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from client.door import Door
from client.errors import MistakeError, NoWorkerError, TroubleError
from client.lost import lost
from client.recipe import recipe
from client.runs import alive, how_it_ended, newest, runs
from client.waiting import progress, shown
from grants.domain.administration.commands import OpenGrant
from grants.domain.administration.events import WentLive
from grants.domain.envelope import Envelope, Message
from grants.domain.errors import RefusalError
from grants.domain.grant import decide
from grants.domain.messages import type_of
from grants.domain.state import Grant
from workflows.grant import GrantWorkflow
from workflows.messages import GrantInput


async def begin(door: Door, reference: str, opening: Message) -> bool:
    """Start a grant and wait until it is open; whether it was started now.

    Raises MistakeError where the reference stands for another grant, TroubleError where nobody
    answers.
    """
    if _entered(door, reference, opening):
        await alive(door, reference)
        return False
    fresh = await _started(door, reference, opening)
    if not fresh:
        fresh = await _started_anew(door, reference, opening)
    try:
        await progress(door, reference)
    except NoWorkerError as error:
        message = f"{error} {reference} is started and will open then."
        raise TroubleError(message) from None
    await shown(door, reference, opening.key)
    return fresh or not _entered(door, reference, opening)


async def _started(
    door: Door,
    reference: str,
    opening: Message,
    reuse: WorkflowIDReusePolicy = WorkflowIDReusePolicy.REJECT_DUPLICATE,
) -> bool:
    try:
        await door.temporal.start_workflow(
            GrantWorkflow.run,
            GrantInput(reference=reference, opening=opening),
            id_reuse_policy=reuse,
            **recipe(door, reference, opening_of(opening)),
        )
    except WorkflowAlreadyStartedError:
        return False
    except RPCError as error:
        message = f"Not known whether {reference} was started ({error.message}): start it again."
        raise TroubleError(message) from error
    return True


async def _started_anew(door: Door, reference: str, opening: Message) -> bool:
    """Start a grant whose workflow is over before the journal held anything of it.

    False where it runs. Raises TroubleError where commands that it had taken would be lost.
    """
    run = await newest(door, reference)
    if runs(run):
        return False
    over = f"{reference} was started before, and its workflow {how_it_ended(run)}"
    missing = await lost(door, reference)
    taken = sum(not isinstance(message.command, OpenGrant) for message in missing)
    if taken:
        message = (
            f"{over} with {taken} commands that the journal does not hold. Take them up: "
            f"grants resume {reference}"
        )
        raise TroubleError(message)
    door.say(f"{over} before the journal held anything. It is started anew.")
    return await _started(door, reference, opening, WorkflowIDReusePolicy.ALLOW_DUPLICATE)


def opening_of(message: Message) -> OpenGrant:
    """The command of the message that opens a grant."""
    if not isinstance(message.command, OpenGrant):
        wrong = f"{message.command.type} opens no grant"
        raise TypeError(wrong)
    return message.command


def _entered(door: Door, reference: str, opening: Message) -> bool:
    """Whether the journal holds this opening. Raises MistakeError where it holds another."""
    held = [entered.envelope for entered in door.journal.key(reference, opening.key)]
    if not held and not door.journal.last(reference):
        return False
    what = _difference(reference, opening, held)
    if what:
        message = (
            f"There is a grant {reference} already, and this file opens it otherwise ({what}). "
            "Give this one a reference of its own, or play the file as it was."
        )
        raise MistakeError(message)
    return True


def _difference(reference: str, opening: Message, held: list[Envelope]) -> str:
    """In which word an opening differs from the one that is held; empty if in none.

    When a grant went live is left out: `grants start` says so by the clock.
    """
    if not held:
        return "it was opened by another command"
    at = opening.on or held[0].on
    if held[0].actor != opening.by:
        return "opened by"
    if held[0].on != at:
        return f"opened on {held[0].on.date()}, not {at.date()}"
    return _differing(reference, opening, held, at)


def _differing(reference: str, opening: Message, held: list[Envelope], at: datetime) -> str:
    try:
        decided = decide(Grant(reference=reference), opening_of(opening), by=opening.by, at=at)
    except RefusalError:
        return "it may not be opened so"
    events = [event for event in decided if not isinstance(event, WentLive)]
    before = [item.data for item in held if not isinstance(item.data, WentLive)]
    for was, now in zip(before, events, strict=False):
        if was != now:
            fields = type(now).model_fields
            names = [name for name in fields if getattr(was, name, None) != getattr(now, name)]
            return f"{type_of(type(now)).replace('-', ' ')}: {', '.join(names)}"
    if len(before) != len(events):
        return "people or pledges"
    if any((item.evidence, item.public) != (opening.evidence, opening.public) for item in held):
        return "evidence or public"
    return ""
