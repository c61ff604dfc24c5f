"""The benchmark: every goal of lean running, each as a ratio within one run, as table and JSON.

`make bench`, or `.venv/bin/python benchmarks/bench.py --rounds 5`; docs/performance.md says what is
measured and how to read it. A goal that is missed is no error; a measure that cannot be taken is.
"""

import argparse
import asyncio
import json
import logging
import os
import platform
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import commands, looking, memory, stories
from benchmarks.figures import Finding, as_json, table, verdicts
from benchmarks.ground import Ground, ground
from benchmarks.house import ROOT

RESULTS: Final = ROOT / "benchmarks" / "results" / "latest.json"


@dataclass(frozen=True)
class Size:
    """How much of everything is measured."""

    at_once: int
    alone: int
    """Stories whose commands are timed one at a time."""
    lots: int
    late: int
    """Commands that are timed in the grant of many lots."""
    first: int
    opened: int
    """Grants that are kept in memory, after the first ones."""
    fold: int
    shown: int
    grants: int
    events: int


FULL: Final = Size(16, 5, 300, 9, 20, 150, 10_000, 20_000, 1500, 100_000)
SMALL: Final = Size(2, 1, 4, 2, 1, 4, 300, 300, 10, 700)
"""Shows that every measure can be taken."""
_LITTLE: Final = " of little, to see that it works (the figures say nothing)"


@dataclass(frozen=True)
class Bench:
    """One run."""

    size: Size
    rounds: int
    folder: Path

    def on_journals(self) -> Iterator[tuple[str, Callable[[], Awaitable[list[Finding]]]]]:
        """What needs no server."""
        size, rounds, folder = self.size, self.rounds, self.folder
        yield (
            f"fold of {size.fold} events",
            lambda: _at_once(lambda: looking.measure_fold(folder, events=size.fold, rounds=rounds)),
        )
        yield (
            f"show of {size.shown} events",
            lambda: looking.measure_show(folder, events=size.shown, rounds=rounds),
        )
        yield (
            f"list and verify of {size.grants} grants",
            lambda: looking.measure_list(
                folder, grants=size.grants, events=size.events, rounds=rounds
            ),
        )

    def on_server(self, up: Ground) -> Iterator[tuple[str, Callable[[], Awaitable[list[Finding]]]]]:
        """What needs one; memory is first, for a worker that has done nothing else."""
        size = self.size
        yield (
            f"{size.opened} open grants",
            lambda: memory.measure(up, grants=size.opened, first=size.first),
        )
        yield "commands, one at a time", lambda: commands.measure(up, rounds=size.alone)
        yield (
            f"stories, {size.at_once} at once",
            lambda: stories.measure(
                up, at_once=size.at_once, rounds=self.rounds, warm=size is not SMALL
            ),
        )
        yield (
            f"a grant of {size.lots} lots",
            lambda: commands.measure_late(up, lots=size.lots, commands=size.late),
        )


async def _at_once(measure: Callable[[], list[Finding]]) -> list[Finding]:
    return measure()


async def taken(bench: Bench) -> tuple[list[Finding], list[str]]:
    """Every measure's findings, and what could not be taken."""
    findings: list[Finding] = []
    failures: list[str] = []

    async def take(name: str, measure: Callable[[], Awaitable[list[Finding]]]) -> None:
        begun = time.monotonic()
        try:
            findings.extend(await measure())
        except Exception as error:  # noqa: BLE001 (the others are measured all the same)
            failures.append(f"{name}: {error!r}")
        _say(f"  {name} ({time.monotonic() - begun:.0f} s)")

    for name, measure in bench.on_journals():
        await take(name, measure)
    async with ground(bench.folder / "ground") as up:
        for name, measure in bench.on_server(up):
            await take(name, measure)
    return findings, failures


def _machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Entry point: exit code 1 where a measure could not be taken."""
    parser = argparse.ArgumentParser(description="Measure what lean running is measured by.")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each comparison (5)")
    parser.add_argument("--small", action="store_true", help="little of everything, in seconds")
    parser.add_argument("--out", type=Path, default=RESULTS, metavar="FILE", help="the JSON")
    asked = parser.parse_args()
    logging.getLogger("temporalio").setLevel(logging.ERROR)
    begun = time.monotonic()
    size = SMALL if asked.small else FULL
    _say(f"Measuring, {asked.rounds} rounds{_LITTLE if asked.small else ''}:")
    with tempfile.TemporaryDirectory(prefix="grants-bench-", ignore_cleanup_errors=True) as folder:
        bench = Bench(size, asked.rounds, Path(folder))
        findings, failures = asyncio.run(taken(bench))
    judged = verdicts(findings)
    seconds = round(time.monotonic() - begun)
    _say(f"\n{table(judged)}\n")
    _say(f"{seconds} s on {os.cpu_count()} cores; every round is in {asked.out}.")
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    result = {
        "machine": _machine(),
        "seconds": seconds,
        "rounds": asked.rounds,
        "small": asked.small,
        "measures": as_json(judged),
        "beside": [vars(found) for found in findings if found.key.endswith(("-bare", "-cpu"))],
        "failures": failures,
    }
    asked.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    for failure in failures:
        _say(f"NOT MEASURED: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
