"""A grant in hand: decides commands, moves the state, queues what happened, keeps the time."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from grants.domain.alarms import Alarm, alarms
from grants.domain.envelope import Envelope, Message, Receipt
from grants.domain.errors import RefusalError
from grants.domain.grant import admit, duties, ring
from grants.domain.state import Grant
from grants.notices import announcement, roles_told
from workflows.clock import Clock, is_live
from workflows.details import details
from workflows.messages import GrantInput, Progress, Untold
from workflows.refusals import halted, refused
from workflows.search import changes

Condition = Callable[[Grant], object]


class Case:
    """The grant's state and its outbox, the clock that both go by, and the processes at work."""

    def __init__(self, start: GrantInput) -> None:
        self.reference = start.reference
        self.outbox: list[Envelope] = list(start.outbox)
        self.untold: list[Untold] = list(start.untold)
        self.halted: str | None = None
        self._grant = start.grant
        self._clock = Clock()
        self._processes: list[asyncio.Task[None]] = []
        if start.opening is not None and start.grant is None:
            self._grant = Grant(reference=start.reference)
            self.handle(start.opening)

    @property
    def grant(self) -> Grant:
        """The state; asked only once it is there."""
        if self._grant is None:
            message = f"grant {self.reference} has not been read back yet"
            raise RuntimeError(message)
        return self._grant

    @property
    def loaded(self) -> bool:
        """Whether the state is there: at once, but for a grant that is resumed."""
        return self._grant is not None

    def restore(self, grant: Grant) -> None:
        """Take up a state that was folded from the journal."""
        self._grant = grant


    def check(self, message: Message) -> None:
        """Refuse what `handle` would refuse, and change nothing."""
        if self.loaded:
            self._admitted(message)

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
        """Carry out what the clock of a live grant has to do now."""
        if is_live(self.grant, workflow.now()):
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

    async def until(self, condition: Condition) -> None:
        """Wait for the grant's state."""
        await workflow.wait_condition(lambda: bool(condition(self.grant)))

    async def see_to(self, duty: str, *, done: Condition) -> None:
        """Wait until a duty is done, and keep its reminder and its deadline meanwhile."""
        while not done(self.grant):
            alarm = self._alarm(duty)
            wait = None
            if alarm is not None:
                wait = self._clock.wait(self.grant, alarm.at, workflow.now())
            try:
                await workflow.wait_condition(
                    partial(self._changed, duty, alarm, done),
                    timeout=wait,
                    timeout_summary=alarm.summary if alarm and wait is not None else None,
                )
            except TimeoutError:
                self.strike()

    def _alarm(self, duty: str) -> Alarm | None:
        open_duties = tuple(item for item in duties(self.grant) if item.key.startswith(duty))
        return next(iter(alarms(self.grant, open_duties)), None)

    def _changed(self, duty: str, alarm: Alarm | None, done: Condition) -> bool:
        return bool(done(self.grant)) or self._alarm(duty) != alarm

    async def rest(self, *, when: Callable[[], bool]) -> None:
        """Let the processes work until `when`; what one of them fails with is raised."""
        await workflow.wait_condition(lambda: when() or any(map(_failed, self._processes)))
        for process in self._processes:
            if process.done():
                process.result()
            else:
                process.cancel()


    @property
    def progress(self) -> Progress:
        """How far the workflow is with what follows from its events."""
        return Progress(
            sequence=self.grant.sequence if self.loaded else 0,
            unrecorded=len(self.outbox),
            untold=len(self.untold),
            drafting=pending(self.grant) if self.loaded else (),
            live=self.loaded and is_live(self.grant, workflow.now()),
            halted=self.halted,
        )

    async def keep_shown(self) -> None:
        """Keep search attributes and current details as the state has them."""
        while True:
            shown = (self._grant, self.halted)
            workflow.set_current_details(details(self.grant, self.halted))
            if updates := changes(self.grant, workflow.info().typed_search_attributes):
                workflow.upsert_search_attributes(updates)
            await workflow.wait_condition(partial(self._differs, shown))

    def _differs(self, shown: tuple[Grant | None, str | None]) -> bool:
        return shown != (self._grant, self.halted)


def pending(grant: Grant) -> tuple[str, ...]:
    """Documents that were asked for and are not drafted yet."""
    return tuple(
        name for name, document in grant.reporting.documents.items() if document.pending
    )


def _failed(process: asyncio.Task[None]) -> bool:
    return process.done() and process.exception() is not None
