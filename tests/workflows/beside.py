"""The rules beside a running grant: whatever it does, they have to say the same on their own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Final

from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError

from grants.domain.alarms import CLOCK
from grants.domain.envelope import Envelope, Message, Receipt
from grants.domain.errors import RefusalError
from grants.domain.people import ENGINE
from grants.domain.reporting.commands import RecordDocument
from grants.domain.reporting.events import DocumentConfirmed, DocumentDrafted, DocumentFailed
from grants.domain.state import Grant
from tests.domain.conversation import Conversation
from tests.workflows.histories import task_failures
from tests.workflows.houses import House, terminated

ANSWERED: Final = 30
"""Seconds in which a grant has answered, or its workflow has failed."""

Answer = Receipt | str
"""To a command: its receipt, or the type of the refusal."""


@dataclass
class Beside:
    """A grant that runs in a house, and the same grant by the rules alone."""

    house: House
    talk: Conversation
    sent: int = 0

    @property
    def reference(self) -> str:
        """Both grants' reference."""
        return self.talk.grant.reference

    @property
    def live(self) -> bool:
        """Whether the wall clock rules."""
        return self.talk.grant.administration.live_from is not None

    @property
    def over(self) -> bool:
        """Whether the grant has ended, and its workflow with it."""
        return self.talk.grant.ended

    async def open(self, opening: Message) -> None:
        """Start the workflow with the grant's opening."""
        await self.house.start(self.reference, opening)
        await self._follow(opening)

    async def read_back(self, said: list[Message]) -> None:
        """Start the workflow from a stream that is in the journal already."""
        for message in said:
            self.talk.admit(message)
        self.house.session.journal.append(self.talk.stream)
        await self.house.start(self.reference, None, through=len(self.talk.stream))
        await self._follow()

    async def wait(self, hours: int) -> None:
        """Let hours pass, with all that the clock does meanwhile."""
        if hours > 0:
            await self.house.time.sleep(timedelta(hours=hours))
        await self._follow()
        await self._tell_the_time()

    async def say(self, message: Message) -> bool:
        """Send a message to both; whether it was accepted. Answers and events must be the same."""
        answer = await self._answer(message)
        await self._follow(message)
        if isinstance(answer, Receipt):
            self._must_be_the_same(answer, self.talk.keys.receipt(self.reference, message))
            return True
        await self._tell_the_time()
        self._must_be_the_same(answer, by_the_rules(self.talk, message))
        return False

    async def repeat(self, message: Message) -> None:
        """Send a message again: it is answered as before, and nothing is new."""
        answer = await self._answer(message)
        self._must_be_the_same(answer, self.talk.keys.receipt(self.reference, message))
        await self._follow()

    async def leave(self) -> None:
        """End the workflow; none of its tasks must ever have failed."""
        try:
            self._must_be_the_same(await self._failures(), [])
            self._must_be_the_same(_told(self._journal()), _told(self.talk.stream))
        finally:
            await terminated(self.house, self.reference)

    def _must_be_the_same(self, running: object, by_the_rules: object) -> None:
        if running != by_the_rules:
            raise AssertionError(f"{running}, but by the rules alone: {by_the_rules}")

    async def _answer(self, message: Message) -> Answer:
        """The grant's own answer: each update has a name that the server has not answered yet."""
        handle = self.house.handle(self.reference)
        self.sent += 1
        update = f"{message.key}/{self.sent}"
        try:
            async with self._alive():
                receipt: Receipt = await handle.execute_update(
                    message.command.type, message, id=update, result_type=Receipt
                )
                return receipt
        except WorkflowUpdateFailedError as failed:
            return str(getattr(failed.cause, "type", failed.cause))

    async def _follow(self, message: Message | None = None) -> None:
        """Have the rules say, at the same instants, what the journal holds by now."""
        async with self._alive():
            await self.house.settled(self.reference)
        journal = self._journal()
        while len(self.talk.stream) < len(journal):
            told = len(self.talk.stream)
            self._take(_at_once(journal[told:]), message)
            new = self.talk.stream[told:]
            self._must_be_the_same(_told(journal[told : told + max(len(new), 1)]), _told(new))

    def _take(self, events: list[Envelope], message: Message | None) -> None:
        self.talk.now = events[0].recorded_at
        said = next((event for event in events if not event.key.startswith(CLOCK)), None)
        if said is None and message is not None and not self.live:
            self.talk.catch_up(message)
        elif said is None:
            self.talk.strike(self.talk.now.replace(tzinfo=None).isoformat())
        elif message is not None and said.key == message.key:
            self.talk.admit(message)
        else:
            self.talk.admit(_from_the_engine(self.talk.grant, said))

    async def _tell_the_time(self) -> None:
        """Set the rules' clock; whatever was due is done by now."""
        self.talk.now = (await self.house.time.get_current_time()).astimezone(UTC)
        if self.live:
            due = self.talk.strike(self.talk.now.replace(tzinfo=None).isoformat())
            self._must_be_the_same([], due)

    def _journal(self) -> list[Envelope]:
        return self.house.stream(self.reference)

    @asynccontextmanager
    async def _alive(self) -> AsyncIterator[None]:
        """Bound the wait for a workflow, and say what its tasks have failed of."""
        try:
            async with asyncio.timeout(ANSWERED):
                yield
        except (TimeoutError, RPCError) as error:
            raise AssertionError(await self._failures() or "no answer") from error

    async def _failures(self) -> list[str]:
        """What any of the workflow's tasks failed of."""
        return task_failures(await self.house.history(self.reference))


def beside(house: House, reference: str) -> Beside:
    """Both grants, before either has been opened."""
    return Beside(house, Conversation(grant=Grant(reference=reference)))


def by_the_rules(talk: Conversation, message: Message) -> str:
    """How the rules refuse a message, or what they would let happen."""
    try:
        return f"accepted: {talk.admit(message)}"
    except RefusalError as refusal:
        return type(refusal).__name__


def _told(events: list[Envelope]) -> list[Envelope]:
    """The events, but for which files the engine held against a draft that reads as before."""
    return [
        event.model_copy(update={"asked": ""})
        if isinstance(event.data, DocumentConfirmed)
        else event
        for event in events
    ]


def _at_once(events: list[Envelope]) -> list[Envelope]:
    """Those that were recorded in one instant with the first."""
    instant = events[0].recorded_at
    later = (number for number, event in enumerate(events) if event.recorded_at != instant)
    return events[: next(later, len(events))]


def _from_the_engine(grant: Grant, event: Envelope) -> Message:
    """What the document service said, from what became of it."""
    match event.data:
        case DocumentDrafted() as told:
            command = RecordDocument(document=told.document, files=told.files, digest=told.digest)
        case DocumentConfirmed() as told:
            papers = grant.reporting.documents
            again = next(name for name, paper in papers.items() if paper.sequence == told.through)
            command = RecordDocument(document=again, digest=papers[told.document].digest)
        case DocumentFailed() as told:
            command = RecordDocument(document=told.document, failure=told.reason)
        case other:
            raise AssertionError(other)
    return Message(key=event.key, by=ENGINE, command=command)
