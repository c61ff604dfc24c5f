"""Playing a story: opening and steps in date order, each sent once, each waited for."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from cli.errors import MistakeError, TroubleError
from cli.grantfile import GrantFile, Step
from cli.sending import Refused, begin, in_journal, progress, send
from cli.session import Session
from grants.adapters.seal import Sealed, SealError, new_salt, seal, unseal
from grants.domain.agreement.commands import GoLive
from grants.domain.envelope import Message
from grants.domain.grant import replay
from grants.domain.procurement.commands import Opening
from grants.ports import PermanentFailureError
from workflows.messages import grant_workflow_id

TELLING: Final = 10.0
"""Seconds for which the last notices are waited for."""
PATIENCE: Final = 60.0
"""Seconds for which a step waits for the documents that were asked for before it."""


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
    if await begin(session, client, story.reference, story.opening):
        told(f"{_date(story.opening.on)}  open-grant")
    await _settled(session, client, story.reference)
    sent = skipped = 0
    for step in story.steps:
        if step.on > now:
            await _go_live(session, client, story, now)
            await _told(session, client, story.reference)
            return Played(sent, skipped, step.on)
        if session.journal.key(story.reference, step.key):
            skipped += 1
            continue
        await _settled(session, client, story.reference)
        await _sent(session, client, story.reference, step)
        told(f"{_date(step.on)}  {step.do}")
        sent += 1
    await _settled(session, client, story.reference)
    await _told(session, client, story.reference)
    return Played(sent, skipped, None)


async def _sent(session: Session, client: Client, reference: str, step: Step) -> None:
    try:
        await send(session, client, reference, message_of(session, reference, step))
    except Refused as refused:
        message = f"step {step.key} ({step.on.date()}): {refused}"
        raise MistakeError(message) from None


def message_of(session: Session, reference: str, step: Step) -> Message:
    """A step as it is sent: bids sealed, envelopes opened, irregular events found."""
    try:
        return step.message(
            seal=lambda step: _sealed(session, reference, step),
            unseal=lambda step: openings(session, reference, step.content["lot"]),
            locate=lambda key: _located(session, reference, key),
        )
    except SealError as error:
        raise MistakeError(str(error)) from error


def _sealed(session: Session, reference: str, step: Step) -> Sealed:
    lot, bid = step.content["lot"], step.content["bid"]
    if step.offer is None:
        message = f"step {step.key} brings no offer"
        raise MistakeError(message)
    return seal_offer(session, reference, lot=lot, bid=bid, opening=(step.offer, step.salt))


def seal_offer(
    session: Session, reference: str, *, lot: str, bid: str, opening: tuple[object, str | None]
) -> Sealed:
    """Seal an offer into the archive; an envelope that is there already is used again."""
    offer, salt = opening
    keys, archive = session.settings.keys, session.archive
    if salt is None:
        try:
            salt = unseal(keys, archive, reference=reference, lot=lot, bid=bid).salt
        except (SealError, PermanentFailureError):
            salt = new_salt()
    content = Opening.model_validate({"bid": bid, "offer": offer, "salt": salt})
    return seal(keys, archive, reference=reference, lot=lot, opening=content)


def openings(session: Session, reference: str, lot: str) -> list[Opening]:
    """The content of every bid that counts, from its archived envelope."""
    grant = replay(reference, session.stream(reference))
    return [
        unseal(session.settings.keys, session.archive, reference=reference, lot=lot, bid=name)
        for name, bid in grant.lot(lot).bids.items()
        if grant.counts(bid.sequence)
    ]


def _located(session: Session, reference: str, key: str) -> int:
    found = session.journal.key(reference, key)
    if not found:
        message = f"The journal holds nothing under {key}: send that step first."
        raise MistakeError(message)
    return found[-1].envelope.sequence


async def _settled(session: Session, client: Client, reference: str) -> None:
    """Wait until the journal has everything and no document is being drafted."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if _ended(session, reference):
            return
        state = await progress(client, reference)
        if state.halted is not None:
            message = f"Grant {reference} is halted: {state.halted}"
            raise TroubleError(message)
        if not state.drafting and await in_journal(session, reference, state.sequence):
            return
        await asyncio.sleep(0.05)
    message = f"Grant {reference} is still drafting documents. Play the file again later."
    raise TroubleError(message)


async def _told(session: Session, client: Client, reference: str) -> None:
    """Wait, briefly, until everybody has been told; mail that is down is not waited for."""
    deadline = time.monotonic() + TELLING
    while time.monotonic() < deadline:
        if _ended(session, reference) and await _over(client, reference):
            return
        state = await progress(client, reference)
        if not state.unrecorded and not state.untold and not _ended(session, reference):
            return
        await asyncio.sleep(0.05)


async def _over(client: Client, reference: str) -> bool:
    """Whether the grant's workflow has ended, or is no longer known to the server."""
    try:
        found = await client.get_workflow_handle(grant_workflow_id(reference)).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return True
        raise
    return found.status is not WorkflowExecutionStatus.RUNNING


def _ended(session: Session, reference: str) -> bool:
    stream = [entered.envelope for entered in session.journal.stream(reference)]
    grant = replay(reference, stream)
    return grant.ended and not any(item.pending for item in grant.reporting.documents.values())


async def _go_live(session: Session, client: Client, story: GrantFile, now: datetime) -> None:
    """From today on the wall clock rules: the story goes on in the present."""
    message = Message(key="story/go-live", by=story.opening.by, on=now, command=GoLive())
    await send(session, client, story.reference, message)


def _date(moment: datetime | None) -> str:
    return f"{moment:%d %b %Y}" if moment else ""
