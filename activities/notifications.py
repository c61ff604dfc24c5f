"""The activity that tells people what happened."""

from temporalio import activity

from activities.messages import TellInput
from activities.outside import stream_through
from grants.domain.grant import evolve
from grants.domain.state import Grant
from grants.notices import leaves, notices
from grants.ports import Journal, Ledger, Notice, Notifier, PermanentFailureError


class NotificationActivities:
    """Telling, behind the notifier port: once by the ledger, whatever is retried."""

    def __init__(
        self, journal: Journal, ledger: Ledger, *, notifier: Notifier, keeper: Notifier
    ) -> None:
        self._journal = journal
        self._ledger = ledger
        self._notifier = notifier
        self._keeper = keeper

    @activity.defn
    def tell(self, tell: TellInput) -> int:
        """Compose and send the notices of recorded events; return how many there are.

        A repeat sends only what the ledger does not hold, under the same Message-ID. One
        recipient's lasting refusal is noted and does not hold up the others. Raises a
        retryable error while the journal does not hold the events yet.
        """
        stream = stream_through(self._journal, tell.reference, tell.last)
        grant, told = Grant(reference=tell.reference), 0
        for envelope in stream:
            grant = evolve(grant, envelope)
            if envelope.sequence < tell.first:
                continue
            for notice in notices(grant, envelope):
                self._deliver(notice, leaves=leaves(envelope))
                told += 1
        return told

    def _deliver(self, notice: Notice, *, leaves: bool) -> None:
        if self._ledger.status(notice.key) is not None:
            return
        status = "sent" if leaves else "kept"
        try:
            (self._notifier if leaves else self._keeper).send(notice)
        except PermanentFailureError as failure:
            activity.logger.warning("notice refused", extra={"key": notice.key})
            activity.logger.debug("refusal", extra={"why": str(failure)})
            status = "refused"
        self._ledger.note(notice, status)
