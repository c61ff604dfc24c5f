"""Record the histories that replay is tested with.

Run it as `python -m tests.histories.record [PATH …]`; without a path it records all of them.

Each path through the workflows is walked once, on a server of its own, and each of its runs is kept
as NAME.history.json, with the events that it sent to the journal beside it as NAME.stream.json.

A history that does not replay is a promise broken to every grant that is running. Record again only
what has never been released; of what has been, count up BUILD_ID and keep the old history as long
as grants of that build may run. What says where it was recorded is blanked.

When all are recorded, the fingerprint of the rules and workflows is noted for this build.
"""

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Final

from temporalio.client import WorkflowHistory

from client.playing import play
from client.sending import send
from grants.domain.administration.commands import CancelGrant, RepeatNotices
from grants.domain.envelope import Message
from grants.domain.reporting.commands import AdoptPassage, DraftDocument
from grants.domain.reporting.content import DocumentKind, PassageKind
from tests.histories import fingerprint
from tests.histories.replaying import FOLDER, HISTORY, STREAM
from tests.workflows.fakes import BadDayNotifier
from tests.workflows.histories import recorded
from tests.workflows.houses import (
    House,
    Present,
    at_work,
    ended,
    eventually,
    on_dev_server,
    on_skipping_server,
    story,
    terminated,
    until,
)
from workflows.messages import document_workflow_id

Walk = Callable[[House], Awaitable[list[WorkflowHistory]]]
SOON: Final = 150
"""History events after which the runs of the continued paths rest."""


async def back_entry(house: House) -> list[WorkflowHistory]:
    """The whole story, after the event."""
    told = story()
    await play(house.door, told, lambda _: None)
    await ended(house, told.reference)
    return await house.runs(told.reference)


async def document_drafted(house: House) -> list[WorkflowHistory]:
    """A press release: rendered, checked and archived."""
    told = until(story(), "publish-release")
    await play(house.door, told, lambda _: None)
    return [await _document(house, told.reference, "press-release/1")]


async def document_failed(house: House) -> list[WorkflowHistory]:
    """A press release that the archive does not take."""
    told = until(story(), "clear-release")
    await play(house.door, told, lambda _: None)
    last = (await house.settled(told.reference)).sequence
    folder = f"{told.reference}/documents/press-release/1/{last + 1}"
    house.outside.archive.put(f"{folder}/press-release.en.md", b"something else")
    command = DraftDocument(kind=DocumentKind.PRESS_RELEASE, about="vehicles-mali")
    draft = Message(key="draft", by="ines.moreau", on=told.steps[-1].on, command=command)
    await house.send(told.reference, draft)
    await house.settled(told.reference)
    return [await _document(house, told.reference, "press-release/1")]


async def live(house: House) -> list[WorkflowHistory]:
    """The story in the present: every step at its time, bids closed by the clock."""
    present = await _present(house)
    await present.send(present.told.steps)
    await ended(house, present.reference)
    return await house.runs(present.reference)


async def neglected(house: House) -> list[WorkflowHistory]:
    """The story in the present, but nobody writes the donor report: drafted and escalated."""
    present = await _present(house)
    steps = present.told.steps
    titled = next(number for number, step in enumerate(steps) if step.do == "transfer-title")
    await present.send(steps[: titled + 1])
    await present.till(steps[-1].on.replace(day=28, month=4))
    await house.settled(present.reference)
    return await house.runs(present.reference)


async def drafted_again(house: House) -> list[WorkflowHistory]:
    """The release in the present: drafted after custody, and again after passages were adopted."""
    present = await _present(house)
    await present.send(until(present.told, "clear-release").steps)
    await house.time.sleep(timedelta(hours=1))
    await house.settled(present.reference)
    for name in ("one", "two"):
        command = AdoptPassage(
            passage=name, kind=PassageKind.CONTEXT, text=f"What {name} says.", source="A book"
        )
        message = Message(key=f"passage/{name}", by="ines.moreau", public=("all",), command=command)
        await house.send(present.reference, message)
    await house.time.sleep(timedelta(hours=1))
    await house.settled(present.reference)
    return await house.runs(present.reference)


async def unreached(house: House) -> list[WorkflowHistory]:
    """A signing in the present that one of four does not hear of in half a day: said again."""
    post = BadDayNotifier(house.outside.notifier)
    post.full = {"lena.novak@example.org"}
    async with at_work(house, notifier=post):
        present = await _present(house)
        await present.till(present.told.steps[0].on)
        await house.step(present.reference, present.told.steps[0])
        await house.time.sleep(timedelta(hours=25))
        await house.settled(present.reference)
        post.full = set()
        failed = next(
            event.sequence
            for event in house.stream(present.reference)
            if event.type == "notice-failed"
        )
        command = RepeatNotices(event=failed)
        await house.send(present.reference, Message(key="again", by="amina.keita", command=command))
        await house.settled(present.reference)
        return await house.runs(present.reference)


async def continued(house: House) -> list[WorkflowHistory]:
    """The story over several runs, each carrying its state to the next."""
    return await _continued(house, carry_up_to=256_000)


async def by_reference(house: House) -> list[WorkflowHistory]:
    """The story over several runs, each folding its state from the journal."""
    return await _continued(house, carry_up_to=1_000)


async def resumed(house: House) -> list[WorkflowHistory]:
    """The story, terminated in the middle and started again from its stream."""
    told = story()
    await play(house.door, until(told, "receive-goods"), lambda _: None)
    last = (await house.settled(told.reference)).sequence
    terminated_run = await house.history(told.reference)
    await terminated(house, told.reference)
    await house.start(told.reference, through=last)
    await play(house.door, told, lambda _: None)
    await ended(house, told.reference)
    return [terminated_run, await house.history(told.reference)]


async def reopened(house: House) -> list[WorkflowHistory]:
    """The closed grant, opened again by a draft, and closed."""
    told = story()
    await back_entry(house)
    draft = Message(
        key="after/draft",
        by="amina.keita",
        on=told.steps[-1].on,
        command=DraftDocument(kind=DocumentKind.DONOR_REPORT, about="final"),
    )
    await send(house.door, told.reference, draft)
    await ended(house, told.reference)
    return [await house.history(told.reference)]


async def cancelled(house: House) -> list[WorkflowHistory]:
    """The grant, cancelled between the planning of the handover and the ceremony."""
    told = until(story(), "hold-ceremony")
    await play(house.door, told, lambda _: None)
    command = CancelGrant(reason="The programme has ended.")
    message = Message(key="cancel", by="moussa.diarra", on=told.steps[-1].on, command=command)
    await house.send(told.reference, message)
    await ended(house, told.reference)
    return await house.runs(told.reference)


async def halted(house: House) -> list[WorkflowHistory]:
    """A grant whose journal was found to hold something else."""
    told = until(story(), "sign-agreement")
    await play(house.door, told, lambda _: None)
    last = house.stream(told.reference)[-1]
    other = last.model_copy(update={"sequence": last.sequence + 1, "key": "somebody else's"})
    house.session.journal.append([other])
    await house.step(told.reference, story().steps[0])

    async def stopped() -> bool:
        return (await house.progress(told.reference)).halted is not None

    await eventually(stopped)
    return await house.runs(told.reference)


PATHS: Final[dict[str, Walk]] = {
    "back-entry": back_entry,
    "document-drafted": document_drafted,
    "document-failed": document_failed,
    "live": live,
    "neglected": neglected,
    "drafted-again": drafted_again,
    "unreached": unreached,
    "continued": continued,
    "by-reference": by_reference,
    "resumed": resumed,
    "reopened": reopened,
    "cancelled": cancelled,
    "halted": halted,
}
IN_THE_PRESENT: Final = {"live", "neglected", "drafted-again", "unreached"}
"""Paths that need the server that skips time."""
WITH_ITS_OWN: Final = {"unreached"}
"""Paths that bring a worker of their own."""


async def _document(house: House, reference: str, name: str) -> WorkflowHistory:
    handle = house.client.get_workflow_handle(document_workflow_id(reference, name))
    return await handle.fetch_history()


async def _present(house: House) -> Present:
    return await Present.begin(house, story())


async def _continued(house: House, *, carry_up_to: int) -> list[WorkflowHistory]:
    told = story()
    await house.start(told.reference, told.opening, rest_after=SOON, carry_up_to=carry_up_to)
    await play(house.door, told, lambda _: None)
    await ended(house, told.reference)
    return await house.runs(told.reference)


async def walk(name: str) -> list[WorkflowHistory]:
    """Walk one path in a house of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        house_on = on_skipping_server if name in IN_THE_PRESENT else on_dev_server
        async with house_on(Path(folder)) as house:
            worker = nullcontext() if name in WITH_ITS_OWN else at_work(house)
            async with worker:
                return await PATHS[name](house)


_WHERE: Final = re.compile(r'"(identity|stackTrace)": "(?:[^"\\]|\\.)*"')


def keep(name: str, history: WorkflowHistory) -> None:
    """Write a history, and the stream that it led to, into the folder."""
    stream = [event.model_dump(mode="json") for event in recorded(history)]
    said = _WHERE.sub(r'"\1": ""', json.dumps(json.loads(history.to_json()), ensure_ascii=False))
    (FOLDER / f"{name}{HISTORY}").write_text(said + "\n", encoding="utf-8")
    text = json.dumps(stream, ensure_ascii=False, indent=1)
    (FOLDER / f"{name}{STREAM}").write_text(text + "\n", encoding="utf-8")


async def record(names: list[str]) -> None:
    """Walk paths and keep what they leave."""
    for name in names or list(PATHS):
        for old in FOLDER.glob(f"{name}-[0-9]*.json"):
            old.unlink()
        for number, history in enumerate(await walk(name), 1):
            keep(f"{name}-{number}", history)
        print(name)  # noqa: T201 (a script speaks to its user)
    if not names:
        fingerprint.keep()


if __name__ == "__main__":
    asyncio.run(record(sys.argv[1:]))
