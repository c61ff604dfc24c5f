"""What people would receive of a conversation: letters by person, each from its own batch."""

from collections.abc import Iterable, Sequence
from typing import Any

from grants.domain.administration.events import PersonAppointed
from grants.domain.envelope import Entry, Envelope
from grants.domain.grant import course, replay
from grants.domain.state import Grant
from grants.notices import Telling, letter, tellings
from grants.ports import Notice

PAGE = "https://temporal.example.org/namespaces/default/workflows/grant%2FEXA-1"


def with_mail(stream: Iterable[Envelope], **changes: Any) -> list[Envelope]:
    """The stream of a live grant in which everybody has a mail address."""
    return [
        _reachable(event).model_copy(update={"entry": Entry.LIVE} | changes) for event in stream
    ]


def _reachable(envelope: Envelope) -> Envelope:
    event = envelope.data
    if not isinstance(event, PersonAppointed):
        return envelope
    mail = {"email": f"{event.appointment.actor}@example.org"}
    appointment = event.appointment.model_copy(update=mail)
    return envelope.model_copy(
        update={"data": event.model_copy(update={"appointment": appointment})}
    )


def told(stream: Sequence[Envelope], first: int, last: int) -> tuple[Grant, list[Telling]]:
    """The grant after a batch, by sequence, both ends included, and who is told what of it."""
    batch = stream[first - 1 : last]
    states = course(replay(stream[0].stream, stream[: first - 1]), batch)
    return states[-1], tellings(states, batch)


def letters(stream: Sequence[Envelope], first: int, last: int, **more: Any) -> dict[str, Notice]:
    """The letters about a batch, by person."""
    grant, found = told(stream, first, last)
    options = {"contents": {}, "page": PAGE} | more
    written = {one.reader.actor: letter(one, grant, **options) for one in found}
    return {actor: notice for actor, notice in written.items() if notice is not None}


def about(stream: Sequence[Envelope], kind: str, **more: Any) -> dict[str, Notice]:
    """The letters about the last event of a type, by person."""
    at = max(event.sequence for event in stream if event.type == kind)
    return letters(stream, at, at, **more)
