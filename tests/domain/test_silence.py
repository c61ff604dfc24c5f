"""Nothing is left unsaid: what an event leads to, what a command hands on, what a duty asks for."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from grants.domain.commands import BY_TYPE, SENT
from grants.domain.events import BY_TYPE as EVENT_TYPES
from grants.domain.events import EVENTS
from grants.domain.grant import duties, replay
from grants.domain.messages import Content, Event, ReportedEvent, recorded, type_of
from grants.domain.model import Model
from grants.domain.people import Role
from grants.domain.procurement.events import LotOpened
from grants.domain.state import Duty
from tests.domain import phrases as say
from tests.domain.builders import accepted, opened_bids, solicited
from tests.domain.conversation import Conversation
from tests.domain.examples import conversations
from tests.domain.test_drafting_fails import failed as not_drafted
from tests.domain.test_notices import failed as not_reached

SAID = ("told", "facts", "correctable")
SUBJECTS = {"lot", "handover", "report", "document", "donor", "event"}
"""Fields by which things are found again: another name would be another thing."""


def talks() -> Iterator[Conversation]:
    """Conversations in which every duty comes up at one time or another."""
    yield from conversations()
    yield from (accepted(), opened_bids(), not_drafted(), not_reached())
    late = solicited()
    late.send(say.passage(), on="2025-02-11")
    yield late
    rest = accepted()
    rest.send(say.goods("C5"))
    rest.send(say.ruling(rest.last.sequence, accepted=True))
    rest.send(say.plan("more"))
    rest.send(say.allocation(say.units("C5"), to="more"))
    rest.send(say.goods("C6"))
    rest.send(say.ruling(rest.last.sequence, accepted=True))
    yield rest


def open_at_any_time() -> dict[str, Duty]:
    """A duty of each kind, from every state of these conversations."""
    found: dict[str, Duty] = {}
    for talk in talks():
        grant = replay("EXA-1", ())
        for envelope in talk.stream:
            grant = replay("EXA-1", [envelope], since=grant)
            found |= {duty.key.split("/")[0]: duty for duty in duties(grant)}
    return found


DUTIES = open_at_any_time()


@pytest.mark.parametrize("event", EVENTS, ids=type_of)
def test_an_event_says_itself_what_follows_from_it(event: type[Event]) -> None:
    for name in SAID:
        owner = next(base for base in event.__mro__ if name in vars(base))
        assert issubclass(owner, Event)
        assert owner not in (Event, ReportedEvent)


@pytest.mark.parametrize("event", EVENTS, ids=type_of)
def test_an_event_tells_roles_states_fields_and_lets_fields_be_corrected(
    event: type[Event],
) -> None:
    fields = event.model_fields.keys() - {"type", "irregularities"}

    assert set(event.told) <= set(Role) - {Role.ENGINE}
    assert len(set(event.told)) == len(event.told)
    assert event.correctable <= fields - SUBJECTS
    if event.facts is not None:
        named = set(re.findall(r"{(\w+)}", event.facts.under))
        assert set(event.facts.fields) <= fields
        assert named <= fields | {"sequence"}
        assert event.facts.under


def test_the_facts_of_two_events_are_told_apart() -> None:
    under = [event.facts.under for event in EVENTS if event.facts is not None]

    assert len(set(under)) == len(under)


@pytest.mark.parametrize("event", EVENTS, ids=type_of)
def test_an_event_and_its_command_are_described_for_people(event: type[Event]) -> None:
    assert (event.__doc__ or "").strip().endswith(".")


def test_what_an_event_keeps_of_its_command_is_of_one_form() -> None:
    """A field that both have is written once and inherited, or at least of one type."""
    pairs = {(item.command, type(item.data)) for talk in conversations() for item in talk.stream}
    assert pairs
    for name, event in pairs:
        command = BY_TYPE[name]
        for field in (command.model_fields.keys() & event.model_fields.keys()) - {"type"}:
            asked, kept = command.model_fields[field], event.model_fields[field]
            optional = asked.annotation == kept.annotation | None  # type: ignore[operator]
            assert optional or (asked.annotation, asked.metadata) == (
                kept.annotation,
                kept.metadata,
            ), (name, event, field)


ALONE = {
    "grant-closed",  # decided from the whole grant
    "went-live",  # at the clock's time
    "document-requested",  # named by the rules
    "duty-reminded",
    "duty-missed",
    "notices-repeated",  # what is repeated was recorded before
}
"""Events that share no content with the one command that leads to them, and why."""


def test_an_event_shares_its_content_with_the_command_that_it_follows_from() -> None:
    first = {
        type_of(type(item.data)): BY_TYPE[item.command]
        for talk in conversations()
        for item in talk.stream
        if item.command not in ("open-grant", "cancel-grant")
    }

    apart = {kind for kind, command in first.items() if not shares(command, EVENT_TYPES[kind])}

    assert apart == ALONE


def shares(command: type[Model], event: type[Model]) -> bool:
    common = set(command.__mro__) & set(event.__mro__)
    return any(issubclass(base, Content) and base is not Content for base in common)


def test_what_shares_no_content_is_not_recorded() -> None:
    with pytest.raises(TypeError, match="LotOpened and PlanHandover share no content"):
        recorded(LotOpened, say.plan())


@pytest.mark.parametrize("kind", sorted(DUTIES))
def test_a_duty_knows_the_command_that_does_it_and_who_may(kind: str) -> None:
    duty = DUTIES[kind]

    if not duty.personal:
        assert (duty.command, duty.given) == (None, {})
        return
    assert duty.command is not None
    command = SENT[duty.command]
    assert duty.role in command.roles
    assert duty.given.keys() <= command.model_fields.keys()
    for name, value in duty.given.items():
        field = command.model_fields[name]
        annotation: Any = field.annotation
        TypeAdapter(annotation).validate_python(value)


def test_every_kind_of_duty_comes_up() -> None:
    assert set(DUTIES) == {
        "sign",
        "contribution",
        "open-lot",
        "solicit",
        "bids",
        "open-bids",
        "give-up",
        "evaluate",
        "award",
        "order",
        "receive",
        "invoice",
        "pay",
        "plan-handover",
        "allocate-rest",
        "allocate",
        "schedule",
        "ceremony",
        "custody",
        "title",
        "draft",
        "mend",
        "clear",
        "publish",
        "submit",
        "accept",
        "resolve",
        "repeat",
        "close",
    }


@pytest.mark.parametrize("kind", sorted(DUTIES))
def test_a_duty_names_no_sum_and_no_person(kind: str) -> None:
    what = DUTIES[kind].what

    assert what[0].isupper()
    assert not re.search(r"\b(USD|EUR) ", what)
