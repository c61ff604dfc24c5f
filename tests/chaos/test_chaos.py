"""Kills at random points change nothing: a few runs of what `make chaos` does twenty times."""

import subprocess
import sys
from pathlib import Path

import pytest

CHAOS = Path(__file__).parents[2] / "benchmarks" / "chaos.py"


@pytest.mark.timeout(600)
def test_a_story_that_is_struck_at_random_ends_like_one_that_is_not() -> None:
    done = subprocess.run(
        [sys.executable, str(CHAOS), "--times", "3", "--seed", "16"],
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("3 of 3 runs ended the same.\n")
