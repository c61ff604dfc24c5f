"""The activity that tells people what happened."""

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.messages import NOT_REACHED, TellInput, Told
from activities.outside import held_through
from grants.domain.administration.events import NoticesRepeated
from grants.domain.envelope import Envelope
from grants.domain.grant import course
from grants.domain.state import Grant
from grants.notices import Telling, letter, needed, tellings
from grants.ports import (
    Archive,
    Journal,
    Ledger,
    NobodyReachedError,
    Note,
    Notice,
    Notifier,
    PermanentFailureError,
    Traces,
)

_SHARE: Final = 0.3
"""Of a try's time, when the last mail is begun; those left then are the next try's."""


LATER: Final = "later"
AWAY: Final = "away"


@dataclass(frozen=True)
class TellingOutside:
    """What telling needs from outside."""

    journal: Journal
    ledger: Ledger
    archive: Archive
    notifier: Notifier
    keeper: Notifier
    """Keeps in the house what may not leave it: notices of back entry."""


class NotificationActivities:
    """Telling, behind the notifier port: once by the ledger, whatever is retried."""

    def __init__(self, outside: TellingOutside, *, web_ui: str = "") -> None:
        self._outside = outside
        self._web_ui = web_ui.rstrip("/")

    @activity.defn
    def tell(self, tell: TellInput) -> Told:
        """Tell each person once of what was recorded together; return what came of it.

        The ledger notes each person and event, so a repeat tells only what is lacking, even where
        its batch begins or ends elsewhere. What nobody can deliver is noted as refused. Where
        somebody was not reached for now, the others are told first; then a retryable `NotReached`
        is raised that names them. Raises a retryable error while the journal is behind.

        When is noted? A mail that left cannot be called back, so each is noted at once, by itself:
        a process that dies in between sends one mail twice, with the same bytes and Message-ID.
        One note for the whole batch would send them all twice; a note before sending would lose
        one for good. What is kept in the house is written once by its key, so writing it again
        does nothing, and one transaction notes it all.
        """
        states, batch = _read(self._outside.journal, tell)
        newest = self._outside.journal.folded(tell.reference)
        waiting = self._waiting(states, batch, newest)
        kept = self._keep(states[-1], [one for one in waiting if not one.leaves])
        return self._send(states[-1], _in_turn([one for one in waiting if one.leaves]), kept)

    def tell_at_once(self, states: Sequence[Grant], batch: Sequence[Envelope]) -> Told | None:
        """Tell in the same breath as events are recorded; None where somebody has to wait.

        `states` are the grant before the events and after each, the last of them the newest.
        Nothing that goes wrong here may keep the events from being recorded, and nothing that takes
        its time: mail for somebody else's server is left to `tell`, which has patience.
        """
        try:
            grant = states[-1]
            waiting = self._waiting(states, batch, grant)
            leaving = [one for one in waiting if one.leaves]
            kept = self._keep(grant, [one for one in waiting if not one.leaves])
            if leaving and not self._outside.notifier.prompt:
                return None
            return self._send(grant, leaving, kept)
        except Exception as failure:  # noqa: BLE001
            activity.logger.info("told later", extra={"why": type(failure).__name__})
            return None

    def erase(self, traces: Traces) -> None:
        """Take away what was written to or about a person, and the address. A repeat is safe."""
        for keeper in (self._outside.archive, self._outside.notifier, self._outside.keeper):
            keeper.erase(traces)
        self._outside.ledger.erase(traces)

    def _waiting(
        self, states: Sequence[Grant], batch: Sequence[Envelope], newest: Grant
    ) -> list[Telling]:
        """Who has not been told of a batch, nor of what it repeats, with the address of today."""
        told = tellings(states, batch)
        lacking = list(self._lacking(told, done=("sent", "kept", "refused")))
        for envelope in batch:
            if isinstance(event := envelope.data, NoticesRepeated):
                again = TellInput(reference=envelope.stream, first=event.first, last=event.last)
                earlier = tellings(*_read(self._outside.journal, again))
                lacking += self._lacking(earlier, done=("sent", "kept"))
        mails = _addresses(newest)
        reached = [
            replace(one, reader=replace(one.reader, email=mails.get(one.reader.actor)))
            for one in lacking
        ]
        return [one for one in reached if one.reader.email is not None]

    def _lacking(self, told: Sequence[Telling], *, done: Sequence[str]) -> Iterator[Telling]:
        noted = self._outside.ledger.statuses([key for one in told for key in one.keys])
        for one in told:
            actor = one.reader.actor
            rest = tuple(part for part in one.chapters if noted.get(part.key(actor)) not in done)
            if rest:
                yield replace(one, chapters=rest)

    def _keep(self, grant: Grant, waiting: Sequence[Telling]) -> Told:
        notes: list[Note] = []
        refused: list[str] = []
        for telling, notice in self._letters(grant, waiting):
            status = _deliver(self._outside.keeper, notice, "kept")
            notes += _notes(telling, notice, status)
            refused += [telling.reader.actor] if status == "refused" else []
        self._outside.ledger.note_all(notes)
        return Told(kept=len(waiting) - len(refused), refused=tuple(refused))

    def _send(self, grant: Grant, waiting: Sequence[Telling], result: Told) -> Told:
        until = time.monotonic() + _SHARE * _time_of_a_try()
        came: dict[str, str] = {}
        for telling, notice in self._letters(grant, waiting):
            actor = telling.reader.actor
            if time.monotonic() > until or AWAY in came.values():
                came[actor] = LATER
                continue
            came[actor] = status = self._try(notice)
            if status not in (AWAY, LATER):
                self._outside.ledger.note_all(list(_notes(telling, notice, status)))
        if failed := [actor for actor, status in came.items() if status in (AWAY, LATER)]:
            message = f"{len(failed)} of {len(came)} could not be reached"
            raise ApplicationError(message, failed, type=NOT_REACHED)
        refused = tuple(actor for actor, status in came.items() if status == "refused")
        return result.model_copy(
            update={"sent": len(came) - len(refused), "refused": (*result.refused, *refused)}
        )

    def _try(self, notice: Notice) -> str:
        """Sent, refused, LATER, or AWAY where no notice gets out for now."""
        try:
            return _deliver(self._outside.notifier, notice, "sent")
        except NobodyReachedError as failure:
            _log("nobody reached", notice, failure)
            return AWAY
        except Exception as failure:  # noqa: BLE001 - whatever it is, the others are told
            _log("notice not sent yet", notice, failure)
            return LATER

    def _letters(
        self, grant: Grant, waiting: Sequence[Telling]
    ) -> Iterator[tuple[Telling, Notice]]:
        contents = dict(self._contents(grant, waiting))
        for telling in waiting:
            notice = letter(telling, grant, contents=contents, page=self._page())
            if notice is not None:
                yield telling, notice

    def _contents(self, grant: Grant, waiting: Iterable[Telling]) -> Iterator[tuple[str, bytes]]:
        """What the mails bring from the archive, if it is what was recorded."""
        wanted = {uri for telling in waiting for uri in needed(telling)}
        documents = grant.reporting.documents.values() if wanted else ()
        digests = {file.uri: file.sha256 for document in documents for file in document.files}
        for uri in sorted(wanted):
            try:
                content = self._outside.archive.get(uri)
            except PermanentFailureError:
                continue
            if digests.get(uri) in (None, hashlib.sha256(content).hexdigest()):
                yield uri, content

    def _page(self) -> str | None:
        """The page of the grant's workflow, which this activity runs in."""
        if not self._web_ui:
            return None
        info = activity.info()
        name = quote(info.workflow_id or "", safe="")
        return f"{self._web_ui}/namespaces/{info.workflow_namespace}/workflows/{name}"


def _read(journal: Journal, tell: TellInput) -> tuple[Sequence[Grant], Sequence[Envelope]]:
    """A batch from the journal, and the grant before it and after each of its events."""
    held_through(journal, tell.reference, tell.last)
    before = journal.folded(tell.reference, through=tell.first - 1)
    batch = journal.stream(tell.reference, after=tell.first - 1)[: tell.last - tell.first + 1]
    events = [entered.envelope for entered in batch]
    return course(before, events), events


def _addresses(grant: Grant) -> dict[str, str]:
    """Where people are reached today: an address that was wrong when something happened is not."""
    return {one.actor: one.email for one in grant.people if one.email is not None}


def _in_turn(waiting: list[Telling]) -> list[Telling]:
    """Each try begins with another person, so that a slow mailbox cannot use up every one."""
    first = activity.info().attempt % len(waiting) if waiting else 0
    return [*waiting[first:], *waiting[:first]]


def _time_of_a_try() -> float:
    """Seconds that the server gives one try."""
    limit = activity.info().start_to_close_timeout
    return max(10.0, limit.total_seconds()) if limit is not None else 60.0


def _deliver(notifier: Notifier, notice: Notice, status: str) -> str:
    try:
        notifier.send(notice)
    except PermanentFailureError as failure:
        _log("notice refused", notice, failure)
        return "refused"
    return status


def _log(what: str, notice: Notice, failure: Exception) -> None:
    activity.logger.warning(what, extra={"key": notice.key})
    activity.logger.debug("why", extra={"why": str(failure)})


def _notes(telling: Telling, notice: Notice, status: str) -> Iterator[Note]:
    return (Note(key, status, notice) for key in telling.keys)
