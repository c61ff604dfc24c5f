"""The outside on a bad day: ports that keep their promise, but not always at once."""

import threading
from collections.abc import Sequence

from grants.adapters.database import connect
from grants.adapters.journal import SqlJournal
from grants.domain.envelope import Envelope
from grants.domain.model import Evidence
from grants.domain.state import Grant
from grants.ports import Archive, Notice, Notifier, PermanentFailureError, Traces


class BadDayJournal(SqlJournal):
    """A journal whose writing fails a number of times."""

    def __init__(self, url: str, failures: int = 0) -> None:
        super().__init__(connect(url))
        self.failures = failures
        self.batches: list[tuple[int, int]] = []
        """First and last sequence of each batch that was taken, in order."""

    def append(self, events: Sequence[Envelope]) -> tuple[Grant, ...]:
        """See Journal."""
        if self.failures:
            self.failures -= 1
            message = "the database is down"
            raise OSError(message)
        states = super().append(events)
        self.batches.append((events[0].sequence, events[-1].sequence))
        return states


class LockedArchive:
    """An archive that takes nothing in until it is unlocked."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.unlocked = threading.Event()
        self.asked = threading.Event()

    def put(self, name: str, content: bytes) -> Evidence:
        """See Archive."""
        self.asked.set()
        if not self.unlocked.is_set():
            message = "the archive is locked"
            raise OSError(message)
        return self._archive.put(name, content)

    def get(self, name: str) -> bytes:
        """See Archive."""
        return self._archive.get(name)


class BadDayNotifier:
    """A way to reach people that fails while it is down, and never reaches some of them."""

    def __init__(self, notifier: Notifier, *, unreachable: Sequence[str] = ()) -> None:
        self._notifier = notifier
        self._unreachable = set(unreachable)
        self.down = False
        self.full: set[str] = set()
        """Addresses whose mailboxes take nothing for now."""
        self.refused = 0
        self.sent: list[str] = []
        """The keys of what went out, in order."""

    def erase(self, traces: Traces) -> None:
        """See Notifier."""
        self._notifier.erase(traces)

    @property
    def prompt(self) -> bool:
        """See Notifier."""
        return self._notifier.prompt

    def send(self, notice: Notice) -> None:
        """See Notifier."""
        if self.down:
            self.refused += 1
            message = "the mail server is down"
            raise OSError(message)
        if notice.recipient in self.full:
            message = "452 mailbox full"
            raise OSError(message)
        if notice.recipient in self._unreachable:
            message = f"there is no {notice.recipient}"
            raise PermanentFailureError(message)
        self._notifier.send(notice)
        self.sent.append(notice.key)
