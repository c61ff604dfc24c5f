"""The journal where there is none: it holds nothing, and looking at it makes nothing."""

from collections.abc import Mapping, Sequence

from grants.domain.envelope import Envelope
from grants.domain.keys import Kept
from grants.domain.state import Grant
from grants.ports import Entered
from grants.views.portfolio import Line
from grants.views.view import OpenDuty


class NoJournal:
    """Keeps the promise of Journal for a home that nobody has moved into."""

    def append(self, events: Sequence[Envelope]) -> tuple[Grant, ...]:
        """Nothing is recorded by the command line."""
        message = f"{len(events)} events were to be recorded where there is no journal"
        raise NotImplementedError(message)

    def stream(self, reference: str, *, after: int = 0) -> list[Entered]:
        """See Journal."""
        del reference, after
        return []

    def references(self) -> list[str]:
        """See Journal."""
        return []

    def last(self, reference: str) -> int:
        """See Journal."""
        del reference
        return 0

    def key(self, reference: str, key: str) -> list[Entered]:
        """See Journal."""
        del reference, key
        return []

    @property
    def id(self) -> str:
        """A journal that is not there has no name."""
        return ""

    def keys(self, reference: str) -> dict[str, Kept]:
        """See Journal."""
        del reference
        return {}

    def folded(self, reference: str, *, through: int | None = None) -> Grant:
        """See Journal."""
        del through
        return Grant(reference=reference)

    def portfolio(self) -> list[Line]:
        """See Journal."""
        return []

    def duties(self, reference: str | None = None) -> list[OpenDuty]:
        """See Journal."""
        del reference
        return []

    def balances(self, reference: str) -> dict[str, str]:
        """See Journal."""
        del reference
        return {}

    def rebuild(self) -> list[str]:
        """See Journal."""
        return []

    def checkpoint(self) -> str:
        """See Journal."""
        return ""

    def proof(self, reference: str, sequence: int, paths: Sequence[str]) -> str:
        """See Journal."""
        del paths
        raise LookupError(f"There is no event {sequence} of {reference} in the journal.")

    def erase(self, reference: str, places: Mapping[int, Mapping[str, str | None]]) -> None:
        """See Journal."""
        del places
        raise LookupError(f"There is no grant {reference} in the journal.")

    def verify(self, reference: str) -> list[str]:
        """See Journal."""
        del reference
        return []
