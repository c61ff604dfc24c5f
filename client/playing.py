"""Playing a story: opening and steps in date order, each sent once, each waited for."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from client.beginning import begin
from client.door import Door
from client.errors import MistakeError, RefusedError, TroubleError
from client.forgotten import warning
from client.sending import ask, send
from client.settling import all_told, settled
from grants.domain.administration.commands import GoLive
from grants.domain.envelope import Envelope, Message, Receipt
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
    odd: tuple[str, ...] = ()
    """A sentence for each step that differs from what was sent under its key."""


async def play(door: Door, story: GrantFile, heard: Callable[[str], None]) -> Played:
    """Start the grant and send its story up to today; `heard` hears of each step.

    Raises MistakeError where a step is refused, naming it; what was sent before it stays.
    """
    now = datetime.now(UTC)
    if story.opened_on > now:
        return Played(0, 0, story.opened_on)
    if await begin(door, story.reference, story.opening):
        heard(f"{_date(story.opened_on)}  open-grant")
        _warn(heard, opening_warning(story))
    sent = skipped = 0
    odd: list[str] = []
    held = door.journal.keys(story.reference)
    for step in story.steps:
        if step.on > now:
            await _go_live(door, story, now)
            await all_told(door, story.reference)
            return Played(sent, skipped, step.on, tuple(odd))
        if step.key in held:
            skipped += 1
            earlier = door.journal.key(story.reference, step.key)[0].envelope
            odd.extend(_difference(door, story.reference, step, earlier))
            continue
        if not step.complete:
            # what it is made of stands in the journal; the others need not wait for that
            await settled(door, story.reference)
        receipt = await _sent(door, story.reference, step)
        heard(f"{_date(step.on)}  {step.do}")
        if receipt.irregular:
            what = "; ".join(receipt.irregular)
            _warn(heard, f"event {receipt.last} is irregular: {what}")
        _warn(heard, warning(step.do, step.public, story.reference, receipt.last))
        sent += 1
    await settled(door, story.reference)
    await all_told(door, story.reference)
    return Played(sent, skipped, None, tuple(odd))


def opening_warning(story: GrantFile) -> str | None:
    """What a release will need of the opening, and is not public; None where nothing is."""
    return warning("open-grant", story.opening.public, story.reference, 1)


def _warn(heard: Callable[[str], None], says: str | None) -> None:
    if says is not None:
        heard(f"             {says}")


async def _sent(door: Door, reference: str, step: Step) -> Receipt:
    try:
        return await ask(door, reference, message_of(door, reference, step))
    except RefusedError as refused:
        await _kept(door, reference)
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


async def _kept(door: Door, reference: str) -> None:
    """Wait for the journal to hold what was sent before a refusal; without it, the mend is told."""
    with contextlib.suppress(TroubleError):
        await settled(door, reference)


def _difference(door: Door, reference: str, step: Step, held: Envelope) -> Iterator[str]:
    """How a step differs from what its key led to; what cannot be made again is not compared."""
    fields = [
        name
        for name, value in step.content.items()
        if hasattr(held.data, name) and getattr(held.data, name) != value
    ]
    around = {
        "on": held.on != step.on,
        "evidence": held.evidence != step.evidence,
        "public": set(held.public) != set(step.public),
    }
    names = [*fields, *(name for name, differs in around.items() if differs)]
    if any(around.values()) or _asks_otherwise(door, reference, step, held):
        yield (
            f"Step {step.key} ({_date(step.on)}) differs from event {held.sequence}, which was "
            f"recorded under its key ({', '.join(names) or 'its content'}), and is not sent again. "
            f"See: grants timeline {reference} {held.sequence}"
        )


def _asks_otherwise(door: Door, reference: str, step: Step, held: Envelope) -> bool:
    try:
        if step.offer is not None:
            opened = door.seals.openings(reference, step.content["lot"])
            mine = [item.offer for item in opened if item.bid == step.content["bid"]]
            return bool(mine) and mine[0] != step.offer
        return message_of(door, reference, step).asked != held.asked
    except MistakeError:
        return False


def message_of(door: Door, reference: str, step: Step) -> Message:
    """A step as it is sent: bids sealed, envelopes opened, irregular events found."""
    try:
        return step.message(
            seal=lambda step: _sealed(door, reference, step),
            unseal=lambda step: door.seals.openings(reference, step.content["lot"]),
            locate=lambda key: _located(door, reference, key),
        )
    except MistakeError as error:
        message = f"Step {step.key} ({_date(step.on)}): {error}"
        raise MistakeError(message) from error


def _sealed(door: Door, reference: str, step: Step) -> tuple[str, str]:
    lot, bid = step.content["lot"], step.content["bid"]
    if step.offer is None:
        message = f"step {step.key} brings no offer"
        raise MistakeError(message)
    return door.seals.seal(reference, lot=lot, bid=bid, offer=step.offer, salt=step.salt)


def _located(door: Door, reference: str, key: str) -> tuple[int, str]:
    found = door.journal.key(reference, key)
    if not found:
        message = f"The journal holds nothing under {key}: send that step first."
        raise MistakeError(message)
    return found[-1].envelope.sequence, found[-1].envelope.type


async def _go_live(door: Door, story: GrantFile, now: datetime) -> None:
    """From today on the wall clock rules: the story goes on in the present."""
    await settled(door, story.reference)
    grant = door.journal.folded(story.reference)
    if grant.administration.live_from is not None or grant.ended:
        return
    able = [
        person.actor
        for person in grant.administration.people
        if person.role is Role.PROGRAMME and person.holds(grant.policy.day(now))
    ]
    by = next(iter(able), story.opening.by)
    message = Message(key="story/go-live", by=by, on=now, command=GoLive())
    try:
        await send(door, story.reference, message)
    except RefusedError as refused:
        refusal = f"{story.reference} cannot go live: {refused}"
        raise MistakeError(refusal) from None


def _date(moment: datetime) -> str:
    return f"{moment:%d %b %Y}"
