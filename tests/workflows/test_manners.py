"""How the workflows behave in the house: sandboxed, described, discreet, and silent on replay."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pytest
from pydantic import BaseModel
from temporalio.client import WorkflowHistory, WorkflowUpdateFailedError
from temporalio.workflow import _Definition

from client.playing import play
from grants.domain.commands import BY_TYPE, SENT
from grants.domain.envelope import Message, read
from grants.domain.grant import evolve, headline
from grants.domain.money import Money
from grants.domain.procurement.commands import ApproveAward
from grants.domain.state import Grant
from grants.notices import announcement
from tests.histories.replaying import history_of, kept
from tests.histories.test_replay import stream_of
from tests.workflows.histories import CODEC, payloads, summaries, summary
from tests.workflows.houses import House, at_work, story, terminated, until
from worker import WORKFLOWS
from workflows.connection import runner
from workflows.details import details
from workflows.grant import GrantWorkflow
from workflows.search import SEARCH_ATTRIBUTES

CHILD: Final = "start_child_workflow_execution_initiated_event_attributes"
SUMMARISED: Final = {
    "activity_task_scheduled_event_attributes",
    "timer_started_event_attributes",
    CHILD,
}
WITHOUT_CHILDREN: Final = {"live", "neglected", "drafted-again", "unreached"}
"""Paths recorded on the server that skips time, which does not keep a child's summary."""


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.__name__)
async def test_a_workflow_loads_in_the_sandbox(workflow: type) -> None:
    runner().prepare_workflow(_Definition.must_from_class(workflow))


def test_there_is_an_update_for_every_command_that_people_send() -> None:
    updates = _Definition.must_from_class(GrantWorkflow).updates

    assert set(updates) == set(SENT)
    assert set(BY_TYPE) - set(SENT) == {
        "open-grant",
        "close-solicitation",
        "remind",
        "escalate",
        "record-document",
        "record-failure",
    }


@pytest.mark.parametrize("name", SENT)
def test_an_update_has_its_description(name: str) -> None:
    update = _Definition.must_from_class(GrantWorkflow).updates[name]

    assert update.description
    assert (SENT[name].__doc__ or "").startswith(update.description)


@pytest.mark.parametrize("name", kept())
def test_whatever_a_workflow_starts_has_a_summary(name: str) -> None:
    left_out = {CHILD} if name.rpartition("-")[0] in WITHOUT_CHILDREN else set()
    nameless = [
        event.event_id
        for event in history_of(name).events
        if any(map(event.HasField, SUMMARISED - left_out)) and not summary(event)  # type: ignore[arg-type]
    ]

    assert nameless == []


def restricted() -> list[str]:
    """Every name, supplier, sum and number of the example that may not be shown to everybody."""
    told = story()
    found: set[str] = set()
    for content in (told.opening.command, *(step.content for step in told.steps)):
        found |= set(_private(content))
    for step in told.steps:
        if step.offer is not None:
            found |= set(_private(step.offer))
    return sorted(found)


def _private(value: Any, field: str = "") -> Iterator[str]:
    if isinstance(value, Money):
        stored = str(value.model_dump())
        yield from (str(value), stored, f"{value.amount:f}", f"{value.amount:,}")
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _private(getattr(value, name), name)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _private(item, str(name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _private(item, field)
    elif field in PRIVATE and isinstance(value, str):
        yield value


PRIVATE: Final = {
    "given",
    "family",
    "email",
    "supplier",
    "invited",
    "signatories",
    "serials",
    "units",
    "invoice",
    "order",
    "number",
    "words",
    "remark",
    "salt",
    "place",
    "certificate",
}


def betrayed(said: str) -> list[str]:
    """The restricted strings that stand in a text."""
    return [
        secret
        for secret in restricted()
        if re.search(rf"(?<![\w.]){re.escape(secret)}(?![\w])", said)
    ]


def test_the_example_has_much_to_keep_to_itself() -> None:
    assert {"Keita", "Sahara Motors SARL (illustrative)", "USD 349000", "349,000"} <= set(
        restricted()
    )
    assert betrayed("Paid USD 349000 to nobody.") == ["349000", "USD 349000"]
    assert betrayed("Signed by Amina Keita") == ["Amina", "Keita"]


@pytest.mark.parametrize("name", kept())
def test_names_and_sums_are_not_in_what_everybody_sees_of_a_workflow(name: str) -> None:
    history = history_of(name)

    assert betrayed("\n".join([*summaries(history), *ids(history), *attributes(history)])) == []


def ids(history: WorkflowHistory) -> Iterator[str]:
    for event in history.events:
        yield event.start_child_workflow_execution_initiated_event_attributes.workflow_id
        yield event.workflow_execution_started_event_attributes.workflow_id


def attributes(history: WorkflowHistory) -> Iterator[str]:
    for event in history.events:
        upserted = event.upsert_workflow_search_attributes_event_attributes
        started = event.workflow_execution_started_event_attributes
        for indexed in (upserted.search_attributes, started.search_attributes):
            yield from (payload.data.decode() for payload in payloads(indexed))


@pytest.mark.parametrize(
    ("name", "never"), [("back-entry-1", {"GrantDueAt"}), ("live-1", set[str]())]
)
def test_search_attributes_are_upserted_only_when_they_change(name: str, never: set[str]) -> None:
    """In back entry no deadline is one by the wall clock."""
    history = history_of(name)
    upserts = [
        event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields
        for event in history.events
        if event.HasField("upsert_workflow_search_attributes_event_attributes")
    ]
    known: dict[str, bytes] = {}
    for upsert in upserts:
        for key, payload in upsert.items():
            assert known.get(key) != payload.data
            known[key] = payload.data

    assert set(known) == set(SEARCH_ATTRIBUTES) - never
    assert CODEC._unpacked(upserts[0]["GrantReference"]).data == b'"UNODC-JPN-MLI-2016-01"'


@pytest.mark.parametrize("name", ["back-entry-1", "live-1", "neglected-1", "cancelled-1"])
def test_names_and_sums_are_not_in_current_details_at_any_time(name: str) -> None:
    grant, said = Grant(reference="G-1"), []
    for event in map(read, stream_of(name)):
        grant = evolve(grant, event)
        said += [details(grant, None), headline(event).text, announcement(event)]
    told = "\n".join(said)

    assert betrayed(COMMAND.sub("", told)) == []
    assert set(betrayed(told)) <= INVOICES


COMMAND: Final = re.compile(r"`grants [^`]*`")
"""The line that does a duty, with what is known already filled in: an invoice by its number."""
INVOICES: Final = {"INV-2016-0001 (illustrative)"}


async def test_nothing_is_logged_again_on_replay(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="temporalio.workflow")
    told = until(story(), "issue-solicitation")
    async with at_work(house, cached=0):
        await play(house.door, told, lambda _: None)
        await house.settled(told.reference)
        await terminated(house, told.reference)

    events = [vars(record) for record in caplog.records if record.getMessage() == "event"]
    counted = Counter((event["reference"], event["sequence"]) for event in events)
    assert set(counted) == {
        (told.reference, event.sequence) for event in house.stream(told.reference)
    }
    assert set(counted.values()) == {1}


async def test_a_refused_attempt_is_noted_once_for_those_who_keep_watch(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="grants.security")
    told = until(story(), "open-lot")
    attempt = Message(
        key="an-attempt",
        by="ana.ribeiro",
        on=told.steps[-1].on,
        command=ApproveAward(lot="vehicles"),
    )
    async with at_work(house, cached=0):
        await play(house.door, told, lambda _: None)
        with pytest.raises(WorkflowUpdateFailedError):
            await house.send(told.reference, attempt)
        await house.step(told.reference, story().steps[len(told.steps)])
        await house.settled(told.reference)
        await terminated(house, told.reference)

    (record,) = [record for record in caplog.records if record.name == "grants.security"]
    noted = vars(record)
    assert record.getMessage() == "refused"
    assert record.levelno == logging.INFO
    assert {name: noted[name] for name in ("reference", "command", "actor", "key", "refusal")} == {
        "reference": told.reference,
        "command": "approve-award",
        "actor": "ana.ribeiro",
        "key": "an-attempt",
        "refusal": "NotAppointedError",
    }
    assert betrayed(repr(noted)) == []


async def test_nobody_speaks_for_the_engine(busy: House) -> None:
    told = until(story(), "sign-agreement")
    await busy.start(told.reference, told.opening)

    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await busy.send(
            told.reference,
            Message(
                key="disguised",
                by="engine",
                on=told.opening.on,
                command=ApproveAward(lot="vehicles"),
            ),
        )

    assert getattr(failed.value.cause, "type", None) == "NotAppointedError"


async def test_the_story_leaves_no_warning(busy: House, caplog: pytest.LogCaptureFixture) -> None:
    """An unfinished handler is a warning too, and pytest makes every warning a failure."""
    told = story()

    await play(busy.door, told, lambda _: None)

    loud = [record.getMessage() for record in caplog.records if record.levelno > logging.INFO]
    assert loud == []


async def test_an_opening_that_is_refused_fails_its_workflow_for_good(busy: House) -> None:
    told = story()
    opening = told.opening.model_copy(update={"by": "nobody"})

    handle = await busy.start(told.reference, opening)

    with pytest.raises(Exception, match="Workflow execution failed") as failed:
        await handle.result()
    assert getattr(failed.value.__cause__, "type", None) == "NotAppointedError"
    assert busy.session.journal.last(told.reference) == 0
