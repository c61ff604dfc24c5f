"""What an outsider gets: a key, a signed head, a proof of some fields, and their check."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grants.adapters.journal import SqlJournal, connect, migrate
from grants.adapters.signing import Signer, installation_key
from tests.domain import builders

REF = "EXA-1"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose worker has recorded a grant."""
    folder = tmp_path_factory.mktemp("home")
    engine = connect(f"sqlite:///{folder / 'journal.db'}")
    migrate(engine)
    key = installation_key(folder / "keys")
    SqlJournal(engine, Signer(key, folder / "checkpoint")).append(builders.funded().stream)
    engine.dispose()
    return folder


def run(home: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    kept = {name: v for name, v in os.environ.items() if not name.startswith("GRANTS_")}
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *map(str, words)],
        env={**kept, "GRANTS_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def received(home: Path) -> int:
    events = json.loads(run(home, "timeline", REF, "--json").stdout)
    return int(next(e["sequence"] for e in events if e["type"] == "contribution-received"))


def test_a_proof_is_checked_with_the_key_and_no_journal(home: Path, tmp_path: Path) -> None:
    key = run(home, "log", "key").stdout.strip()
    proof = tmp_path / "contribution.tlog-proof"
    shown = run(home, "log", "proof", REF, received(home), "data.amount", "on")
    proof.write_text(shown.stdout, encoding="utf-8")

    checked = run(tmp_path / "nowhere", "log", "check", proof, "--key", key)

    assert (shown.returncode, checked.returncode) == (0, 0)
    assert checked.stdout.startswith(f"{REF}, event {received(home)} (contribution-received) is in")
    assert "data.amount: EUR 200000\n" in checked.stdout
    assert "finn" not in checked.stdout + shown.stdout
    assert not (tmp_path / "nowhere").exists()


def test_a_proof_that_was_changed_shows_nothing(home: Path, tmp_path: Path) -> None:
    key = run(home, "log", "key").stdout.strip()
    lines = run(home, "log", "proof", REF, 1, "data.title").stdout.split("\n")
    proof = tmp_path / "changed.tlog-proof"
    proof.write_text("\n".join([*lines[:2], "index 1", *lines[3:]]), encoding="utf-8")

    checked = run(home, "log", "check", proof, "--key", key)

    assert checked.returncode == 1
    assert checked.stderr == (
        "Error: The event is not in the log whose head is signed. It shows nothing.\n"
    )


def test_a_key_that_is_none_is_the_asker_s_mistake(home: Path, tmp_path: Path) -> None:
    proof = tmp_path / "any.tlog-proof"
    proof.write_text("", encoding="utf-8")

    checked = run(home, "log", "check", proof, "--key", "rubbish")

    assert checked.returncode == 2
    assert "grants log key" in checked.stderr


def test_a_head_that_was_kept_outside_shows_what_was_cut_off(home: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(run(home, "log", "checkpoint").stdout, encoding="utf-8")

    sound = run(home, "verify", "--checkpoint", kept)

    assert sound.returncode == 0
    events = len(builders.funded().stream)
    assert f"{REF}: sound, {events} events\n" in sound.stdout
    assert f"Compared with the checkpoint in kept of {events} events.\n" in sound.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((REF, 99), "There is no event 99"),
        ((REF, 1, "data.nothing"), "There is no field data.nothing"),
        (("NONE", 1), "There is no grant NONE"),
    ],
)
def test_what_is_not_there_cannot_be_proven(
    home: Path, words: tuple[object, ...], says: str
) -> None:
    found = run(home, "log", "proof", *words)

    assert found.returncode == 2
    assert says in found.stderr


def test_what_is_kept_beside_the_events_is_made_anew(home: Path) -> None:
    assert run(home, "rebuild").stdout.startswith("Made anew for 1 grant: ")
    assert run(home, "verify", REF).returncode == 0


def test_the_key_is_for_the_owner_s_eyes_only(home: Path) -> None:
    (key,) = (home / "keys").iterdir()

    assert key.stat().st_mode & 0o777 == 0o600
