"""What activities share in dealing with the outside: a stream that is there, a failure for good."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.exceptions import ApplicationError

from grants.domain.envelope import Envelope
from grants.ports import Journal


def stream_through(journal: Journal, reference: str, last: int) -> list[Envelope]:
    """A grant's events up to a sequence. Raises a retryable error while the journal is behind."""
    stream = [entered.envelope for entered in journal.stream(reference)]
    if len(stream) < last:
        message = f"the journal holds {len(stream)} events of {reference}"
        raise ApplicationError(message, type="JournalBehind")
    return stream[:last]


@contextmanager
def for_good(*kinds: type[Exception]) -> Iterator[None]:
    """Let Temporal not try again what fails in one of these ways."""
    try:
        yield
    except kinds as failure:
        raise ApplicationError(
            str(failure), type=type(failure).__name__, non_retryable=True
        ) from failure
