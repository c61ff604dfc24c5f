"""When things are down or broken: told in one sentence, and never a traceback."""

import json
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import GRANTS, Call, House, Result, eventually
from tests.cli.stories import funded, head, written


@pytest.fixture
def own(empty: House) -> Iterator[House]:
    """A house that may be broken."""
    empty.open()
    yield empty
    empty.tear_down()


def passage(reference: str, name: str, *more: str) -> tuple[str, ...]:
    return (
        *("reporting", "adopt-passage", reference, "--by", "sara", "--on", "2026-02-21"),
        *("--passage", name, "--kind", "context", "--text", "x", "--source", "y", *more),
    )


def plainly(found: Result, code: int) -> None:
    """One sentence on standard error, nothing on standard output."""
    assert (found.code, found.out) == (code, ""), found
    assert len(found.err.splitlines()) == 1, found.err
    assert found.err.startswith("Error: ")
    assert "Traceback" not in found.err


def test_without_a_server_it_is_said_how_to_have_one(empty: House, tmp_path: Path) -> None:
    file = written(tmp_path, head("EXA-1"))
    nowhere = {"TEMPORAL_ADDRESS": "127.0.0.1:1"}

    for words in (("start", file), ("play", file), passage("EXA-1", "p")):
        found = empty.call(*words, **nowhere)
        plainly(found, 1)
        assert "No Temporal server answers at 127.0.0.1:1. Start one with `grants dev`" in found.err


def test_without_a_server_what_was_recorded_can_be_looked_at(own: House, tmp_path: Path) -> None:
    own.call("play", written(tmp_path, funded("EXA-LOOK")))
    own.close()

    calls = [("list",), ("show", "EXA-LOOK"), ("timeline", "EXA-LOOK"), ("verify",)]

    assert [own.call(*words).code for words in calls] == [0, 0, 0, 0]
    assert own.call("export", "EXA-LOOK", "iati").code == 0


def test_a_repeat_is_answered_after_a_restart(own: House, tmp_path: Path) -> None:
    own.call("play", written(tmp_path, funded("EXA-AGAIN")))
    words = passage("EXA-AGAIN", "p", "--key", "mine", "--json")
    first = own.call(*words)
    own.close()
    own.open()

    again, other = own.call(*words), own.call(*passage("EXA-AGAIN", "q"))

    assert first.code == again.code == other.code == 0
    assert json.loads(first.out) == json.loads(again.out)


def test_a_house_stops_by_ctrl_c_and_by_a_service_manager(empty: House) -> None:
    empty.open()
    assert empty.process is not None
    process = empty.process
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    empty.process = None
    empty.open()

    assert process.returncode == 0
    assert err.splitlines()[-1] == "Stopped."
    assert empty.close() == 0


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("GRANTS_LOG_LEVEL", "LOUD", "GRANTS_LOG_LEVEL: 'LOUD' is not one of DEBUG, INFO"),
        ("GRANTS_SMTP_PORT", "many", "GRANTS_SMTP_PORT: 'many' is not a whole number"),
    ],
)
def test_a_wrong_variable_is_named(empty: House, variable: str, value: str, says: str) -> None:
    found = empty.call("list", **{variable: value})

    plainly(found, 2)
    assert found.err.startswith(f"Error: {says}")
    assert found.err.endswith("or unset it.\n")


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://somebody@somewhere/journal",
        "postgresql://grants:secret@127.0.0.1:1/journal",
        "sqlite:////proc/none/journal.db",
    ],
)
def test_a_journal_that_cannot_be_opened_is_told(empty: House, url: str) -> None:
    found = empty.call("list", GRANTS_JOURNAL_URL=url)

    plainly(found, 1)
    assert found.err.startswith("Error: The journal cannot be opened: ")
    assert found.err.endswith("See GRANTS_HOME and GRANTS_JOURNAL_URL.\n")
    assert "secret" not in found.err


def test_a_journal_that_is_no_database_is_told(empty: House) -> None:
    (empty.home / "journal.db").write_text("This is a letter, and not a database at all.\n" * 50)

    found = empty.call("show", "EXA-1")

    plainly(found, 1)
    assert "file is not a database" in found.err


def test_a_locked_journal_can_still_be_read(own: House, tmp_path: Path) -> None:
    own.call("play", written(tmp_path, funded("EXA-LOCK")))
    journal = sqlite3.connect(own.home / "journal.db", isolation_level=None)
    journal.execute("BEGIN IMMEDIATE")

    shown = own.call("show", "EXA-LOCK")
    sent = own.call(*passage("EXA-LOCK", "p"))
    journal.execute("ROLLBACK")
    journal.close()

    assert shown.code == 0
    assert sent.code == 0
    assert "the journal does not show it yet" in sent.err
    eventually(lambda: "passage adopted" in own.call("timeline", "EXA-LOCK").out)


@pytest.mark.parametrize("words", [("timeline", "EXA-PIPE"), ("watch", "EXA-PIPE"), ("schema",)])
def test_a_reader_that_leaves_is_no_fault(
    house: House, grants: Call, tmp_path: Path, words: tuple[str, ...]
) -> None:
    grants("play", written(tmp_path, funded("EXA-PIPE")))

    with subprocess.Popen(
        [GRANTS, *words],
        env=house.environment,
        cwd=house.home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        if words[0] == "watch":
            grants(*passage("EXA-PIPE", "p"))
        code, err = process.wait(20), process.stderr.read()

    assert (code, err) == (0, "")


def test_what_nobody_foresaw_is_one_sentence(alone: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> None:
        message = "boom\nand more"
        raise ZeroDivisionError(message)

    monkeypatch.setattr("cli.session.Session.__init__", fails)

    found = alone("list")

    plainly(found, 1)
    assert found.err.startswith("Error: ZeroDivisionError: boom. This is ours to mend; ")
