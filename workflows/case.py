"""A grant in hand: decides commands, moves the state, queues what happened for the journal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from grants.domain import clock
from grants.domain.admission import AT_ONCE, admit, due, ring
from grants.domain.clock import Reading
from grants.domain.envelope import Envelope, Message, Receipt
from grants.domain.errors import NotYetError, RefusalError
from grants.domain.grant import evolve
from grants.domain.keys import Keys
from grants.domain.model import Stage
from grants.domain.procurement.commands import OpenBids
from grants.domain.reporting.events import DocumentRequested
from grants.domain.state import Grant
from workflows.messages import Carried, GrantInput, Progress, Untold
from workflows.refusals import attempt, halted, refused

Admitted = tuple[Grant, tuple[Envelope, ...]]

BACKLOG: Final = 100
"""Where so many events wait for the journal or for the post, it is down."""


A_MOMENT: Final = timedelta(milliseconds=1)
"""Ends a workflow's turn, which may not take long, where very much is due."""
GO_ON: Final = "Ring what else is due"


class Case:
    """The grant's state, its keys, its outbox, and what is still to be told."""

    def __init__(self, start: GrantInput) -> None:
        self.reference = start.reference
        self.keys = Keys()
        self.outbox: list[Envelope] = []
        self.untold: list[Untold] = []
        self.halted: str | None = None
        self.refusal: ApplicationError | None = None
        """Why the grant could not be opened, if so: its workflow fails before it has run."""
        self.tired: Callable[[], bool] = bool
        """Whether the run should come to rest, so that nothing more is begun in it."""
        self.resting = False
        self._grant: Grant | None = None
        self._through = start.through
        self._under_way = 0
        self._checked: tuple[Message, Grant, datetime, Admitted] | None = None
        if start.carried is not None:
            self._take_over(start.carried)
        elif start.opening is not None:
            self._grant = Grant(reference=start.reference)
            self._open(start.opening)

    def _take_over(self, carried: Carried) -> None:
        self.outbox.extend(carried.outbox)
        self.untold.extend(carried.untold)
        self._through = carried.through
        if carried.grant is not None:
            self.restore(carried.grant, Keys(carried.keys))

    def _open(self, opening: Message) -> None:
        try:
            with attempt(self.reference, opening):
                self.handle(opening)
        except ApplicationError as refusal:
            self.refusal = refusal

    @property
    def grant(self) -> Grant:
        """The state; asked only once it is there."""
        if self._grant is None:
            message = f"grant {self.reference} has not been read back yet"
            raise RuntimeError(message)
        return self._grant

    @property
    def loaded(self) -> bool:
        """Whether the state is there: at once, but for a grant that is read back."""
        return self._grant is not None

    @property
    def through(self) -> int:
        """The sequence that the state has come to, or will have come to once it is read back."""
        return self._grant.sequence if self._grant is not None else self._through

    @property
    def live(self) -> bool:
        """Whether the wall clock rules."""
        return self.loaded and clock.is_live(self.grant, workflow.now())

    @property
    def recorded(self) -> int:
        """The last sequence that the journal is known to hold."""
        return self.outbox[0].sequence - 1 if self.outbox else self.through

    def restore(self, grant: Grant, keys: Keys) -> None:
        """Take up a state that was carried over, or folded from the journal.

        What waits for the journal is told to a state that was folded without it.
        """
        for envelope in self.outbox:
            kept = keys.kept.get(envelope.key)
            if kept is None or kept.last < envelope.sequence:
                keys.note([envelope])
            if grant.sequence < envelope.sequence:
                grant = evolve(grant, envelope)
        self._grant, self.keys = grant, keys

    def check(self, message: Message) -> None:
        """Refuse what `handle` would refuse, and change nothing.

        Where it cannot be known yet the handler asks alone; but sealed offers may not come into the
        history on a guess.
        """
        if not self.loaded:
            if isinstance(message.command, OpenBids):
                raise refused(
                    NotYetError(
                        f"Grant {self.reference} is being read back from its journal.",
                        mend="Send it again in a moment.",
                    )
                )
        elif self._receipt(message) is None and not self._has_to_wait(message):
            now = workflow.now()
            self._checked = (message, self.grant, now, self._admitted(message))

    def handle(self, message: Message) -> Receipt:
        """Decide, move the state, queue what happened for the journal."""
        earlier = self._receipt(message)
        if earlier is not None:
            return earlier
        before = self.grant.sequence
        self._enter(*self._admitted(message))
        told = self._receipt(message)
        return told or Receipt(
            stream=self.reference, key=message.key, first=0, last=before, events=()
        )

    def note(self, message: Message) -> None:
        """Take a service's own message; what is refused is logged, and fails nothing."""
        try:
            self.handle(message)
        except ApplicationError as refusal:
            workflow.logger.warning(
                "service refused", extra={"reference": self.reference, "refusal": refusal.type}
            )

    def strike(self) -> bool:
        """Ring what is due by the wall clock, so many at once; whether anything came of it."""
        if self.halted is not None or not self.live:
            return False
        grant, rung = ring(self.grant, clock.wall(workflow.now()))
        self._enter(grant, rung)
        return bool(rung)

    def behind(self, reading: Reading) -> bool:
        """Whether more alarms are due than one turn may ring."""
        return due(self.grant, reading.at) >= AT_ONCE

    async def catch_up(self, message: Message) -> None:
        """Ring what is due before a message is decided, turn by turn where it is very much.

        In back entry a date moves the clock over what the engine drafts by itself: what is said of
        documents waits for that, for seconds.
        """
        if self.halted is not None or self._receipt(message) is not None:
            return
        while self.behind(reading := self._reading(message)):
            grant, rung = ring(self.grant, reading)
            if not rung:
                return
            self._enter(grant, rung)
            await workflow.sleep(A_MOMENT, summary=GO_ON)
        if self._awaits_drafts(message):
            self._enter(*ring(self.grant, self._reading(message)))
            # a draft is recorded and mailed before anybody acts on it, as it would be in life
            await workflow.wait_condition(lambda: not pending(self.grant) and not self.outbox)

    def _has_to_wait(self, message: Message) -> bool:
        return self.behind(self._reading(message)) or self._awaits_drafts(message)

    def _awaits_drafts(self, message: Message) -> bool:
        """Whether, in back entry, the date of what is said of documents has one drafted first."""
        grant = self.grant
        if self.live or not grant.is_open or message.command.stage is not Stage.REPORTING:
            return False
        _, rung = ring(grant, self._reading(message))
        asked = any(isinstance(envelope.data, DocumentRequested) for envelope in rung)
        return asked or bool(pending(grant))

    def _reading(self, message: Message) -> Reading:
        try:
            return clock.read(self.grant, message, workflow.now())
        except RefusalError as refusal:
            raise refused(refusal) from refusal

    def _receipt(self, message: Message) -> Receipt | None:
        if self.halted is not None:
            raise halted(self.halted)
        try:
            return self.keys.receipt(self.reference, message)
        except RefusalError as refusal:
            raise refused(refusal) from refusal

    def _admitted(self, message: Message) -> Admitted:
        """What the rules make of a message: once for validator and handler, where nothing moved."""
        now = workflow.now()
        if self._checked is not None:
            asked, grant, at, admitted = self._checked
            self._checked = None
            if asked == message and grant is self._grant and at == now:
                return admitted
        reading = self._reading(message)
        try:
            return admit(self.grant, message, reading)
        except RefusalError as refusal:
            raise refused(refusal) from refusal

    def _enter(self, grant: Grant, envelopes: tuple[Envelope, ...]) -> None:
        self._grant = grant
        self.keys.note(envelopes)
        self.outbox.extend(envelopes)
        for envelope in envelopes:
            workflow.logger.info(
                "event",
                extra={
                    "reference": self.reference,
                    "sequence": envelope.sequence,
                    "event_type": envelope.type,
                    "key": envelope.key,
                },
            )

    def confirm(self, recorded: int, *, told: bool) -> None:
        """Take recorded events out of the outbox; what nobody has heard of yet is to be told."""
        first, last = self.outbox[0].sequence, self.outbox[recorded - 1].sequence
        del self.outbox[:recorded]
        if not told:
            self.untold.append(Untold(first=first, last=last))

    async def work(self, due: Callable[[], object]) -> bool:
        """Wait for work; whether it may be begun. A run that is tired begins nothing more."""
        await workflow.wait_condition(lambda: self.resting or (bool(due()) and not self.tired()))
        return not self.resting

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Mark that the outside is being asked, so that the run does not come to rest meanwhile.

        The answer would be lost: notices would be sent again, and a command that is being decided
        would hear that its workflow was not ready.
        """
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    @property
    def quiet(self) -> bool:
        """Whether nothing is under way; but what piles up because the outside is down may wait."""
        return not self._under_way or max(len(self.outbox), self.unheard) > BACKLOG

    @property
    def unheard(self) -> int:
        """Events whose notices have not reached everybody."""
        return sum(item.last - item.first + 1 for item in self.untold)

    @property
    def progress(self) -> Progress:
        """How far the workflow is with what follows from its events."""
        return Progress(
            loaded=self.loaded,
            sequence=self.through,
            unrecorded=len(self.outbox),
            untold=self.unheard,
            drafting=pending(self.grant) if self.loaded else (),
            live=self.live,
            halted=self.halted,
        )

    def carried(self, up_to: int) -> Carried:
        """What the next run takes over; a large state is read back from the journal instead.

        Not where the journal is down: commands would have to wait for it.
        """
        large = len(self.grant.model_dump_json().encode()) > up_to
        by_reference = large and len(self.outbox) <= BACKLOG
        return Carried(
            grant=None if by_reference else self.grant,
            through=self.grant.sequence,
            keys={} if by_reference else self.keys.kept,
            outbox=tuple(self.outbox),
            untold=tuple(self.untold),
        )


def pending(grant: Grant) -> tuple[str, ...]:
    """Documents that were asked for and are not drafted yet; a cancelled grant takes none in."""
    if grant.administration.ended == "cancelled":
        return ()
    return tuple(name for name, document in grant.reporting.documents.items() if document.pending)
