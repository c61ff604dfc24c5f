"""What activities share in dealing with the outside: a stream that is there, a failure for good."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.exceptions import ApplicationError

from grants.domain.envelope import Envelope
from grants.ports import Journal


def stream_through(journal: Journal, reference: str, last: int) -> list[Envelope]:
    """A grant's events up to a sequence. Raises a retryable error while the journal is behind."""
    held_through(journal, reference, last)
    return [entered.envelope for entered in journal.stream(reference)][:last]


def held_through(journal: Journal, reference: str, last: int) -> None:
    """Raise a retryable error while the journal does not hold a grant's events up to `last`."""
    held = journal.last(reference)
    if held < last:
        message = f"the journal holds {held} events of {reference}"
        raise ApplicationError(message, type="JournalBehind")


@contextmanager
def for_good(*kinds: type[Exception]) -> Iterator[None]:
    """Let Temporal not try again what fails in one of these ways."""
    try:
        yield
    except kinds as failure:
        raise ApplicationError(
            str(failure), type=type(failure).__name__, non_retryable=True
        ) from failure
