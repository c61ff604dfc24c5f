"""Houses for grants to live in: a server, a folder with journal, archive and outbox, workers."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import func, select
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client, WorkflowHandle, WorkflowHistory
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from cli.embedded import story_file
from cli.session import Session
from client.door import Door
from client.playing import message_of
from grants.adapters.database import NOTICES
from grants.adapters.database import connect as connect_database
from grants.adapters.embedded import EmbeddedServer
from grants.domain.administration.commands import OpenGrant
from grants.domain.envelope import Envelope, Message, Receipt
from grants.domain.grant import course
from grants.domain.state import Grant
from grants.grantfile.file import GrantFile, Step, load, shifted
from grants.notices import tellings
from grants.settings import Settings
from tests.ports import claim
from worker import CACHED_WORKFLOWS, Adapters, adapters, build_worker, take_over
from workflows import BUILD_ID
from workflows.connection import DATA_CONVERTER, connect
from workflows.grant import GrantWorkflow
from workflows.messages import GrantInput, GrantOutcome, Progress, grant_workflow_id
from workflows.search import SEARCH_ATTRIBUTES
from workflows.summary import static_details, static_summary

PATIENCE: Final = 90
"""Seconds after which what should have happened is taken to have failed."""
_TYPES: Final = {
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "KeywordList": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
}
TEST_SERVER: Final = Path(sys.executable).with_name("temporal-test-server")


def story(reference: str | None = None) -> GrantFile:
    """The reference story, under a reference of its own where one is given."""
    told = load(story_file())
    return told if reference is None else replace(told, reference=reference)


def until(grantfile: GrantFile, do: str) -> GrantFile:
    """The story up to, and without, the first step of a kind."""
    first = next(number for number, step in enumerate(grantfile.steps) if step.do == do)
    return replace(grantfile, steps=grantfile.steps[:first])


def after(grantfile: GrantFile, do: str) -> tuple[Step, ...]:
    """The steps after the last of a kind."""
    last = max(number for number, step in enumerate(grantfile.steps) if step.do == do)
    return grantfile.steps[last + 1 :]


def live(opening: Message, since: datetime) -> Message:
    """The opening of a grant that is live from an instant."""
    command = opening.command.model_copy(update={"live_from": since})
    return opening.model_copy(update={"on": since, "command": command})


def without_recording_time(stream: Iterable[Envelope]) -> list[dict[str, Any]]:
    """Events as JSON, but for when they were recorded."""
    return [event.model_dump(mode="json", exclude={"recorded_at"}) for event in stream]


def told_of(stream: Iterable[Envelope]) -> int:
    """How many times somebody is told of an event of a stream; a mail may tell of several."""
    events = list(stream)
    told = tellings(course(Grant(reference="ANY"), events), events)
    return sum(len(one.keys) for one in told if one.reader.email is not None)


async def eventually(holds: Callable[[], Any]) -> Any:
    """Wait until something holds, and return it; what awaits is awaited."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = holds()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.05)


@dataclass
class House:
    """A folder, a client of the server, and what the engine needs from outside."""

    session: Session
    client: Client
    outside: Adapters
    environment: WorkflowEnvironment | None = None
    """The server that skips time, if it is one; it knows no versions of workers."""

    @property
    def time(self) -> WorkflowEnvironment:
        """What lets time pass, on the server that skips it."""
        assert self.environment is not None
        return self.environment

    @property
    def door(self) -> Door:
        """Where commands are handed in."""
        return self.session.door_of(self.client)

    @property
    def home(self) -> Path:
        """The folder."""
        return self.session.settings.home

    def handle(self, reference: str) -> WorkflowHandle[GrantWorkflow, GrantOutcome]:
        """A grant's workflow, whichever run is the newest."""
        return self.client.get_workflow_handle_for(GrantWorkflow.run, grant_workflow_id(reference))

    def stream(self, reference: str) -> list[Envelope]:
        """A grant's events as its journal holds them."""
        return [entered.envelope for entered in self.session.journal.stream(reference)]

    def noted(self, status: str) -> int:
        """How many times the ledger notes that somebody was told of an event."""
        engine = connect_database(self.session.settings.journal)
        query = select(func.count()).select_from(NOTICES).where(NOTICES.c.status == status)
        with engine.connect() as connection:
            count = connection.scalar(query)
        engine.dispose()
        return count or 0

    def mails(self, folder: str) -> list[str]:
        """The notices in the outbox: those kept, or those sent."""
        return sorted(path.name for path in (self.home / "outbox" / folder).glob("*.eml"))

    async def start(
        self, reference: str, opening: Message | None = None, **more: Any
    ) -> WorkflowHandle[GrantWorkflow, GrantOutcome]:
        """Start a grant's workflow, from its opening or as `more` of its input says."""
        about = (opening or story().opening).command
        assert isinstance(about, OpenGrant)
        return await self.client.start_workflow(
            GrantWorkflow.run,
            GrantInput(reference=reference, opening=opening, **more),
            id=grant_workflow_id(reference),
            task_queue=self.outside.queue,
            static_summary=static_summary(about),
            static_details=static_details(about),
        )

    async def take_up(self, stream: Sequence[Envelope]) -> str:
        """Start a grant's workflow from a stream that was told elsewhere; return its reference."""
        self.session.journal.append(list(stream))
        reference = stream[0].stream
        await self.start(reference, through=len(stream))
        return reference

    async def send(self, reference: str, message: Message) -> Receipt:
        """Send a command to a grant's workflow, past the command line."""
        receipt: Receipt = await self.handle(reference).execute_update(
            message.command.type,
            message,
            id=f"{message.key} {uuid4().hex[:8]}",
            result_type=Receipt,
        )
        return receipt

    async def step(self, reference: str, step: Step) -> Receipt:
        """Send a step of a story; bids are sealed and opened as the command line does it."""
        return await self.send(reference, message_of(self.door, reference, step))

    async def progress(self, reference: str) -> Progress:
        """How far a grant's workflow is."""
        return await self.handle(reference).query(GrantWorkflow.progress)

    async def settled(self, reference: str) -> Progress:
        """Wait until everything is recorded, told and drafted."""

        async def quiet() -> Progress | None:
            state = await self.progress(reference)
            busy = state.unrecorded or state.untold or state.drafting
            return state if state.loaded and not busy else None

        found: Progress = await eventually(quiet)
        return found

    async def runs(self, reference: str) -> list[WorkflowHistory]:
        """The histories of all runs that continue each other, oldest first."""
        found: list[WorkflowHistory] = []
        run_id: str | None = await self._first_run(reference)
        while run_id:
            handle = self.client.get_workflow_handle(grant_workflow_id(reference), run_id=run_id)
            history = await handle.fetch_history()
            found.append(history)
            run_id = _next_run(history)
        return found

    async def _first_run(self, reference: str) -> str:
        history = await self.handle(reference).fetch_history()
        started = history.events[0].workflow_execution_started_event_attributes
        return started.first_execution_run_id

    async def history(self, reference: str) -> WorkflowHistory:
        """The history of the newest run."""
        return await self.handle(reference).fetch_history()


def _next_run(history: WorkflowHistory) -> str | None:
    ended = history.events[-1]
    if not ended.HasField("workflow_execution_continued_as_new_event_attributes"):
        return None
    return ended.workflow_execution_continued_as_new_event_attributes.new_execution_run_id


def furnished(home: Path, client: Client, environment: WorkflowEnvironment | None = None) -> House:
    """A house on a folder; nobody works in it yet."""
    session = Session()
    session.settings = Settings(home=home)
    return House(session, client, adapters(session.settings), environment)


@asynccontextmanager
async def on_dev_server(home: Path) -> AsyncIterator[House]:
    """A house with the real server, as `grants dev` has it, but on ports of its own."""
    claim(home / "temporal")
    async with EmbeddedServer(home / "temporal", SEARCH_ATTRIBUTES) as server:
        yield furnished(home, await connect(server.address))
        if server.pid is not None:
            # what nobody looks at again need not be put away: it would take a second
            os.kill(server.pid, signal.SIGKILL)


@asynccontextmanager
async def on_skipping_server(home: Path) -> AsyncIterator[House]:
    """A house with the server that skips time."""
    environment = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(TEST_SERVER), data_converter=DATA_CONVERTER
    )
    async with environment:
        client = environment.client
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=client.namespace,
                search_attributes={name: _TYPES[kind] for name, kind in SEARCH_ATTRIBUTES.items()},
            )
        )
        yield furnished(home, client, environment)


@asynccontextmanager
async def at_work(
    house: House, *, build: str = BUILD_ID, cached: int = CACHED_WORKFLOWS, **other: Any
) -> AsyncIterator[None]:
    """Have a worker in the house; `other` adapters stand in for the house's own."""
    outside = replace(house.outside, **other)
    if house.environment is not None:
        async with build_worker(house.client, outside, build=None, cached=cached, sandboxed=True):
            yield
        return
    client = await connect(house.client.service_client.config.target_host)
    async with build_worker(client, outside, build=build, cached=cached, sandboxed=True):
        await take_over(client, build)
        yield


async def ended(house: House, reference: str) -> GrantOutcome:
    """Wait for the end of a grant's workflow."""
    async with asyncio.timeout(PATIENCE):
        return await house.handle(reference).result()


async def terminated(house: House, reference: str) -> None:
    """Terminate a grant's workflow, if it runs."""
    try:
        await house.handle(reference).terminate("the test is over")
    except RPCError:
        return


class Present:
    """The story moved into the present of a server that skips time, sent step by step."""

    def __init__(self, house: House, told: GrantFile) -> None:
        self.house = house
        self.told = told
        self.reference = told.reference

    @classmethod
    async def begin(cls, house: House, told: GrantFile) -> "Present":
        """Open the grant tomorrow, live from then on."""
        now = await house.time.get_current_time()
        present = cls(house, shifted(told, now.date() + timedelta(days=1)))
        opening = present.told.opening
        assert opening.on is not None
        await present.till(opening.on)
        await house.start(present.reference, live(opening, opening.on))
        await house.settled(present.reference)
        return present

    async def till(self, moment: datetime) -> None:
        """Let time pass until just after a moment."""
        now = await self.house.time.get_current_time()
        if moment > now:
            await self.house.time.sleep(moment - now)
        await self.house.time.sleep(1)

    async def send(self, steps: Iterable[Step]) -> None:
        """Send steps, each when it happened."""
        for step in steps:
            await self.till(step.on)
            await self.house.settled(self.reference)
            await self.house.step(self.reference, step)
        await self.house.settled(self.reference)
