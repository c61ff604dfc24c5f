"""A grant in hand: decides commands, moves the state, queues what happened, keeps the time."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from grants.domain.alarms import Alarm, alarms
from grants.domain.envelope import Envelope, Message, Receipt
from grants.domain.errors import NotYetError, RefusalError
from grants.domain.grant import admit, duties, ring
from grants.domain.procurement.commands import OpenBids
from grants.domain.state import Duty, Grant
from grants.notices import announcement, roles_told
from workflows.clock import Clock, is_live
from workflows.messages import GrantInput, Progress, Untold
from workflows.refusals import attempt, halted, refused

Condition = Callable[[Grant], object]

BACKLOG = 100
"""Where so many events wait for the journal or for the post, it is down."""


class Setting(NamedTuple):
    """What the clock has to do next for some duties, and when it strikes by itself."""

    alarm: Alarm
    at: datetime | None
    """None in back entry, where only messages move time."""


def never(_: Grant) -> bool:
    """Of duties that may come up again for as long as the grant runs."""
    return False


class Case:
    """The grant's state and its outbox, the clock that both go by, and the processes at work."""

    def __init__(self, start: GrantInput) -> None:
        self.reference = start.reference
        self.outbox: list[Envelope] = list(start.outbox)
        self.untold: list[Untold] = list(start.untold)
        self.halted: str | None = None
        self.refusal: ApplicationError | None = None
        """Why the grant could not be opened, if so: its workflow has failed before it ran."""
        self._under_way = 0
        self._tired: Callable[[], bool] = bool
        self._resting = False
        self._through = start.through
        self._grant = start.grant
        self._clock = Clock()
        self._settings: dict[tuple[str, ...], Setting | None] = {}
        self._processes: list[asyncio.Task[None]] = []
        if start.opening is not None and start.grant is None:
            self._grant = Grant(reference=start.reference)
            self._open(start.opening)

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

    def restore(self, grant: Grant) -> None:
        """Take up a state that was folded from the journal."""
        self._grant = grant

    def check(self, message: Message) -> None:
        """Refuse what `handle` would refuse, and change nothing.

        Before the grant is read back nobody can say, and the handler asks again; but sealed offers
        may not come into the history on a guess.
        """
        if self.loaded:
            self._admitted(message)
        elif isinstance(message.command, OpenBids):
            raise refused(
                NotYetError(
                    f"Grant {self.reference} is being read back from its journal.",
                    mend="Send it again in a moment.",
                )
            )

    def handle(self, message: Message) -> Receipt:
        """Decide, move the state, queue what happened for the journal."""
        grant, envelopes = self._admitted(message)
        self._enter(grant, envelopes)
        return grant.receipts[message.key]

    def note(self, message: Message) -> None:
        """Take a service's own message; what is refused is logged, and fails nothing."""
        try:
            self.handle(message)
        except ApplicationError as refusal:
            workflow.logger.warning(
                "service refused", extra={"reference": self.reference, "refusal": refusal.type}
            )

    def strike(self) -> None:
        """Carry out what the clock of a live grant has to do now; a halted grant's stands still."""
        if self.halted is None and is_live(self.grant, workflow.now()):
            self._enter(*ring(self.grant, self._clock.wall(workflow.now())))

    def _admitted(self, message: Message) -> tuple[Grant, tuple[Envelope, ...]]:
        if self.halted is not None:
            raise halted(self.halted)
        try:
            reading = self._clock.read(self.grant, message, workflow.now())
            return admit(self.grant, message, reading)
        except RefusalError as refusal:
            raise refused(refusal) from refusal

    def _enter(self, grant: Grant, envelopes: tuple[Envelope, ...]) -> None:
        self._grant = grant
        self._settings.clear()
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

    def confirm(self, envelopes: Iterable[Envelope]) -> None:
        """Take recorded events out of the outbox; what has to be told of them is due now."""
        recorded = list(envelopes)
        del self.outbox[: len(recorded)]
        self.untold.extend(
            Untold(sequence=event.sequence, what=announcement(event))
            for event in recorded
            if roles_told(event)
        )

    def begin(self, process: Coroutine[Any, Any, None]) -> None:
        """Start a process beside the others."""
        self._processes.append(asyncio.create_task(process))

    async def begin_each(
        self,
        names: Callable[[Grant], Iterable[str]],
        process: Callable[["Case", str], Coroutine[Any, Any, None]],
    ) -> None:
        """Start a process for each lot, handover or document, as they come up."""
        begun: set[str] = set()
        while True:
            for name in [name for name in names(self.grant) if name not in begun]:
                begun.add(name)
                self.begin(process(self, name))
            await workflow.wait_condition(
                lambda: any(name not in begun for name in names(self.grant))
            )

    async def work(self, due: Callable[[], object]) -> bool:
        """Wait for work; whether it may be begun. A run that is tired begins nothing more."""
        await workflow.wait_condition(lambda: self._resting or (bool(due()) and not self._tired()))
        return not self._resting

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
        return not self._under_way or max(len(self.outbox), len(self.untold)) > BACKLOG

    async def see_to(self, *watched: str, done: Condition = never) -> None:
        """Keep duties' reminders and deadlines until they are done or the grant has ended."""
        struck: Setting | None = None
        while not self._past(done):
            setting = self._setting(watched)
            # what was refused when it was due is not tried again until something has changed
            at = None if setting is None or setting == struck else setting.at
            try:
                await workflow.wait_condition(
                    partial(self._moved, watched, setting, done),
                    timeout=None if at is None else max(at - workflow.now(), timedelta(0)),
                    timeout_summary=None
                    if at is None or setting is None
                    else setting.alarm.summary,
                )
            except TimeoutError:
                self.strike()
                struck = setting if at is not None and workflow.now() >= at else None

    def _past(self, done: Condition) -> bool:
        return self._resting or self.grant.ended or bool(done(self.grant))

    def _moved(self, watched: tuple[str, ...], setting: Setting | None, done: Condition) -> bool:
        return self._past(done) or self._setting(watched) != setting

    def _setting(self, watched: tuple[str, ...]) -> Setting | None:
        if watched not in self._settings:
            grant = self.grant
            mine = tuple(duty for duty in duties(grant) if _is_among(duty, watched))
            alarm = next(iter(alarms(grant, mine)), None)
            self._settings[watched] = (
                None if alarm is None else Setting(alarm, self._clock.strikes(grant, alarm.at))
            )
        return self._settings[watched]

    async def rest(self, *, over: Callable[[], bool], tired: Callable[[], bool]) -> None:
        """Let the processes work until all is over, or until a tired run is quiet.

        What a process fails with is raised. A grant is cancelled by a command, which undoes what
        can be undone; a request to cancel the workflow would lose what the journal does not hold
        yet, and is ignored.
        """
        self._tired = tired

        def ready() -> bool:
            return over() or (tired() and self.quiet) or any(map(_failed, self._processes))

        while not ready():
            try:
                await workflow.wait_condition(ready)
            except asyncio.CancelledError:
                workflow.logger.warning("cancel ignored", extra={"reference": self.reference})
        self._resting = True
        for process in self._processes:
            if process.done():
                process.result()

    @property
    def progress(self) -> Progress:
        """How far the workflow is with what follows from its events."""
        return Progress(
            loaded=self.loaded,
            sequence=self.grant.sequence if self.loaded else self._through,
            unrecorded=len(self.outbox),
            untold=len(self.untold),
            drafting=pending(self.grant) if self.loaded else (),
            live=self.loaded and is_live(self.grant, workflow.now()),
            halted=self.halted,
        )


def pending(grant: Grant) -> tuple[str, ...]:
    """Documents that were asked for and are not drafted yet; a cancelled grant takes none in."""
    if grant.agreement.ended == "cancelled":
        return ()
    return tuple(name for name, document in grant.reporting.documents.items() if document.pending)


def _is_among(duty: Duty, watched: tuple[str, ...]) -> bool:
    return any(duty.key == key or duty.key.startswith(f"{key}/") for key in watched)


def _failed(process: asyncio.Task[None]) -> bool:
    return process.done() and not process.cancelled() and process.exception() is not None
