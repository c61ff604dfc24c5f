"""Activities that write the journal and read a grant back from it."""

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.messages import Folded, FoldInput, RecordInput, TellInput, Told
from activities.notifications import NotificationActivities
from activities.outside import for_good, held_through
from grants.ports import Journal, JournalConflictError


class JournalActivities:
    """Recording and reading back, behind the journal port."""

    def __init__(self, journal: Journal, notifications: NotificationActivities) -> None:
        self._journal = journal
        self._notifications = notifications

    @activity.defn
    def record_events(self, record: RecordInput) -> Told | None:
        """Append events, then tell of them, if that is asked for; None where that is left to do.

        A repeat is skipped by the journal, and told by the ledger. Fails for good with
        `JournalConflictError` where the journal holds something else, and with `NotItsGrant` where
        anybody but the grant's own workflow asks.
        """
        first, last = record.events[0], record.events[-1]
        for event in record.events:
            _sent_by_its_grant(event.stream)
        with for_good(JournalConflictError):
            self._journal.append(record.events)
        if not record.tell:
            return None
        tell = TellInput(reference=first.stream, first=first.sequence, last=last.sequence)
        return self._notifications.tell_at_once(tell)

    @activity.defn
    def fold_stream(self, fold: FoldInput) -> Folded:
        """The grant's state and keys from its stream. Reads only, so a repeat is safe.

        Raises a retryable error while the journal is behind.
        """
        held_through(self._journal, fold.reference, fold.through)
        grant = self._journal.folded(fold.reference, through=fold.through)
        return Folded(grant=grant, keys=self._journal.keys(fold.reference))


def _sent_by_its_grant(stream: str) -> None:
    """Only a grant's own workflow has decided its events; anybody can ask for an activity."""
    info = activity.info()
    if (info.workflow_type, info.workflow_id) != ("GrantWorkflow", f"grant/{stream}"):
        message = f"events of {stream} are recorded by its own workflow only"
        raise ApplicationError(message, type="NotItsGrant", non_retryable=True)
