"""What an outsider gets: a key, a signed head, a proof of some fields, and their check."""

import json
import os
import shutil
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


OTHER = "+".join(
    ("ab" * 16, "a5b07b06", "AQfr2urCVe9IjX+lZP4au2uwcKQWkkTfsVA6G6+18iQs"),
)
UNFIT: dict[str, tuple[bytes | None, str, int, str]] = {
    "a key that is none": (None, "rubbish", 2, "Give it as `grants log key` prints it."),
    "another log's key": (None, OTHER, 1, "It shows nothing."),
    "a file that was cut off": (b"c2sp.org/tlog-proof@v1\nextra e30=", "", 1, "It shows nothing."),
    "no text": (b"\xff\xfe\x00", "", 2, "is not UTF-8"),
    "an empty file": (b"", "", 1, "This is no proof of an event"),
}


@pytest.mark.parametrize(("content", "key", "code", "says"), UNFIT.values(), ids=UNFIT.keys())
def test_what_shows_nothing_is_said_in_a_sentence(
    home: Path, tmp_path: Path, content: bytes | None, key: str, code: int, says: str
) -> None:
    proof = tmp_path / "any.tlog-proof"
    whole = run(home, "log", "proof", REF, 1).stdout.encode()
    proof.write_bytes(whole if content is None else content)

    checked = run(home, "log", "check", proof, "--key", key or own_key(home))

    assert (checked.returncode, checked.stdout) == (code, "")
    assert says in checked.stderr
    assert checked.stderr.startswith("Error: ")
    assert len(checked.stderr.splitlines()) == 1


def own_key(home: Path) -> str:
    return run(home, "log", "key").stdout.strip()


def test_a_device_is_no_proof(home: Path) -> None:
    checked = run(home, "log", "check", "/dev/zero", "--key", own_key(home))

    assert checked.returncode == 2
    assert "is a pipe or a device" in checked.stderr


def test_a_proof_comes_by_the_standard_input_too(home: Path) -> None:
    shown = run(home, "log", "proof", REF, 1, "data.title").stdout
    found = subprocess.run(
        [sys.executable, "-m", "cli.main", "log", "check", "-", "--key", own_key(home)],
        input=shown,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0
    assert "data.title: " in found.stdout


def test_a_look_at_the_key_makes_none(home: Path, tmp_path: Path) -> None:
    """The key of a copied journal is where its worker runs; another would be a false one."""
    shutil.copy(home / "journal.db", tmp_path)

    found = run(tmp_path, "log", "key")

    assert found.returncode == 1
    assert "The key is not here" in found.stderr
    assert not (tmp_path / "keys").exists()


HEADS: dict[str, tuple[bytes | None, str, str]] = {
    "no note": (b"junk\n", "", "is no checkpoint. Name a file"),
    "no text": (b"\xff\xfe\x00", "", "is not UTF-8"),
    "another log's key": (None, OTHER, "The key is that of the log abab"),
    "no key": (None, "rubbish", "Give it as `grants log key` printed it."),
}


@pytest.mark.parametrize(("content", "key", "says"), HEADS.values(), ids=HEADS.keys())
def test_a_head_or_a_key_that_does_not_fit_is_the_asker_s_mistake(
    home: Path, tmp_path: Path, content: bytes | None, key: str, says: str
) -> None:
    head = tmp_path / "head"
    head.write_bytes(run(home, "log", "checkpoint").stdout.encode() if content is None else content)

    found = run(home, "verify", "--checkpoint", head, *(["--key", key] if key else []))

    assert (found.returncode, found.stdout) == (2, "")
    assert says in found.stderr


def test_a_head_that_another_log_signed_shows_that_the_journal_is_not_that_one(
    home: Path, tmp_path: Path
) -> None:
    head = run(home, "log", "checkpoint").stdout
    other = tmp_path / "head"
    other.write_text(head.replace(head.split("\n")[0], "ab" * 16), encoding="utf-8")

    found = run(home, "verify", "--checkpoint", other)

    assert found.returncode == 1
    assert "The checkpoint in head is not one of this journal's" in found.stdout


def test_a_head_that_was_kept_outside_shows_what_was_cut_off(home: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(run(home, "log", "checkpoint").stdout, encoding="utf-8")

    sound = run(home, "verify", "--checkpoint", kept)

    assert sound.returncode == 0
    events = len(builders.funded().stream)
    assert f"{REF}: sound, {events} events\n" in sound.stdout
    assert f"Compared with the checkpoint in kept ({events} events).\n" in sound.stdout


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
