"""Activities that write the journal and read a grant back from it."""

from collections.abc import Collection, Iterator

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.messages import Folded, FoldInput, RecordInput, Told
from activities.notifications import NotificationActivities
from activities.outside import for_good, held_through
from grants.domain.administration.events import PersonErased
from grants.domain.people import ERASED
from grants.domain.personal import left
from grants.ports import Entered, Journal, JournalConflictError, Traces
from grants.proof.commitments import fields


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
        for event in record.events:
            _sent_by_its_grant(event.stream)
        with for_good(JournalConflictError):
            states = self._journal.append(record.events)
        erasures = [one.data for one in record.events if isinstance(one.data, PersonErased)]
        for erasure in erasures:
            self._erase(states[0].reference, erasure)
        if erasures:
            # as it is held now: nobody is told of who was erased
            states = self._journal.append(record.events)
        if not record.tell:
            return None
        return self._notifications.tell_at_once(states, record.events)

    def _erase(self, reference: str, event: PersonErased) -> None:
        """Take a person out of all that is kept; of the journal last, which knows the names.

        Whatever is done again after a failure finds nothing left to do.
        """
        stream = self._journal.stream(reference)
        held = [item for item in stream if item.envelope.sequence in event.fields]
        words = {
            word for item in held for word in _erased(item, event.fields[item.envelope.sequence])
        }
        self._notifications.erase(Traces(reference, event.person, tuple(sorted(words))))
        places = {at: {path: left(path) for path in paths} for at, paths in event.fields.items()}
        self._journal.erase(reference, places)

    @activity.defn
    def fold_stream(self, fold: FoldInput) -> Folded:
        """The grant's state and keys from its stream. Reads only, so a repeat is safe.

        Raises a retryable error while the journal is behind.
        """
        held_through(self._journal, fold.reference, fold.through)
        grant = self._journal.folded(fold.reference, through=fold.through)
        return Folded(grant=grant, keys=self._journal.keys(fold.reference))


def _erased(item: Entered, paths: Collection[str]) -> Iterator[str]:
    """The names and addresses that stand at paths of an event."""
    content = fields(item.envelope.model_dump(mode="json"))
    for path in paths:
        value = content.get(path)
        if path.endswith((".family", ".email")) and isinstance(value, str) and value != ERASED:
            yield value


def _sent_by_its_grant(stream: str) -> None:
    """Only a grant's own workflow has decided its events; anybody can ask for an activity."""
    info = activity.info()
    if (info.workflow_type, info.workflow_id) != ("GrantWorkflow", f"grant/{stream}"):
        message = f"events of {stream} are recorded by its own workflow only"
        raise ApplicationError(message, type="NotItsGrant", non_retryable=True)
