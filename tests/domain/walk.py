"""A walk to the end: the duties' own commands, sent by people appointed for it, and their mends.

Nothing is done but by admissible commands. Where a duty's command is refused, what its mend names
is sent first; where the world outside would have to act, it is done without where it can be.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from grants.domain.errors import NotAppointedError, RefusalError, SeparationOfDutiesError
from grants.domain.grant import duties
from grants.domain.messages import Command, type_of
from grants.domain.people import ENGINE, Role
from grants.domain.state import Duty, Grant
from tests.domain import moves
from tests.domain import phrases as say
from tests.domain.conversation import Conversation
from tests.domain.mends import FOLLOWED, Refused
from tests.domain.ways import WAYS, Place

STEPS: Final = 300
"""No walk takes more: it would be going round in circles."""
MENDS: Final = 4
"""So many refusals in a row are mended before the next duty is tried."""
RULING: Final = "resolve-irregularity"
DAY: Final = timedelta(days=1)
YEARS: Final = 2000 * DAY
"""So long a walk in back entry may take."""


@dataclass
class Walk:
    """A grant on its way to closed books."""

    talk: Conversation
    patient: bool
    """Whether what was ordered or planned is waited for, or given up where that is possible."""
    taken: list[str] = field(default_factory=list)
    """What was done, for whoever wants to know where it went round in circles."""

    @classmethod
    def on_from(cls, talk: Conversation, *, patient: bool) -> "Walk":
        """A walk from wherever a talk has come; the talk itself goes no further."""
        grant, now = talk.grant, talk.now
        if grant.administration.live_from is None:
            now = max(now, grant.latest_on or now) + YEARS
        return cls(Conversation(grant=grant, now=now), patient)

    @property
    def grant(self) -> Grant:
        return self.talk.grant

    def to_the_end(self) -> Grant:
        """The grant once it is closed; else AssertionError, with the duties that are left."""
        self.appoint()
        for _ in range(STEPS):
            if self.grant.ended:
                return self.grant
            rulings_first = sorted(duties(self.grant), key=lambda duty: duty.command != RULING)
            if not any(self.do(duty) for duty in rulings_first):
                self.wait()
        left = [duty.key for duty in duties(self.grant)]
        raise AssertionError(left, self.taken[-30:])

    def cancelled(self) -> Grant:
        """The grant once somebody has cancelled it."""
        self.appoint()
        assert self.send(moves.cancelling())
        return self.grant

    def appoint(self) -> None:
        """Somebody new in every role, two of them where two are needed."""
        for role in Role:
            for number in ("", "-2") if role is not Role.ENGINE else ():
                assert self.send(say.appointing(f"new-{role.value}{number}", role))

    def send(self, command: Command, *, mends: int = 0) -> bool:
        """Whether somebody may send it, once so many mends have been followed."""
        for by in self.senders(command):
            try:
                self.talk.send(command, by=by)
            except (NotAppointedError, SeparationOfDutiesError):
                continue
            except RefusalError as refusal:
                return mends > 0 and self.mend(command, by, refusal, mends - 1)
            self.taken.append(type_of(type(command)))
            return True
        return False

    def senders(self, command: Command) -> list[str]:
        if command.roles == {Role.ENGINE}:
            return [ENGINE]
        actors = [item.actor for item in self.grant.people if item.role in command.roles]
        return sorted(set(actors), key=lambda actor: not actor.startswith("new-"))

    def mend(self, command: Command, by: str, refusal: RefusalError, mends: int) -> bool:
        """Send what the refusal's mend names, and the command again; a lot given up is enough."""
        at = self.talk.next_moment()
        found = Refused(self.grant, command, by, at, refusal)
        for pattern, follow in FOLLOWED.items():
            named = re.search(pattern, refusal.mend)
            for mending in follow(found, named) if named else ():
                if mending != command and self.send(mending, mends=mends):
                    self.send(command)
                    return True
        return False

    def do(self, duty: Duty) -> bool:
        """Whether a duty could be done, or something that leads to it."""
        what, _, subject = duty.key.partition("/")
        before = self.grant.sequence
        place = Place(self.grant, self.talk.next_moment(), self.patient)
        for command in WAYS[what](place, subject):
            if self.send(command, mends=MENDS):
                return True
            if self.grant.sequence > before:
                return True
        return False

    def wait(self) -> None:
        """Let some days pass, so that what has its time comes due."""
        if self.grant.administration.live_from is None:
            later = (self.talk.next_moment() + 5 * DAY).isoformat()[:16]
            passage = say.passage(f"day-{self.grant.sequence}")
            self.talk.send(passage, by="new-public-information-officer", on=later)
        else:
            self.talk.strike((self.talk.now + 5 * DAY).isoformat()[:16])
        self.taken.append("wait")
