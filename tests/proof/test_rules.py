"""What a checker lets come is what the rule book lets come."""

import json
from typing import Any

import pytest

from grants.domain.commands import BY_TYPE
from grants.domain.disclosure import BECOMES
from grants.domain.events import BY_TYPE as EVENTS
from grants.domain.grant import AFTER_CLOSURE, AFTER_THE_END
from grants.domain.messages import Command, type_of
from grants.proof import rules
from tests.histories.replaying import FOLDER, STREAM
from tests.proof.acts import act


def becomes(commands: tuple[type[Command], ...]) -> set[str]:
    table = {**BECOMES, **rules.ENGINES}
    return {event for command in commands for event in table[type_of(command)]}


def test_what_comes_after_closure_is_as_the_rules_say() -> None:
    assert becomes(AFTER_CLOSURE) == rules.AFTER_CLOSURE


def test_what_comes_after_any_end_is_as_the_rules_say() -> None:
    assert becomes(AFTER_THE_END) == rules.AFTER_THE_END


def test_a_checker_knows_what_every_command_becomes_and_every_event() -> None:
    table = {**BECOMES, **rules.ENGINES}

    assert table.keys() == BY_TYPE.keys()
    assert {event for events in table.values() for event in events} == EVENTS.keys()


def whole() -> dict[str, list[dict[str, Any]]]:
    """The streams of histories that begin with a grant's first event."""
    read = {file.stem: json.loads(file.read_text("utf-8")) for file in FOLDER.glob(f"*{STREAM}")}
    return {
        name: stream
        for name, stream in sorted(read.items())
        if stream and stream[0]["sequence"] == 1
    }


@pytest.mark.parametrize("stream", whole().values(), ids=whole().keys())
def test_whatever_the_engine_has_recorded_is_found_in_order(stream: list[dict[str, Any]]) -> None:
    judged = rules.Stream()

    for event in stream:
        assert judged.judge(act(event), event["data"]) == []

    assert list(judged.opened_by()) == []
