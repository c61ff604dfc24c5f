"""A conversation with a grant: every message is read by its clock and admitted by its rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import pytest

from grants.domain import clock
from grants.domain.admission import admit, ring
from grants.domain.envelope import Envelope, Message
from grants.domain.errors import RefusalError
from grants.domain.events import GrantEvent
from grants.domain.keys import Kept, Keys
from grants.domain.messages import Command
from grants.domain.people import ENGINE, Role
from grants.domain.state import Grant
from tests.domain.cast import at

NOW: Final = at("2026-06-01T12:00")
"""When everything is recorded: a Monday, later than all that is entered back."""
USUAL: Final = {
    Role.PROGRAMME: "pia",
    Role.APPROVER: "ada",
    Role.PROCUREMENT: "paul",
    Role.EVALUATOR: "eva",
    Role.FINANCE: "finn",
    Role.INFORMATION: "ines",
    Role.DONOR: "dan",
    Role.KEEPER: "kim",
    Role.ENGINE: ENGINE,
}
"""Who says what may be said in a role, unless a test names somebody."""

HEARD: Final[set[type[object]]] = set()
"""Classes of all commands, events and refusals that came up in conversations so far."""


@dataclass
class Conversation:
    """A grant that is spoken to; `now` is the wall clock, which a test may move."""

    grant: Grant = field(default_factory=lambda: Grant(reference="EXA-1"))
    stream: list[Envelope] = field(default_factory=list)
    keys: Keys = field(default_factory=Keys)
    now: datetime = NOW
    said: list[Message] = field(default_factory=list)
    """What was admitted, in order."""

    def send(
        self,
        command: Command,
        *,
        by: str | None = None,
        on: str | None = None,
        key: str | None = None,
    ) -> list[GrantEvent]:
        """What follows, the clock's own events included; without `on`, an hour after the last."""
        HEARD.add(type(command))
        message = Message.model_validate(
            {
                "key": key or f"said/{len(self.stream) + 1}",
                "by": by or usual_sender(command),
                "on": at(on) if on else self._next_hour(),
                "command": command,
            }
        )
        return self.admit(message)

    def admit(self, message: Message) -> list[GrantEvent]:
        """What follows from a message, however it came about."""
        try:
            if self.keys.receipt(self.grant.reference, message) is not None:
                return []
            reading = clock.read(self.grant, message, self.now)
            self.grant, new = admit(self.grant, message, reading)
        except RefusalError as refusal:
            HEARD.add(type(refusal))
            raise
        self.said.append(message)
        return self._heard(new)

    def led_to(self, key: str) -> Kept:
        """What a key led to."""
        return self.keys.kept[key]

    def refuses(
        self,
        refusal: type[RefusalError],
        command: Command,
        *,
        field: str = "",
        mend: str,
        by: str | None = None,
        on: str | None = None,
    ) -> RefusalError:
        """Assert that a command is refused so, with its field and mend, and changes nothing."""
        before = (self.grant, len(self.stream))
        with pytest.raises(RefusalError) as caught:
            self.send(command, by=by, on=on)
        assert type(caught.value) is refusal, caught.value
        assert caught.value.field == field
        assert mend in caught.value.mend
        assert str(caught.value) == f"{caught.value.says} {caught.value.mend}"
        assert (self.grant, len(self.stream)) == before
        return caught.value

    def strike(self, moment: str) -> list[GrantEvent]:
        """What the clock of a live grant does by itself at a moment."""
        self.now = at(moment)
        self.grant, new = ring(self.grant, clock.wall(self.now))
        return self._heard(new)

    def catch_up(self, message: Message) -> list[GrantEvent]:
        """What the clock does over a message that has to wait for what was drafted meanwhile."""
        self.grant, new = ring(self.grant, clock.read(self.grant, message, self.now))
        return self._heard(new)

    @property
    def types(self) -> list[str]:
        """The types of all events so far."""
        return [envelope.type for envelope in self.stream]

    @property
    def last(self) -> Envelope:
        return self.stream[-1]

    @property
    def rung(self) -> list[tuple[str, str]]:
        """What the engine did: the event and its instant, to the minute."""
        done = [envelope for envelope in self.stream if envelope.actor == ENGINE]
        return [(envelope.type, envelope.on.isoformat()[:16]) for envelope in done]

    def next_moment(self) -> datetime:
        """By the grant's clock: when what is said next happens, if nothing else is said of it."""
        return self._next_hour() or self.now

    def _next_hour(self) -> datetime | None:
        live = self.grant.administration.live_from
        if live is not None and self.now >= live:
            return None
        return (self.grant.latest_on or at("2025-01-06T08:00")) + timedelta(hours=1)

    def _heard(self, new: Sequence[Envelope]) -> list[GrantEvent]:
        self.stream.extend(new)
        self.keys.note(new)
        HEARD.update(type(envelope.data) for envelope in new)
        return [envelope.data for envelope in new]


def usual_sender(command: Command) -> str:
    """The first of the usual people who may send a command."""
    return next(actor for role, actor in USUAL.items() if role in command.roles)
