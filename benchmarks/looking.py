"""Looking at large journals: folding, `list`, `show` and `verify`, each against a small one."""

import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import journals
from benchmarks.engine import Life, Records
from benchmarks.figures import Finding
from benchmarks.ground import called
from benchmarks.plain import PlainStore

_SMALL = "SMALL"
_LARGE = "LARGE"
_STORY = 65
"""Events of the reference story."""


def measure_fold(folder: Path, *, events: int, rounds: int) -> list[Finding]:
    """Events a second of a grant that is read back from its store, in turn with the library."""
    finding = Finding("fold", unit="events/s")
    whole = Finding("fold-from-zero", unit="events/s")
    life = journals.large(folder / "fold", _LARGE, events)
    records = Records(folder / "fold")
    plain = PlainStore(folder / "plain.db", _contents(life))
    for _ in range(rounds):
        ours = events / _seconds(lambda: records.fold(_LARGE))
        finding.add(ours, events / _seconds(plain.rebuild))
        ours = events / _seconds(lambda: records.fold_from_zero(_LARGE))
        whole.add(ours, events / _seconds(plain.rebuild))
    return [finding, whole]


async def measure_list(folder: Path, *, grants: int, events: int, rounds: int) -> list[Finding]:
    """`grants list` where there are many, and `verify` of the same journal."""
    listed, verified = Finding("list", unit="s"), Finding("verify", unit="s")
    journals.large(folder / "one", _SMALL, _STORY)
    kept = journals.crowded(folder / "many", grants, events)
    listed.note = verified.note = f"{kept} events"
    for _ in range(rounds):
        many = await called(folder / "many", "list")
        listed.add(many, await called(folder / "one", "list"))
    verified.add(await called(folder / "many", "verify"))
    return [listed, verified]


async def measure_show(folder: Path, *, events: int, rounds: int) -> list[Finding]:
    """`grants show` of a grant with many events, in turn with one of the story's length."""
    finding = Finding("show", unit="s")
    journals.large(folder / "long", _LARGE, events)
    journals.large(folder / "short", _SMALL, _STORY)
    for _ in range(rounds):
        long = await called(folder / "long", "show", _LARGE)
        finding.add(long, await called(folder / "short", "show", _SMALL))
    return [finding]


def _contents(life: Life) -> list[dict[str, object]]:
    return [envelope.model_dump(mode="json") for envelope in life.stream]


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
