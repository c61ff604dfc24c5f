"""Any conversation, held with the real workflow too: answers and events are those of the rules."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from grants.domain.envelope import Message
from grants.domain.people import Role
from tests.domain import phrases as say
from tests.domain.conversation import Conversation
from tests.domain.test_properties import BEGINNINGS, AnyConversation
from tests.workflows.beside import Beside, beside
from tests.workflows.houses import House, at_work, on_skipping_server

BOUNDED = settings(
    max_examples=8,
    stateful_step_count=25,
    deadline=None,
    # a grant that was shortened again and again would live for hours
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """What lets a talk, which waits for nothing, speak to a workflow."""
    with asyncio.Runner() as found:
        yield found


@pytest.fixture
def house(runner: asyncio.Runner, tmp_path: Path) -> Iterator[House]:
    """A house on the server that skips time, with a worker, while the runner runs."""
    rooms = AsyncExitStack()

    async def open_up() -> House:
        found = await rooms.enter_async_context(on_skipping_server(tmp_path / "home"))
        await rooms.enter_async_context(at_work(found))
        return found

    yield runner.run(open_up())
    runner.run(rooms.aclose())


class AnyRunningGrant(AnyConversation):
    """The same people, who are answered by a workflow."""

    def __init__(self, runner: asyncio.Runner, grant: Beside) -> None:
        super().__init__()
        self.runner = runner
        self.grant = grant

    @initialize(given=st.sampled_from(BEGINNINGS), live=st.booleans(), sent=st.booleans())
    def begin(self, given: Callable[[], Conversation], *, live: bool, sent: bool) -> None:
        opening, *said = given().said
        self.take_up(self.grant.talk)
        if sent:
            self.runner.run(self.grant.open(opening))
            for message in said:
                self.deliver(message)
        else:
            self.runner.run(self.grant.read_back([opening, *said]))
        if live:
            self.say(say.go_live(), by="pia", hours=1)

    def wait(self, hours: int) -> datetime:
        if not self.grant.live:
            return super().wait(hours)
        if not self.grant.over:
            self.runner.run(self.grant.wait(hours))
        return super().wait(min(hours, 0))

    def deliver(self, message: Message) -> None:
        if self.grant.over or message.command.roles == {Role.ENGINE}:
            return
        if self.runner.run(self.grant.say(message)):
            self.sent.append(message)

    def repeat(self, message: Message) -> None:
        if not self.grant.over:
            self.runner.run(self.grant.repeat(message))

    def teardown(self) -> None:
        self.runner.run(self.grant.leave())
        super().teardown()


def test_a_running_grant_answers_and_records_as_the_rules_alone_do(
    runner: asyncio.Runner, house: House
) -> None:
    numbers = itertools.count(1)

    class InThisHouse(AnyRunningGrant):
        def __init__(self) -> None:
            super().__init__(runner, beside(house, f"ANY-{next(numbers)}"))

    run_state_machine_as_test(InThisHouse, settings=BOUNDED)
