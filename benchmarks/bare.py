"""The controls: workflows that take as many updates, record and tell as much, without our code."""

import asyncio
from datetime import timedelta
from typing import Any, Final

from temporalio import workflow

BARE_QUEUE: Final = "bare"
UPDATE: Final = "take"
"""The name of the update that every control has."""
_LIMIT: Final = timedelta(seconds=30)

Content = dict[str, Any]


async def _does(activity: str, batch: list[Content]) -> None:
    await workflow.execute_activity(activity, batch, start_to_close_timeout=_LIMIT)


@workflow.defn
class OneByOne:
    """Records and tells each update by activities of its own, beside those of the others."""

    @workflow.init
    def __init__(self, opening: Content, expected: int) -> None:
        self.told = 0
        self.tasks = [asyncio.create_task(self._tell(opening))]

    @workflow.run
    async def run(self, opening: Content, expected: int) -> int:
        """As many updates as expected, and the opening."""
        await workflow.wait_condition(lambda: self.told > expected)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return expected

    async def _tell(self, event: Content) -> None:
        await _does("record", [event])
        await _does("notify", [event])
        self.told += 1

    @workflow.update(name=UPDATE)
    async def take(self, content: Content) -> int:
        """Take one event."""
        self.tasks.append(asyncio.create_task(self._tell(content)))
        return len(self.tasks)


@workflow.defn
class Coalescing:
    """Records and tells what has come meanwhile by one activity each, the two beside each other."""

    @workflow.init
    def __init__(self, opening: Content, expected: int) -> None:
        self.unrecorded = [opening]
        self.untold: list[Content] = []
        self.told = 0

    @workflow.run
    async def run(self, opening: Content, expected: int) -> int:
        """As many updates as expected, and the opening."""
        recording = asyncio.create_task(self._record())
        while self.told <= expected:
            await workflow.wait_condition(lambda: bool(self.untold))
            batch, self.untold = self.untold, []
            await _does("notify", batch)
            self.told += len(batch)
        recording.cancel()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return expected

    async def _record(self) -> None:
        while True:
            await workflow.wait_condition(lambda: bool(self.unrecorded))
            batch, self.unrecorded = self.unrecorded, []
            await _does("record", batch)
            self.untold.extend(batch)

    @workflow.update(name=UPDATE)
    async def take(self, content: Content) -> int:
        """Take one event."""
        self.unrecorded.append(content)
        return len(self.unrecorded)


@workflow.defn
class Only:
    """Takes updates and does nothing beside."""

    @workflow.init
    def __init__(self, opening: Content, expected: int) -> None:
        self.taken = 0

    @workflow.run
    async def run(self, opening: Content, expected: int) -> int:
        """As many updates as expected."""
        await workflow.wait_condition(lambda: self.taken >= expected)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.taken

    @workflow.update(name=UPDATE)
    async def take(self, content: Content) -> int:
        """Take one event."""
        self.taken += 1
        return self.taken


Control = type[OneByOne] | type[Coalescing] | type[Only]
CONTROLS: Final[list[Control]] = [OneByOne, Coalescing, Only]
