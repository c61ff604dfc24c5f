"""Workers come and go: rebuilt, or with a new build that running grants move on to."""

from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import count

from client.playing import play
from tests.workflows.houses import House, at_work, ended, eventually, story, terminated, until
from tests.workflows.test_continue_as_new import passage


async def build_of(house: House, reference: str) -> str:
    """The build that a grant's newest run is pinned to."""
    described = await house.handle(reference).describe()
    versioning = described.raw_description.workflow_execution_info.versioning_info
    return versioning.deployment_version.build_id


async def test_a_running_grant_moves_to_the_new_build(house: House) -> None:
    told = until(story(), "open-lot")
    async with AsyncExitStack() as older, AsyncExitStack() as newer:
        await older.enter_async_context(at_work(house, build="1"))
        await play(house.door, told, lambda _: None)
        assert await build_of(house, told.reference) == "1"
        await newer.enter_async_context(at_work(house, build="2"))
        assert await build_of(house, told.reference) == "1"

        numbers = count(1)

        async def moved() -> bool:
            # a run hears of a new build with one of its next tasks, soon after the server has
            await house.send(told.reference, passage(f"one-{next(numbers)}"))
            return await build_of(house, told.reference) == "2"

        assert await eventually(moved)
        await older.aclose()
        after = await house.send(told.reference, passage("two"))
        state = await house.settled(told.reference)
        assert after.last == state.sequence == len(house.stream(told.reference))
        assert len(await house.runs(told.reference)) == 2
        await terminated(house, told.reference)


async def test_a_new_grant_starts_on_the_newest_build_though_an_older_worker_comes_back(
    house: House,
) -> None:
    told = until(story(), "sign-agreement")
    async with at_work(house, build="2"), at_work(house, build="1"):
        await house.start(told.reference, told.opening)

        await house.settled(told.reference)

        assert await build_of(house, told.reference) == "2"
        await terminated(house, told.reference)


async def test_a_rebuilt_worker_goes_on_where_the_old_one_stopped(house: House) -> None:
    told = story()
    half = replace(told, steps=told.steps[:15])
    async with at_work(house):
        await play(house.door, half, lambda _: None)
    async with at_work(house):
        await play(house.door, told, lambda _: None)

        outcome = await ended(house, told.reference)

    assert outcome.sequence == len(house.stream(told.reference))
    assert len(await house.runs(told.reference)) == 1
