"""The journal where there is none: it holds nothing, and looking at it makes nothing."""

from collections.abc import Sequence

from grants.domain.envelope import Envelope
from grants.ports import Entered


class NoJournal:
    """Keeps the promise of Journal for a home that nobody has moved into."""

    def append(self, events: Sequence[Envelope]) -> int:
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

    def verify(self, reference: str) -> list[str]:
        """See Journal."""
        del reference
        return []
