"""A grant started again from its stream: after a termination, and after its books were closed."""

import asyncio

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.exceptions import ApplicationError

from client.errors import RefusedError
from client.playing import play
from client.sending import send
from grants.domain.agreement.commands import ReceiveContribution
from grants.domain.envelope import Message, read
from grants.domain.money import Money
from grants.domain.procurement.commands import OpenBids
from grants.domain.reporting.commands import DraftDocument
from grants.domain.reporting.content import DocumentKind
from tests.histories.test_replay import stream_of
from tests.workflows.fakes import LockedArchive
from tests.workflows.histories import activities
from tests.workflows.houses import (
    House,
    at_work,
    ended,
    story,
    terminated,
    until,
    without_recording_time,
)
from tests.workflows.test_cancelling import release
from workflows.case import Case
from workflows.messages import GrantInput


async def test_a_terminated_grant_goes_on_from_its_stream(busy: House) -> None:
    told = story()
    before = until(told, "receive-goods")
    await play(busy.door, before, lambda _: None)
    last = (await busy.settled(told.reference)).sequence
    await terminated(busy, told.reference)

    await busy.start(told.reference, through=last)
    again = await busy.step(told.reference, before.steps[0])
    receipt = next(
        event for event in busy.stream(told.reference) if event.key == before.steps[0].key
    )
    assert (again.first, again.last) == (receipt.sequence, receipt.sequence)
    assert (await busy.settled(told.reference)).sequence == last
    await play(busy.door, told, lambda _: None)
    await ended(busy, told.reference)

    uninterrupted = map(read, stream_of("back-entry-1"))
    stream = busy.stream(told.reference)
    assert without_recording_time(stream) == without_recording_time(uninterrupted)
    assert len(activities(await busy.history(told.reference), "fold_stream")) == 1


async def test_a_document_that_was_in_hand_is_drafted_after_all(house: House) -> None:
    told = until(story(), "clear-release")
    archive = LockedArchive(house.outside.archive)
    async with at_work(house, archive=archive):
        await play(house.door, told, lambda _: None)
        asked = await house.send(told.reference, release(told.steps[-1].on))
        await asyncio.to_thread(archive.asked.wait, 60)
        await house.handle(told.reference).terminate()
        archive.unlocked.set()

        await house.start(told.reference, through=asked.last)

        await house.settled(told.reference)
        assert house.stream(told.reference)[-1].type == "document-drafted"
        await terminated(house, told.reference)


async def test_a_closed_grant_opens_for_a_draft_and_closes_again(busy: House) -> None:
    told = story()
    await play(busy.door, told, lambda _: None)
    closed = await ended(busy, told.reference)
    draft = Message(
        key="after/draft",
        by="amina.keita",
        on=told.steps[-1].on,
        command=DraftDocument(kind=DocumentKind.DONOR_REPORT, about="final"),
    )

    receipt = await send(busy.door, told.reference, draft)

    assert receipt.events == ("document-requested",)
    outcome = await ended(busy, told.reference)
    assert (outcome.ended, outcome.sequence) == ("closed", closed.sequence + 2)
    requested, drafted = busy.stream(told.reference)[closed.sequence :]
    assert (requested.type, drafted.type) == ("document-requested", "document-drafted")
    assert await send(busy.door, told.reference, draft) == receipt
    described = await busy.handle(told.reference).describe()
    assert described.status is WorkflowExecutionStatus.COMPLETED


async def test_a_closed_grant_takes_no_money(busy: House) -> None:
    stream = [read(event) for event in stream_of("back-entry-1")]
    busy.session.journal.append(stream)
    told = story()
    closed = stream[-1]
    money = Message(
        key="after/money",
        by="lena.novak",
        on=told.steps[-1].on,
        command=ReceiveContribution(
            donor="japan",
            amount=Money.model_validate("JPY 1"),
            credited=Money.model_validate("USD 1"),
        ),
    )

    with pytest.raises(RefusedError) as refused:
        await send(busy.door, told.reference, money)

    assert refused.value.type == "GrantEndedError"
    assert (await ended(busy, told.reference)).sequence == closed.sequence
    assert busy.session.journal.last(told.reference) == closed.sequence


def test_sealed_offers_are_not_taken_in_before_the_grant_is_read_back() -> None:
    """An update that is accepted on a guess stands in the history, and so would the prices."""
    steps = {step.do: step for step in story().steps}
    opening = Message(
        key="too-early",
        by="jonas.weber",
        on=steps["open-bids"].on,
        command=OpenBids(lot="vehicles", witness="fatou.sow", openings=()),
    )

    with pytest.raises(ApplicationError) as refused:
        Case(GrantInput(reference="G-1", through=5)).check(opening)

    assert refused.value.type == "NotYetError"
