"""Chaos kills server, worker and player at random points; every story must end the same.

`make chaos`, or `.venv/bin/python benchmarks/chaos.py --times 20 --seed 7`. The reference story is
played once undisturbed, then so many times with kills; each run has a folder of its own. Compared
are the state, the stream but for the times of recording, the documents byte for byte, the chain of
hashes, and the notices: each once. The exit code is 1 where one run ended otherwise.
"""

import argparse
import asyncio
import logging
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.house import STORY, House, StuckError
from benchmarks.outcome import Outcome
from grants.grantfile.file import load

VICTIMS: Final = (
    ("worker",),
    ("server",),
    ("server", "worker"),
    ("worker", "player"),
    ("server", "worker", "player"),
    ("player",),
)
WEIGHTS: Final = (30, 25, 15, 10, 10, 10)
MOST_BLOWS: Final = 3
STEP: Final = 0.08
"""Seconds that a step takes; a blow falls anywhere within it."""


@dataclass(frozen=True)
class Blow:
    """Who is killed, after which step, and how long after it (s)."""

    step: int
    delay: float
    victims: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """How one story went."""

    outcome: Outcome
    faults: tuple[str, ...]
    struck: tuple[str, ...]
    seconds: float


def blows(chance: random.Random, steps: int) -> list[Blow]:
    """One to three blows, anywhere in the story, in its order."""
    count = chance.randint(1, MOST_BLOWS)
    at = sorted(chance.sample(range(steps), count))
    return [Blow(step, chance.uniform(0, STEP), chance.choices(VICTIMS, WEIGHTS)[0]) for step in at]


async def lived(home: Path, reference: str, planned: Sequence[Blow]) -> Run:
    """Play the story in a folder of its own, with blows, to its end; then look at what is left."""
    begun = time.monotonic()
    struck = []
    async with House(home) as house:
        house.play(reference)
        for blow in planned:
            at = await house.reach(blow.step)
            await asyncio.sleep(blow.delay)
            await house.strike(blow.victims)
            struck.append(f"{'+'.join(blow.victims)} after {at}")
        ended = await house.end(reference)
        code, said = await house.ask("verify", reference)
        outcome = Outcome.of(house.settings, reference)
    faults = [*outcome.faults()]
    if code != 0:
        faults.append(f"verify: {said}")
    if (ended.ended, ended.sequence) != ("closed", len(outcome.stream)):
        faults.append(f"the workflow ended as {ended.ended} at {ended.sequence}")
    return Run(outcome, tuple(faults), tuple(struck), time.monotonic() - begun)


async def same(home: Path, reference: str, planned: Sequence[Blow], wanted: Outcome) -> bool:
    """Whether a story with blows ends as the undisturbed one did; says so in a line."""
    try:
        run = await lived(home, reference, planned)
    except (StuckError, TimeoutError) as error:
        plan = "; ".join(f"{'+'.join(blow.victims)} after {blow.step}" for blow in planned)
        _say(f"  {home.name}: STUCK: {error} (planned: {plan})")
        return False
    found = [*run.faults, *run.outcome.differences(wanted)]
    verdict = "the same" if not found else f"OTHERWISE: {'; '.join(found)}"
    _say(f"  {home.name}: {'; '.join(run.struck)}: {verdict} ({run.seconds:.0f} s)")
    return not found


async def chaos(times: int, seed: int, folder: Path, at_once: int) -> int:
    """Play, strike, compare; how many runs ended the same. Most of a run is waiting."""
    story = load(STORY)
    first = await lived(folder / "undisturbed", story.reference, [])
    if first.faults:
        _say(f"  undisturbed: {'; '.join(first.faults)}")
        return 0
    events, notices = len(first.outcome.stream), len(first.outcome.ledger)
    _say(f"  undisturbed: {events} events, {notices} notices ({first.seconds:.0f} s)")
    room = asyncio.Semaphore(at_once)

    async def run(number: int) -> bool:
        planned = blows(random.Random(f"{seed}/{number}"), len(story.steps))  # noqa: S311
        async with room:
            home = folder / f"run-{number:02}"
            return await same(home, story.reference, planned, first.outcome)

    return sum(await asyncio.gather(*map(run, range(1, times + 1))))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description="Kill server, worker and player at random points.")
    parser.add_argument("--times", type=int, default=20, help="runs with kills (20)")
    parser.add_argument("--seed", type=int, help="the same seed plans the same kills")
    parser.add_argument("--at-once", type=int, default=3, help="runs at the same time (3)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the runs' folders there")
    asked = parser.parse_args()
    seed = random.randrange(10_000) if asked.seed is None else asked.seed  # noqa: S311
    # a run that is ended politely takes its processes with it
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.getLogger("temporalio").setLevel(logging.ERROR)
    _say(f"Chaos, {asked.times} times, --seed {seed}.")
    try:
        with tempfile.TemporaryDirectory(prefix="grants-chaos-") as folder:
            kept = asked.keep or Path(folder)
            good = asyncio.run(chaos(asked.times, seed, kept, asked.at_once))
    except KeyboardInterrupt:
        _say("Stopped.")
        return 130
    _say(f"{good} of {asked.times} runs ended the same.")
    return 0 if good == asked.times else 1


if __name__ == "__main__":
    sys.exit(main())
