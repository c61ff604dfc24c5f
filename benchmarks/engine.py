"""What the benchmarks ask of the engine, in their own words: no other of their modules knows it."""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from temporalio.client import Client, WorkflowHandle

from benchmarks.house import STORY
from grants.adapters.database import connect as connect_database
from grants.adapters.database import migrate
from grants.adapters.journal import SqlJournal
from grants.adapters.seal import Sealed
from grants.adapters.signing import Signer, installation_key
from grants.domain import clock
from grants.domain.administration.commands import OpenGrant
from grants.domain.admission import admit, ring
from grants.domain.envelope import Envelope, Message, Receipt
from grants.domain.grant import replay
from grants.domain.model import Evidence, Stage
from grants.domain.people import ENGINE
from grants.domain.procurement.content import Opening
from grants.domain.reporting.commands import RecordDocument
from grants.domain.state import Grant
from grants.grantfile.file import GrantFile, Step, load
from grants.settings import Settings
from workflows.case import pending
from workflows.connection import task_queue
from workflows.grant import GrantWorkflow
from workflows.messages import GrantInput, GrantOutcome, grant_workflow_id
from workflows.summary import static_details, static_summary

PATIENCE: Final = 60.0
"""Seconds for which anything may be waited for."""
_SALT: Final = "the-salt-of-bids-that-name-none"
_CEILING: Final = "USD 1000"
_AT_ONCE: Final = 500
"""Events that go into a journal in one transaction."""


@dataclass
class Life:
    """A grant that is lived in this process, by the rules alone: messages in, events out."""

    reference: str
    stream: list[Envelope] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    """What people sent after the opening."""
    recorded_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    _bids: dict[str, list[Step]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing has happened yet."""
        self.grant = Grant(reference=self.reference)

    @property
    def latest(self) -> datetime:
        """The latest date on which anything happened: said on it, nothing moves the clock."""
        return self.grant.latest_on or self.recorded_at

    def admit(self, message: Message) -> None:
        """Take a message in, as the workflow does. Raises RefusalError."""
        reading = clock.read(self.grant, message, self.recorded_at)
        self.grant, new = admit(self.grant, message, reading)
        self.stream.extend(new)

    def send(self, message: Message) -> None:
        """Take a person's message in; what is said of documents waits for drafts, as in life."""
        if message.command.stage is Stage.REPORTING:
            reading = clock.read(self.grant, message, self.recorded_at)
            self.grant, rung = ring(self.grant, reading)
            self.stream.extend(rung)
            self._draft()
        self.admit(message)
        self._draft()
        self.messages.append(message)

    def tell(self, steps: Sequence[Step]) -> None:
        """Take in the steps of a story; bids are sealed and opened without an archive."""
        for step in steps:
            self.send(step.message(seal=_sealed, unseal=self._opened, locate=self._located))
            if step.offer is not None:
                self._bids.setdefault(step.content["lot"], []).append(step)

    def _opened(self, step: Step) -> list[Opening]:
        counting = self.grant.procurement.lots[step.content["lot"]].bids
        return [
            Opening.model_validate(
                {"bid": bid.content["bid"], "offer": bid.offer, "salt": bid.salt or _SALT}
            )
            for bid in self._bids[step.content["lot"]]
            if bid.content["bid"] in counting
        ]

    def _located(self, key: str) -> tuple[int, str]:
        return [(event.sequence, event.type) for event in self.stream if event.key == key][-1]

    def _draft(self) -> None:
        for name in pending(self.grant):
            files = (Evidence(uri=f"{self.reference}/documents/{name}.md"),)
            asked = self.grant.reporting.documents[name].sequence
            command = RecordDocument(document=name, files=files)
            self.admit(Message(key=f"document/{name}/{asked}", by=ENGINE, command=command))


def _sealed(step: Step) -> Sealed:
    if step.offer is None:
        raise LookupError(step.key)
    commitment = step.offer.commitment(step.salt or _SALT)
    return Sealed(commitment, f"bids/{step.content['lot']}/{step.content['bid']}")


@cache
def reference_story() -> GrantFile:
    """The story of Japan's vehicles for Mali."""
    return load(STORY)


def lived(story: GrantFile, *, until: str | None = None) -> Life:
    """A story lived to its end, or up to the first step of a kind."""
    life = Life(story.reference)
    life.admit(story.opening)
    kinds = [step.do for step in story.steps]
    life.tell(story.steps[: kinds.index(until) if until else None])
    return life


def first(story: GrantFile, kind: str) -> Step:
    """The first step of a kind."""
    return next(step for step in story.steps if step.do == kind)


def repeated(step: Step, number: int, **content: object) -> Message:
    """A step under a key of its own, with other content where that is said."""
    step = replace(step, key=f"{step.key}/again/{number}", content={**step.content, **content})
    return step.message(seal=_sealed, unseal=lambda _: [], locate=lambda _: (0, ""))


def small_lot(number: int) -> Message:
    """The opening of a lot that hundreds of others leave money for."""
    step = first(reference_story(), "open-lot")
    return repeated(step, number, lot=f"lot-{number}", ceiling=_CEILING)


def of_another(stream: Sequence[Envelope], reference: str) -> list[Envelope]:
    """The same events in the stream of another grant."""
    return [event.model_copy(update={"stream": reference}) for event in stream]


class Records:
    """The journal of a home."""

    def __init__(self, home: Path) -> None:
        """Open it, or make it."""
        home.mkdir(parents=True, exist_ok=True)
        settings = Settings(home=home)
        self._engine = connect_database(settings.journal)
        migrate(self._engine)
        signer = Signer(installation_key(settings.keys), settings.checkpoint, pause=0)
        self._journal = SqlJournal(self._engine, signer)

    def keep(self, stream: Sequence[Envelope]) -> None:
        """Append the events of one grant."""
        for begin in range(0, len(stream), _AT_ONCE):
            self._journal.append(stream[begin : begin + _AT_ONCE])

    def fold(self, reference: str) -> Grant:
        """Read a grant back as a process does that has never seen it: by snapshot and tail."""
        return SqlJournal(self._engine).folded(reference)

    def fold_from_zero(self, reference: str) -> Grant:
        """Read a grant back from its whole stream."""
        stream = [entered.envelope for entered in self._journal.stream(reference)]
        return replay(reference, stream)

    def last(self, reference: str) -> int:
        """How many events it holds of a grant."""
        return self._journal.last(reference)

    @property
    def queue(self) -> str:
        """The task queue on which the journal's own worker listens."""
        return task_queue(self._journal.id)


async def start(
    client: Client, queue: str, reference: str, opening: Message
) -> WorkflowHandle[Any, GrantOutcome]:
    """Start a grant's workflow."""
    command = opening.command
    if not isinstance(command, OpenGrant):
        raise TypeError(command.type)
    return await client.start_workflow(
        GrantWorkflow.run,
        GrantInput(reference=reference, opening=opening),
        id=grant_workflow_id(reference),
        task_queue=queue,
        static_summary=static_summary(command),
        static_details=static_details(command),
    )


async def resume(client: Client, queue: str, grant: Grant) -> WorkflowHandle[Any, GrantOutcome]:
    """Start a grant's workflow from its stream in the journal."""
    return await client.start_workflow(
        GrantWorkflow.run,
        GrantInput(reference=grant.reference, through=grant.sequence),
        id=grant_workflow_id(grant.reference),
        task_queue=queue,
        static_summary=static_summary(grant.opened),
        static_details=static_details(grant.opened),
    )


async def send(handle: WorkflowHandle[Any, Any], message: Message) -> Receipt:
    """Send a command to a running grant and wait for its receipt."""
    receipt: Receipt = await handle.execute_update(
        message.command.type, message, id=message.key, result_type=Receipt
    )
    return receipt


async def quiet(handle: WorkflowHandle[Any, Any]) -> None:
    """Wait until a grant has recorded and told everything."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        state = await handle.query(GrantWorkflow.progress)
        if state.loaded and not (state.unrecorded or state.untold or state.drafting):
            return
        await asyncio.sleep(0.05)
    raise TimeoutError(handle.id)


async def history(client: Client, reference: str) -> tuple[int, int]:
    """Bytes and events of the history of a grant's workflow and its children, over all runs."""
    weight = length = 0
    name = grant_workflow_id(reference)
    query = f'WorkflowId = "{name}" OR WorkflowId STARTS_WITH "{name}/"'
    async for found in client.list_workflows(query):
        info = (await client.get_workflow_handle(found.id, run_id=found.run_id).describe()).raw_info
        weight += info.history_size_bytes
        length += info.history_length
    return weight, length


def environment() -> dict[str, str]:
    """The environment for a process of ours: nothing of another installation's."""
    ours = ("GRANTS_", "TEMPORAL_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


async def recorded(records: Records, reference: str, sequence: int) -> None:
    """Wait until the journal holds a grant up to `sequence`."""
    until = time.monotonic() + PATIENCE
    while records.last(reference) < sequence:
        if time.monotonic() > until:
            raise TimeoutError(f"{reference}: {sequence}")
        await asyncio.sleep(0.005)
