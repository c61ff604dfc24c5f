"""Nothing in the vocabulary is left unsaid: this file runs last and looks back at the others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grants.domain import errors
from grants.domain.commands import BY_TYPE
from grants.domain.envelope import Entry
from grants.domain.errors import RefusalError
from grants.domain.events import EVENTS
from tests.domain.conversation import HEARD
from tests.domain.examples import examples

FOLDER = Path(__file__).parent


@pytest.fixture
def whole_suite(request: pytest.FixtureRequest) -> None:
    """Skips where only a part of the folder runs: what was said cannot be complete then."""
    running = {item.path for item in request.session.items}
    chosen = request.config.getoption("keyword") or request.config.getoption("markexpr")
    if chosen or not set(FOLDER.glob("test_*.py")) <= running:
        pytest.skip("only a part of tests/domain runs")


def refusals() -> Iterator[type[object]]:
    for found in vars(errors).values():
        if isinstance(found, type) and issubclass(found, RefusalError) and found != RefusalError:
            yield found


@pytest.mark.usefixtures("whole_suite")
def test_every_refusal_is_heard() -> None:
    assert {found.__name__ for found in set(refusals()) - HEARD} == set()


@pytest.mark.usefixtures("whole_suite")
def test_every_command_is_said() -> None:
    assert {name for name, command in BY_TYPE.items() if command not in HEARD} == set()


@pytest.mark.usefixtures("whole_suite")
def test_every_event_happens() -> None:
    assert {event.__name__ for event in set(EVENTS) - HEARD} == set()


def test_every_event_has_an_example() -> None:
    assert {envelope.type for envelope in examples()} == {
        str(event.model_fields["type"].default) for event in EVENTS
    }


def test_every_way_of_entry_has_an_example() -> None:
    assert {envelope.entry for envelope in examples()} >= {Entry.BACK, Entry.LIVE}
