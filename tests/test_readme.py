"""The README's commands are true: every `grants` line is run, in order, as it stands."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import claim

ROOT = Path(__file__).parents[1]
GRANTS = Path(sys.executable).with_name("grants")
REFERENCE = "UNODC-JPN-MLI-2016-01"


def lines() -> list[str]:
    """The shell lines of the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [
        line
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder where `make demo` has been, with `grants dev` running in it."""
    environment = {**os.environ, "GRANTS_HOME": ".grants"}
    claim(tmp_path / ".grants" / "temporal")
    subprocess.run(
        [GRANTS, "demo", "--exit"], cwd=tmp_path, env=environment, check=True, capture_output=True
    )
    with (tmp_path / "dev.log").open("wb") as log:
        dev = subprocess.Popen(
            [GRANTS, "dev"], cwd=tmp_path, env=environment, stdout=log, stderr=log
        )
        try:
            until_up(tmp_path / "dev.log", dev)
            yield tmp_path
        finally:
            dev.send_signal(signal.SIGINT)
            dev.wait(30)


def until_up(log: Path, dev: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while "Ctrl-C" not in log.read_text():
        assert dev.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def test_every_command_of_the_readme_works_as_it_stands(place: Path) -> None:
    ran = []
    for line in lines():
        words = shlex.split(line)
        if words[0] != "grants" or words[1] == "dev":
            continue
        run = subprocess.run(
            [GRANTS, *words[1:]],
            cwd=place,
            env={**os.environ, "GRANTS_HOME": ".grants"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert run.returncode == 0, f"{line}\n{run.stdout}{run.stderr}"
        ran.append(words[1])

    looked = ["show", "todo", "procurement", "timeline", "list"]
    assert ran == ["why", "verify", "new", "start", *looked]


def test_every_make_target_of_the_readme_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))

    assert named
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


def test_every_path_of_the_documentation_is_there() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} names {target}"
