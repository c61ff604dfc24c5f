"""Activities that write the journal and read a grant back from it."""

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.messages import FoldInput, RecordInput
from grants.domain.grant import replay
from grants.domain.state import Grant
from grants.ports import Journal, JournalConflictError


class JournalActivities:
    """Recording and reading back, behind the journal port."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @activity.defn
    def record_events(self, record: RecordInput) -> int:
        """Append events; return the stream's last sequence. A repeat is skipped by the journal.

        Fails for good with `JournalConflictError` where the journal holds something else.
        """
        try:
            return self._journal.append(record.events)
        except JournalConflictError as conflict:
            raise ApplicationError(
                str(conflict), type=JournalConflictError.__name__, non_retryable=True
            ) from conflict

    @activity.defn
    def fold_stream(self, fold: FoldInput) -> Grant:
        """The grant's state from its stream. Reads only, so a repeat is safe."""
        stream = [entered.envelope for entered in self._journal.stream(fold.reference)]
        return replay(
            fold.reference, (event for event in stream if event.sequence <= fold.through)
        )
