"""Playing a story: opening and steps in date order, each sent once, each waited for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio.client import Client

from cli.beginning import begin
from cli.errors import MistakeError, TroubleError
from cli.sealing import openings, seal_offer
from cli.sending import RefusedError, send
from cli.session import Session
from cli.settling import settled
from cli.settling import told as told_all
from grants.adapters.seal import Sealed, SealError
from grants.domain.agreement.commands import GoLive
from grants.domain.envelope import Message
from grants.domain.grant import replay
from grants.domain.people import Role
from grants.grantfile.story import GrantFile, Step


@dataclass(frozen=True)
class Played:
    """What playing a story came to."""

    sent: int
    skipped: int
    """Steps that the journal held already."""
    waiting_for: datetime | None
    """The date of the next step, if it lies in the future."""


async def play(
    session: Session, client: Client, story: GrantFile, told: Callable[[str], None]
) -> Played:
    """Start the grant and send its story up to today; `told` hears of each step.

    Raises MistakeError where a step is refused, naming it; what was sent before it stays.
    """
    now = datetime.now(UTC)
    if story.opened_on > now:
        return Played(0, 0, story.opened_on)
    if await begin(session, client, story.reference, story.opening):
        told(f"{_date(story.opened_on)}  open-grant")
    sent = skipped = 0
    for step in story.steps:
        if step.on > now:
            await _go_live(session, client, story, now)
            await told_all(session, client, story.reference)
            return Played(sent, skipped, step.on)
        if session.journal.key(story.reference, step.key):
            skipped += 1
            continue
        await settled(session, client, story.reference)
        await _sent(session, client, story.reference, step)
        told(f"{_date(step.on)}  {step.do}")
        sent += 1
    await settled(session, client, story.reference)
    await told_all(session, client, story.reference)
    return Played(sent, skipped, None)


async def _sent(session: Session, client: Client, reference: str, step: Step) -> None:
    try:
        await send(session, client, reference, message_of(session, reference, step))
    except RefusedError as refused:
        field = f", {refused.field}" if refused.field else ""
        message = (
            f"Step {step.key} ({_date(step.on)}{field}) is refused: {refused} "
            "What was sent before it stays; correct the file and play it again."
        )
        raise MistakeError(message) from None
    except TroubleError as trouble:
        said = str(trouble).rstrip(".")
        message = f"Step {step.key} ({_date(step.on)}): {said}. Or play the file again."
        raise TroubleError(message) from trouble


def message_of(session: Session, reference: str, step: Step) -> Message:
    """A step as it is sent: bids sealed, envelopes opened, irregular events found."""
    try:
        return step.message(
            seal=lambda step: _sealed(session, reference, step),
            unseal=lambda step: openings(session, reference, step.content["lot"]),
            locate=lambda key: _located(session, reference, key),
        )
    except SealError as error:
        message = f"Step {step.key} ({_date(step.on)}): {error}"
        raise MistakeError(message) from error


def _sealed(session: Session, reference: str, step: Step) -> Sealed:
    lot, bid = step.content["lot"], step.content["bid"]
    if step.offer is None:
        message = f"step {step.key} brings no offer"
        raise SealError(message)
    return seal_offer(session, reference, lot=lot, bid=bid, opening=(step.offer, step.salt))


def _located(session: Session, reference: str, key: str) -> int:
    found = session.journal.key(reference, key)
    if not found:
        message = f"The journal holds nothing under {key}: send that step first."
        raise MistakeError(message)
    return found[-1].envelope.sequence


async def _go_live(session: Session, client: Client, story: GrantFile, now: datetime) -> None:
    """From today on the wall clock rules: the story goes on in the present."""
    await settled(session, client, story.reference)
    grant = replay(story.reference, session.stream(story.reference))
    if grant.agreement.live_from is not None or grant.ended:
        return
    able = [
        person.actor
        for person in grant.agreement.people
        if person.role is Role.PROGRAMME and person.holds(now)
    ]
    by = next(iter(able), story.opening.by)
    message = Message(key="story/go-live", by=by, on=now, command=GoLive())
    try:
        await send(session, client, story.reference, message)
    except RefusedError as refused:
        told = f"{story.reference} cannot go live: {refused}"
        raise MistakeError(told) from None


def _date(moment: datetime) -> str:
    return f"{moment:%d %b %Y}"
