"""Who is told of what: which event is told to which role, and to whom of those appointed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from grants.domain.administration.events import DutyMissed, DutyReminded
from grants.domain.envelope import Entry, Envelope
from grants.domain.grant import duties, headline
from grants.domain.messages import ReportedEvent
from grants.domain.model import once
from grants.domain.people import Role
from grants.domain.state import Duty, Grant


@dataclass(frozen=True)
class Reader:
    """A person who is told, with every role held that day."""

    actor: str
    email: str | None
    roles: frozenset[Role]


@dataclass(frozen=True)
class Chapter:
    """One event with the grant as it was after it, and what became open because of it."""

    envelope: Envelope
    grant: Grant
    opened: tuple[Duty, ...]

    def key(self, actor: str) -> str:
        """Names the telling of this event to one person, however events are batched."""
        return f"{self.envelope.stream}/{self.envelope.sequence}/{actor}"


@dataclass(frozen=True)
class Telling:
    """What one person is told at once: events that were recorded together."""

    reader: Reader
    chapters: tuple[Chapter, ...]
    leaves: bool
    """Whether it may leave the house: not what was entered in back entry."""

    @property
    def keys(self) -> tuple[str, ...]:
        """One for each event."""
        return tuple(chapter.key(self.reader.actor) for chapter in self.chapters)


def roles_told(envelope: Envelope) -> tuple[Role, ...]:
    """The roles that an event is told to: as its class says, and whose duty or ruling it is."""
    event = envelope.data
    told = event.told
    if isinstance(event, DutyReminded | DutyMissed):
        told = (event.role, *told)
    if isinstance(event, ReportedEvent) and event.irregularities:
        told = (*told, Role.APPROVER)
    return tuple(dict.fromkeys(told))


def announcement(envelope: Envelope) -> str:
    """What the telling of an event is called: Procurement officer: award approved (vehicles)."""
    roles = ", ".join(role.label for role in roles_told(envelope))
    return f"{roles}: {headline(envelope).text}"


def leaves(envelope: Envelope) -> bool:
    """Whether notices about an event may leave the house: not in back entry."""
    return envelope.entry is not Entry.BACK


def told_on(envelope: Envelope) -> datetime:
    """The instant by which appointments are asked: when it was recorded; in back entry, when it
    happened. An event that is dated back cannot choose who hears of it.
    """
    return envelope.recorded_at if leaves(envelope) else envelope.on


def tellings(states: Sequence[Grant], batch: Sequence[Envelope]) -> list[Telling]:
    """Who is told what of a batch; `states` are the grant before it and after each of its events.

    Of an event hears whoever holds a role that it is told to, or whose turn it has become by it.
    Each person is told once, of what may leave the house and of what may not apart. Which person
    is told of which event does not depend on where the batch begins and ends.
    """
    found = dict[tuple[str, bool], Telling]()
    for envelope, (before, grant) in zip(batch, pairwise(states), strict=True):
        told = roles_told(envelope)
        open_before = _open(before)
        opened = tuple(duty for key, duty in _open(grant).items() if key not in open_before)
        chapter = Chapter(envelope, grant, opened)
        for reader in _readers(chapter, told) if told else ():
            key = (reader.actor, leaves(envelope))
            earlier = found[key].chapters if key in found else ()
            found[key] = Telling(reader, (*earlier, chapter), key[1])
    return list(found.values())


def _open(grant: Grant) -> dict[tuple[str, datetime | None], Duty]:
    return once(grant, "open", lambda: {(duty.key, duty.due): duty for duty in duties(grant)})


def _readers(chapter: Chapter, told: tuple[Role, ...]) -> Iterator[Reader]:
    concerned = {*told, *(duty.role for duty in chapter.opened)}
    day = chapter.grant.policy.day(told_on(chapter.envelope))
    roles, mails = dict[str, set[Role]](), dict[str, str | None]()
    for appointment in chapter.grant.administration.people:
        if appointment.holds(day):
            roles.setdefault(appointment.actor, set()).add(appointment.role)
            mails[appointment.actor] = mails.get(appointment.actor) or appointment.email
    for actor, held in roles.items():
        if held & concerned:
            yield Reader(actor, mails[actor], frozenset(held))
