"""A journal that may only be read is looked at and verified, and nothing is written beside it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grants.adapters.journal import SqlJournal, connect, migrate
from grants.adapters.signing import Signer, installation_key
from tests.domain import builders

REF = "EXA-1"
HUMBLE = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Without it, root may write wherever it likes."""


@pytest.fixture(params=["closed", "in use"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder that lets nothing be written; with a log of writes beside the file, or without."""
    folder = tmp_path / "home"
    folder.mkdir()
    engine = connect(f"sqlite:///{folder / 'journal.db'}")
    migrate(engine)
    key = installation_key(folder / "keys")
    SqlJournal(engine, Signer(key, folder / "checkpoint")).append(builders.funded().stream)
    if request.param == "closed":
        engine.dispose()
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "journal.db-shm").unlink(missing_ok=True)
    engine.dispose()
    assert (copy / "journal.db-wal").exists() is (request.param == "in use")
    for path in copy.rglob("*"):
        path.chmod(0o500 if path.is_dir() else 0o400)
    copy.chmod(0o500)
    yield copy
    copy.chmod(0o700)


def run(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: v for name, v in os.environ.items() if not name.startswith("GRANTS_")}
    able = os.geteuid() != 0
    if not able and shutil.which(HUMBLE[0]) is None:
        pytest.skip("root writes wherever it likes")
    return subprocess.run(
        [*(() if able else HUMBLE), sys.executable, "-m", "cli.main", *words],
        env={**kept, "GRANTS_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("list",), "Cars for the border police"),
        (("show", REF), "EXA-1"),
        (("timeline", REF), "contribution received"),
        (("todo",), REF),
        (("log", "key"), "+"),
        (("log", "checkpoint"), "\N{EM DASH} "),
        (("log", "proof", REF, "1"), "c2sp.org/tlog-proof@v1"),
        (("verify",), f"{REF}: sound, "),
        (("verify", REF), "Compared with the newest checkpoint of this home ("),
    ],
    ids=str,
)
def test_a_journal_that_may_only_be_read_is_looked_at(
    home: Path, words: tuple[str, ...], says: str
) -> None:
    before = {path.name: path.stat().st_size for path in home.rglob("*")}

    found = run(home, *words)

    assert (found.returncode, found.stderr) == (0, "")
    assert says in found.stdout
    assert {path.name: path.stat().st_size for path in home.rglob("*")} == before


def test_what_would_have_to_be_written_is_refused_in_a_sentence(home: Path) -> None:
    found = run(home, "rebuild")

    assert found.returncode == 1
    assert found.stdout == ""
    assert len(found.stderr.splitlines()) == 1
    assert found.stderr.startswith("Error: ")
