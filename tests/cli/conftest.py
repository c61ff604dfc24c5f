"""A house for each module: `grants dev` on a folder of its own, and the command line to call it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from cli import main
from grants.adapters.serverfolder import read_address
from tests.cli.stories import CASES
from tests.ports import claim

PLAYED = ("one-ambulance", "two-handovers")
GRANTS = Path(sys.executable).with_name("grants")


@dataclass
class Result:
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


@dataclass
class House:
    """A folder with its server and worker."""

    home: Path
    process: "subprocess.Popen[str] | None" = None
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Choose ports that no stray worker takes for the usual ones."""
        claim(self.home / "temporal")

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GRANTS_", "TEMPORAL_"))
        }
        return {**kept, "GRANTS_HOME": str(self.home), "COLUMNS": "80", **self.variables}

    def call(self, *arguments: object, given: str = "", **more: str) -> Result:
        """Run the command line as a process of its own."""
        done = subprocess.run(
            [GRANTS, *map(str, arguments)],
            env={**self.environment, **more},
            cwd=self.home,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def begin(self, *arguments: object, **more: str) -> "subprocess.Popen[str]":
        """Start the command line and go on."""
        return subprocess.Popen(
            [GRANTS, *map(str, arguments)],
            env={**self.environment, **more},
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def open(self) -> None:
        """Have a server and a worker, as `grants dev` keeps them."""
        self.process = self.begin("dev", GRANTS_LOG_LEVEL="ERROR")
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("Ctrl-C"):
                return
        raise AssertionError(self.process.communicate())

    def close(self) -> int:
        """Stop what `open` started; the exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)
        code, self.process = self.process.returncode, None
        return code

    def tear_down(self) -> None:
        """End what `open` started at once: what nobody looks at again need not be put away."""
        if self.process is not None:
            for process in [*psutil.Process(self.process.pid).children(), self.process]:
                process.kill()
            self.process.communicate(timeout=30)

    @property
    def address(self) -> str:
        """Where the server is."""
        found = read_address(self.home / "temporal")
        assert found is not None
        return found[0]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    found = House(tmp_path_factory.mktemp("house"))
    found.open()
    yield found
    found.tear_down()


@pytest.fixture
def empty(tmp_path: Path) -> House:
    """A folder where nothing runs."""
    home = tmp_path / "home"
    home.mkdir()
    return House(home)


Call = Callable[..., Result]


def called(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[object, ...],
) -> Result:
    """Run the command line in this process: quicker, and all but its leaving is the same."""
    for name in [name for name in os.environ if name.startswith(("GRANTS_", "TEMPORAL_"))]:
        monkeypatch.delenv(name)
    for name, value in house.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(house.home)
    capsys.readouterr()
    code = main._run([str(item) for item in arguments])
    captured = capsys.readouterr()
    return Result(code, captured.out, captured.err)


@pytest.fixture
def grants(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """The command line on the module's house."""
    return lambda *arguments: called(house, monkeypatch, capsys, arguments)


@pytest.fixture
def alone(
    empty: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """The command line where nothing runs."""
    return lambda *arguments: called(empty, monkeypatch, capsys, arguments)


def eventually(check: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def played(house: House) -> None:
    """Two of the cases, played in the module's house."""
    played = [house.begin("play", CASES / f"{case}.yaml") for case in PLAYED]
    for playing in played:
        _, said = playing.communicate(timeout=120)
        assert playing.returncode == 0, said
