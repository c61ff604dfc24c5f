"""The one envelope: what every event, and every command, carries beside its content."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import Field, TypeAdapter

from grants.domain.commands import GrantCommand
from grants.domain.events import GrantEvent
from grants.domain.model import Evidence, Few, Key, Model, Moment, Reference, Slug, Stage, Text

ALL: Final = "all"
"""In `public`: every field."""


class Message(Model):
    """A command in its envelope: who sends it, when it happened, on what evidence."""

    key: Key
    """Names the sending: the same key is answered with the first receipt, never done twice."""
    by: Slug
    on: Moment | None = None
    """When it happened; without it, now."""
    evidence: Few[Evidence] = ()
    public: Few[Text] = ()
    """The fields that may be published, or `all`; what is not named is restricted."""
    command: GrantCommand

    @property
    def asked(self) -> str:
        """Who sends what, as a short digest."""
        content = f"{self.by}\n{self.command.model_dump_json()}"
        return hashlib.sha256(content.encode()).hexdigest()[:16]


class Entry(StrEnum):
    """How an event came to be recorded."""

    LIVE = "live"
    """When it happened."""
    LATE = "late"
    """After the day on which it happened, in a grant that is live."""
    BACK = "back"
    """In back entry, before the grant went live: its notifications stay in the house."""


class Envelope(Model):
    """An event as it is kept for ever."""

    stream: Reference
    sequence: int = Field(ge=1)
    type: Text
    version: int = Field(ge=1)
    on: Moment
    """When it happened."""
    recorded_at: Moment
    """When it was recorded: the workflow's clock, UTC."""
    actor: Slug
    authority: Text
    """The role, delegated amount and deputation acted under."""
    key: Text
    """The key of the command that it follows from."""
    command: Text
    """The command that it follows from, by type."""
    asked: Text
    """Who sent what, as a short digest: the same key with another content is told apart."""
    caused_by: int | None = None
    """The sequence of the event that it follows from, where no person sent the command."""
    entry: Entry = Entry.LIVE
    evidence: Few[Evidence] = ()
    public: Few[Text] = ()
    """The fields of the content that may be published, or `all`."""
    data: GrantEvent

    @property
    def known(self) -> datetime:
        """When the engine heard of it, by the grant's clock: in back entry, when it happened."""
        return self.on if self.entry is Entry.BACK else self.recorded_at

    @property
    def stage(self) -> Stage:
        """The stage whose event it is."""
        return self.data.stage

    def discloses(self, field: str) -> bool:
        """Whether a field of the content may be published."""
        return ALL in self.public or field in self.public

    def digest(self, previous: str) -> str:
        """The link of the hash chain: sha256 over the previous link and this envelope."""
        return link(previous, self.model_dump(mode="json"))


GENESIS: Final = "0" * 64
"""What the first link of every chain goes back to."""


def link(previous: str, stored: dict[str, Any]) -> str:
    """A link of the hash chain, over the stored form: upcasting an old event does not break it."""
    content = json.dumps(stored, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


Upcast = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTS: Final[dict[tuple[str, int], Upcast]] = {}
"""From a type and version to the next version's content. Empty until a form first changes."""

_ENVELOPE: Final = TypeAdapter(Envelope)


def read(stored: dict[str, Any]) -> Envelope:
    """An envelope from its stored form, brought up to today's version."""
    while upcast := UPCASTS.get((stored["type"], stored["version"])):
        stored = {**stored, "version": stored["version"] + 1, "data": upcast(stored["data"])}
    return _ENVELOPE.validate_python(stored)


class Receipt(Model):
    """The answer to a command: what was recorded because of it."""

    stream: Reference
    key: Text
    first: int
    """The first event's sequence; 0 if nothing had to be recorded."""
    last: int
    events: tuple[Text, ...]
    """The types of the events, in order."""
    irregular: tuple[str, ...] = ()
    """What breaks a rule in what was told, if anything does."""
