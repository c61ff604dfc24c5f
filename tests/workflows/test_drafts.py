"""Drafts arrive by themselves: after custody, and again when they would read otherwise."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from grants.domain.administration.commands import Disclose, ResolveIrregularity
from grants.domain.envelope import Envelope, Message
from grants.domain.messages import Command
from grants.domain.people import ENGINE, Role
from grants.domain.reporting.commands import AdoptPassage, ClearRelease
from grants.domain.reporting.content import PassageKind
from grants.domain.reporting.events import DocumentDrafted, DocumentFailed, DocumentRequested
from grants.grantfile.file import GrantFile
from tests.domain import phrases
from tests.workflows.histories import task_failures, timers
from tests.workflows.houses import House, Present, story, terminated, until

SETTLED: Final = timedelta(minutes=30)
"""What the policy of the story gives people to enter what belongs together."""


async def handed_over(house: House, told: GrantFile | None = None) -> Present:
    """The story in the present, up to and with the keys."""
    present = await Present.begin(house, told or story())
    await present.send(until(present.told, "clear-release").steps)
    return present


async def after(present: Present, span: timedelta) -> list[Envelope]:
    """Let time pass; what the engine did of itself meanwhile."""
    before = (await present.house.settled(present.reference)).sequence
    await present.house.time.sleep(span)
    await present.house.settled(present.reference)
    return present.house.stream(present.reference)[before:]


async def tell(
    present: Present, command: Command, by: str = "ines.moreau", on: datetime | None = None
) -> None:
    number = len(present.house.stream(present.reference))
    message: dict[str, object] = {"key": f"said/{number}", "by": by, "on": on, "command": command}
    message["public"] = ("all",) if isinstance(command, AdoptPassage) else ()
    await present.house.send(present.reference, Message.model_validate(message))
    await present.house.settled(present.reference)


def passage(name: str) -> AdoptPassage:
    text = f"What {name} says."
    return AdoptPassage(passage=name, kind=PassageKind.CONTEXT, text=text, source="a test")


async def test_the_release_is_drafted_when_custody_has_settled(skipping: House) -> None:
    present = await handed_over(skipping)
    custody = skipping.stream(present.reference)[-1]

    requested, drafted = await after(present, timedelta(hours=1))

    assert custody.type == "custody-transferred"
    assert isinstance(requested.data, DocumentRequested)
    assert isinstance(drafted.data, DocumentDrafted)
    assert requested.on - custody.recorded_at == SETTLED
    assert requested.recorded_at - requested.on < timedelta(minutes=1)
    assert (requested.actor, drafted.actor) == (ENGINE, ENGINE)
    assert drafted.data.document == "press-release/1"
    assert drafted.caused_by == requested.sequence
    called = [timer.summary for timer in timers(await skipping.history(present.reference))]
    assert called.count("Draft the release: Handover of the vehicles") == 1
    key = f"{present.reference}/{drafted.sequence}/moussa.diarra"
    assert skipping.outside.ledger.statuses([key]) == {key: "sent"}
    await terminated(skipping, present.reference)


async def test_passages_that_are_entered_together_are_one_more_draft(skipping: House) -> None:
    present = await handed_over(skipping)
    await after(present, timedelta(hours=1))
    for name in ("one", "two", "three"):
        await skipping.time.sleep(timedelta(minutes=10))
        await tell(present, passage(name))
    last = skipping.stream(present.reference)[-1]

    requested, drafted = await after(present, timedelta(days=2))

    assert isinstance(requested.data, DocumentRequested)
    assert isinstance(drafted.data, DocumentDrafted)
    assert requested.on - last.recorded_at == SETTLED
    assert requested.data.superseded == "press-release/1"
    assert drafted.data.document == "press-release/2"
    await terminated(skipping, present.reference)


async def test_what_is_disclosed_later_is_drafted_in(skipping: House) -> None:
    present = await handed_over(skipping, keeping_back("hold-ceremony", "caption"))
    await after(present, timedelta(hours=1))
    stream = skipping.stream(present.reference)
    held = next(event for event in stream if event.type == "ceremony-held")

    await tell(present, Disclose(event=held.sequence, kind=held.type, fields=("caption",)))

    requested, drafted = await after(present, timedelta(days=2))
    assert isinstance(requested.data, DocumentRequested)
    assert isinstance(drafted.data, DocumentDrafted)
    assert drafted.data.document == "press-release/2"
    await terminated(skipping, present.reference)


def keeping_back(do: str, *fields: str) -> GrantFile:
    """The story with fields of a step that somebody forgot to make public."""
    told = story()
    steps = tuple(
        replace(step, public=tuple(name for name in step.public if name not in fields))
        if step.do == do
        else step
        for step in told.steps
    )
    return replace(told, steps=steps)


async def test_a_draft_that_would_read_alike_is_not_sent_again(skipping: House) -> None:
    present = await handed_over(skipping)
    await after(present, timedelta(hours=1))
    stream = skipping.stream(present.reference)
    plan = next(event for event in stream if event.type == "handover-planned")

    await tell(present, Disclose(event=plan.sequence, kind=plan.type, fields=("title",)))

    assert [event.type for event in await after(present, timedelta(days=2))] == [
        "document-requested",
        "document-confirmed",
    ]
    await terminated(skipping, present.reference)


async def test_a_cleared_release_is_not_drafted_again_by_itself(skipping: House) -> None:
    present = await handed_over(skipping)
    await after(present, timedelta(hours=1))
    await tell(present, ClearRelease(document="press-release/1"), by="moussa.diarra")

    await tell(present, passage("too-late"))

    assert await after(present, timedelta(days=2)) == []
    await terminated(skipping, present.reference)


async def test_a_draft_that_failed_is_a_duty_and_comes_with_its_number_when_the_facts_allow_it(
    skipping: House,
) -> None:
    present = await handed_over(skipping, keeping_back("open-lot", "goods", "quantity"))
    (lot,) = [event for event in skipping.stream(present.reference) if event.type == "lot-opened"]

    _, failed = await after(present, timedelta(days=2))

    assert isinstance(failed.data, DocumentFailed)
    assert failed.data.document == "press-release/1"
    (mend,) = [
        open_one.duty
        for open_one in skipping.outside.journal.duties(present.reference)
        if open_one.duty.role is Role.INFORMATION
    ]
    assert mend.what.startswith("Mend what keeps the press release from being drafted: ")

    disclosure = Disclose(event=lot.sequence, kind=lot.type, fields=("goods", "quantity"))
    await tell(present, disclosure)

    _, drafted = await after(present, timedelta(days=2))
    assert isinstance(drafted.data, DocumentDrafted)
    assert drafted.data.document == "press-release/1"
    await terminated(skipping, present.reference)


async def test_a_draft_that_may_not_be_made_yet_is_not_tried_again_and_again(
    skipping: House,
) -> None:
    """Something about what bears the handover's name is irregular: the alarm is refused."""
    present = await handed_over(skipping)
    name = "vehicles-mali"
    closes = (await skipping.time.get_current_time() + timedelta(days=40)).isoformat()[:19]
    await tell(present, phrases.lot(name, ceiling="USD 100"), by="amina.keita")
    await tell(present, phrases.solicitation(name, closes=closes), by="jonas.weber")
    assert present.told.opening.on is not None
    too_early = present.told.opening.on - timedelta(days=9)
    await tell(present, phrases.bid(of=name), by="fatou.sow", on=too_early)
    irregular = skipping.stream(present.reference)[-1]
    before = len((await skipping.history(present.reference)).events)

    assert await after(present, timedelta(days=2)) == []

    history = await skipping.history(present.reference)
    assert len(history.events) - before < 20
    assert task_failures(history) == []
    ruling = {"event": irregular.sequence, "accepted": False, "reason": "Entered twice"}
    await tell(present, ResolveIrregularity.model_validate(ruling), by="moussa.diarra")

    at_once = skipping.stream(present.reference)[irregular.sequence :]
    assert [event.type for event in at_once] == [
        "irregularity-resolved",
        "document-requested",
        "document-drafted",
    ]
    await terminated(skipping, present.reference)
