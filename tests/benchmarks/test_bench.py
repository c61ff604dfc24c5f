"""The benchmark measures what it says: every measure can be taken, and medians are of rounds."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.figures import GOALS, Finding, table, verdicts

BENCH = Path(__file__).parents[2] / "benchmarks" / "bench.py"


def test_every_measure_can_be_taken(tmp_path: Path) -> None:
    result = tmp_path / "results" / "small.json"

    done = subprocess.run(
        [sys.executable, str(BENCH), "--small", "--rounds", "1", "--out", str(result)],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(result.read_text())
    assert found["failures"] == []
    assert [measure["key"] for measure in found["measures"]] == [goal.key for goal in GOALS]
    assert all(measure["now"] > 0 for measure in found["measures"])


def test_a_ratio_is_the_median_of_the_rounds_and_not_of_each_side() -> None:
    finding = Finding("throughput")
    for ours, control in ((1.0, 1.0), (2.0, 4.0), (3.0, 1.0)):
        finding.add(ours, control)

    assert finding.ratio == 1.0
    assert verdicts([finding])[0].says == "held"


def test_what_was_not_measured_is_said_to_be_so() -> None:
    judged = verdicts([])

    assert {verdict.says for verdict in judged} == {"not measured"}
    assert table(judged).count("not measured") == len(GOALS)


def test_a_goal_of_at_most_is_held_from_below() -> None:
    finding = Finding("memory")
    finding.add(200.0)
    by_key = {verdict.goal.key: verdict for verdict in verdicts([finding])}

    assert by_key["memory"].says == "held"
    finding.add(900.0)
    assert by_key["memory"].says == "missed"
