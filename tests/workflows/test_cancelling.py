"""Cancelling: a command that undoes, stage by stage, what can be undone."""

import asyncio
from datetime import datetime

from client.playing import play
from grants.domain.administration.commands import CancelGrant
from grants.domain.envelope import Message
from grants.domain.procurement.commands import CancelLot
from grants.domain.reporting.commands import DraftDocument
from grants.domain.reporting.content import DocumentKind
from tests.workflows.fakes import LockedArchive
from tests.workflows.histories import task_failures
from tests.workflows.houses import House, at_work, ended, story, until


def at(on: datetime) -> Message:
    return Message(key="cancel", by="moussa.diarra", on=on, command=CancelGrant(reason="a test"))


async def test_what_was_done_last_is_undone_first(busy: House) -> None:
    told = until(story(), "hold-ceremony")
    await play(busy.door, told, lambda _: None)

    receipt = await busy.send(told.reference, at(told.steps[-1].on))

    outcome = await ended(busy, told.reference)
    assert receipt.events == ("handover-cancelled", "lot-cancelled", "grant-cancelled")
    assert (outcome.ended, outcome.sequence) == ("cancelled", receipt.last)
    assert busy.session.journal.last(told.reference) == receipt.last


async def test_the_first_lot_that_is_cancelled_fails_nothing(busy: House) -> None:
    told = until(story(), "issue-solicitation")
    await play(busy.door, told, lambda _: None)
    on = told.steps[-1].on
    giving_up = CancelLot(lot="vehicles", reason="No need any more")

    receipt = await busy.send(
        told.reference, Message(key="lot", by="amina.keita", on=on, command=giving_up)
    )
    after = await busy.send(told.reference, at(on))

    assert receipt.events == ("lot-cancelled",)
    assert (await ended(busy, told.reference)).sequence == after.last
    assert task_failures(await busy.history(told.reference)) == []


async def test_an_order_is_cancelled_before_its_lot_is_released(busy: House) -> None:
    told = until(story(), "receive-goods")
    await play(busy.door, told, lambda _: None)

    receipt = await busy.send(told.reference, at(told.steps[-1].on))

    assert receipt.events == ("order-cancelled", "lot-cancelled", "grant-cancelled")
    assert (await ended(busy, told.reference)).ended == "cancelled"


async def test_a_document_in_hand_does_not_keep_a_cancelled_grant(house: House) -> None:
    told = until(story(), "clear-release")
    archive = LockedArchive(house.outside.archive)
    async with at_work(house, archive=archive):
        await play(house.door, told, lambda _: None)
        await house.send(told.reference, release(told.steps[-1].on))
        await asyncio.to_thread(archive.asked.wait, 60)

        receipt = await house.send(told.reference, at(told.steps[-1].on))

        assert receipt.events == ("release-withdrawn", "lot-cancelled", "grant-cancelled")
        assert (await ended(house, told.reference)).sequence == receipt.last
        archive.unlocked.set()


def release(on: datetime) -> Message:
    draft = DraftDocument(kind=DocumentKind.PRESS_RELEASE, about="vehicles-mali")
    return Message(key="draft", by="ines.moreau", on=on, command=draft)


async def test_a_request_to_cancel_the_workflow_is_not_a_command(busy: House) -> None:
    told = until(story(), "open-lot")
    await play(busy.door, told, lambda _: None)

    await busy.handle(told.reference).cancel()

    again = await busy.step(told.reference, story().steps[len(told.steps)])
    assert again.events == ("lot-opened",)
    await busy.settled(told.reference)
