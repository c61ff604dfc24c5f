"""Activities that write the journal and read a grant back from it."""

from temporalio import activity

from activities.messages import FoldInput, RecordInput
from activities.outside import for_good, stream_through
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
        with for_good(JournalConflictError):
            return self._journal.append(record.events)

    @activity.defn
    def fold_stream(self, fold: FoldInput) -> Grant:
        """The grant's state from its stream. Reads only, so a repeat is safe.

        Raises a retryable error while the journal is behind.
        """
        return replay(fold.reference, stream_through(self._journal, fold.reference, fold.through))
