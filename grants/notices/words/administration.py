"""What the events of the grant as a whole say: disclosure, and notices that did not arrive."""

from collections.abc import Iterator

from grants.domain.administration.content import Disclosure
from grants.domain.administration.events import (
    FieldsDisclosed,
    FieldsWithheld,
    NoticeFailed,
    NoticesRepeated,
    PersonErased,
)
from grants.notices import plain
from grants.notices.sight import Sight
from grants.notices.words import said


@said.words.register
def _(event: FieldsDisclosed, sight: Sight) -> Iterator[str]:
    yield f"{_fields(event)} may be published from now on."
    yield from _why(event, sight)


@said.words.register
def _(event: FieldsWithheld, sight: Sight) -> Iterator[str]:
    yield f"{_fields(event)} may not be published after all."
    yield from _why(event, sight)


def _fields(event: Disclosure) -> str:
    names = ", ".join(map(plain.free, event.fields))
    return f"Event {event.event} ({plain.free(event.kind)}): {names}"


def _why(event: Disclosure, sight: Sight) -> Iterator[str]:
    if event.reason:
        yield f"Reason: “{sight.free(event.reason)}”"


@said.words.register
def _(event: PersonErased, sight: Sight) -> Iterator[str]:
    events = "1 event" if len(event.fields) == 1 else f"{len(event.fields)} events"
    yield f"What was kept of {event.person} (names, addresses, words) is taken out of {events}."
    yield f"Reason: “{sight.free(event.reason)}”"


@said.words.register
def _(event: NoticeFailed, sight: Sight) -> Iterator[str]:
    whom = ", ".join(event.actors) or "some of those concerned"
    yield f"Notices about events {event.first} to {event.last} did not reach {whom}."
    yield f"Reason: {sight.free(event.why)}"
    yield "What to do: mend the mail server or the address, then have them sent again."


@said.words.register
def _(event: NoticesRepeated, sight: Sight) -> Iterator[str]:
    del sight
    yield f"Notices about events {event.first} to {event.last} are sent again."
