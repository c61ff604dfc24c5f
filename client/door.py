"""The door at which commands are handed in: what every dealing with running grants needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from temporalio.client import Client

from client.streams import grant_of, stream_of
from grants.domain.envelope import Envelope
from grants.domain.procurement.content import Offer, Opening
from grants.domain.state import Grant
from grants.ports import Journal


class Seals(Protocol):
    """Whoever puts offers into envelopes and takes them out again."""

    def seal(
        self, reference: str, *, lot: str, bid: str, offer: Offer, salt: str | None
    ) -> tuple[str, str]:
        """A bid's commitment, and its envelope's name in the archive. Raises MistakeError."""

    def openings(self, reference: str, lot: str) -> list[Opening]:
        """The content of every bid that counts. Raises MistakeError."""


def unheard(sentence: str) -> None:
    """What becomes of progress that nobody listens to."""
    del sentence


@dataclass(frozen=True)
class Door:
    """The grants of one journal, as those see them who send to them."""

    temporal: Client
    journal: Journal
    seals: Seals
    queue: str
    """The task queue on which the journal's own worker listens."""
    place: str = "here"
    """Where the journal is, without passwords."""
    say: Callable[[str], None] = unheard
    """Hears of what an answer does not tell."""

    def stream(self, reference: str) -> list[Envelope]:
        """A grant's events; see `stream_of`."""
        return stream_of(self.journal, reference, place=self.place)

    def grant(self, reference: str) -> Grant:
        """A grant as it stands; see `grant_of`."""
        return grant_of(self.journal, reference, place=self.place)
