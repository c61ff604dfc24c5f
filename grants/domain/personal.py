"""Where names, addresses and words of people stand in events, and what is left once they go.

Short names stay: they are what acts are signed with, and an installation chooses them. Those who
are only named as having signed an agreement have none: they go together.
"""

from collections.abc import Collection, Iterator
from typing import Any, Final

from grants.domain.administration.events import PersonAppointed
from grants.domain.agreement.events import AgreementSigned
from grants.domain.delivery.content import Guest
from grants.domain.delivery.events import CeremonyHeld, PeopleInvited
from grants.domain.envelope import Envelope
from grants.domain.messages import Event
from grants.domain.people import ERASED, Appointment, PersonName

Places = dict[str, dict[int, tuple[str, ...]]]
"""By short name, then by sequence: the paths of what an event says of a person."""

Left = str | list[str] | None
"""What may be left in a value's place."""
SIGNATORIES: Final = "signatories"
"""Stands for all who are named as having signed, where a short name is asked for."""


def noted(places: Places, envelope: Envelope) -> Places:
    """The places once an event is known."""
    found = dict(_said(envelope.data))
    if not found:
        return places
    at = envelope.sequence
    return {
        **places,
        **{person: {**places.get(person, {}), at: paths} for person, paths in found.items()},
    }


def _said(event: Event) -> Iterator[tuple[str, tuple[str, ...]]]:
    match event:
        case PersonAppointed(appointment=appointment):
            yield appointment.actor, tuple(_appointed(appointment))
        case AgreementSigned(signatories=names) if names:
            yield SIGNATORIES, (f"data.{SIGNATORIES}",)
        case PeopleInvited(guests=guests):
            for number, guest in enumerate(guests):
                yield guest.person, tuple(_guest(f"data.guests[{number}]", guest))
        case CeremonyHeld():
            yield from _held(event)
        case _:
            return


def _appointed(appointment: Appointment) -> Iterator[str]:
    yield from _name("data.appointment.name", appointment.name)
    if appointment.email is not None:
        yield "data.appointment.email"


def _guest(path: str, guest: Guest) -> Iterator[str]:
    yield from _name(f"{path}.name", guest.name)
    for field in ("title", "later", "remark"):
        if getattr(guest, field) is not None:
            yield f"{path}.{field}"


def _name(path: str, name: PersonName) -> Iterator[str]:
    yield f"{path}.family"
    for field in ("given", "honorific"):
        if getattr(name, field) is not None:
            yield f"{path}.{field}"


def _held(event: CeremonyHeld) -> Iterator[tuple[str, tuple[str, ...]]]:
    for number, guest in enumerate(event.attendees):
        spoken = [
            f"data.remarks[{at}].words"
            for at, remark in enumerate(event.remarks)
            if remark.speaker == guest.person
        ]
        on_it = event.caption is not None and guest.name.family in event.caption
        pictured = ["data.caption"] if on_it else []
        yield guest.person, (*_guest(f"data.attendees[{number}]", guest), *spoken, *pictured)


def left(path: str) -> Left:
    """What stands at a path once it is erased: a word where one has to stand, else nothing."""
    if path.endswith(f".{SIGNATORIES}"):
        return []
    return ERASED if path.endswith((".family", ".words")) else None


def without(value: Any, path: str, paths: Collection[str]) -> Any:  # noqa: ANN401 - what JSON holds
    """A value of JSON, at `path`, with what is at `paths` taken out."""
    if path in paths:
        return left(path)
    if isinstance(value, dict):
        return {name: without(item, f"{path}.{name}", paths) for name, item in value.items()}
    if isinstance(value, list):
        return [without(item, f"{path}[{at}]", paths) for at, item in enumerate(value)]
    return value


def erased(envelope: Envelope, paths: Collection[str]) -> Envelope:
    """An event with what is at `paths` taken out."""
    content = envelope.model_dump(mode="json")
    return Envelope.model_validate({**content, "data": without(content["data"], "data", paths)})
