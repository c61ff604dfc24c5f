# ruff: noqa: S608 - statements are made of constants, by those who tamper
"""Whatever somebody does to the rows of a journal is found, and said in a sentence."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from tests.adapters.tampering.homes import (
    CHANGED,
    ENDED,
    GONE,
    RUNNING,
    Home,
    like,
    said,
)


def test_a_sound_journal_has_no_fault_and_its_streams_are_named(home: Home) -> None:
    report = home.examined()

    assert said(report) == ""
    assert set(report.streams) == {ENDED, RUNNING}
    assert report.compared == [f"the checkpoint ({report.size} events)"]


def test_a_copy_is_examined_and_not_written_to(home: Home, tmp_path: Path) -> None:
    """A copy of the file alone, as somebody gets it who may only read."""
    copy = Home(tmp_path / "copy")
    copy.folder.mkdir()
    copy.take(home)
    before = copy.file.read_bytes()
    copy.file.chmod(0o400)
    copy.folder.chmod(0o500)

    report = copy.examined()

    copy.folder.chmod(0o700)
    assert said(report) == ""
    assert copy.file.read_bytes() == before


COLUMNS = {
    "the day on which it happened": "\"on\" = '2024-01-01T00:00:00Z'",
    "the moment of recording": "recorded_at = '2024-01-01T00:00:00Z'",
    "who did it": "actor = 'otto'",
    "the authority": "authority = 'auditor'",
    "the key": "key = 'other'",
    "the command": "command = 'other'",
    "what was asked": "asked = 'other'",
    "what caused it": "caused_by = 1",
    "how it was entered": "entry = 'late'",
    "the evidence": """evidence = '[{"sha256":null,"title":null,"uri":"x"}]'""",
    "what may be published": """public = '["all"]'""",
    "the content": "data = replace(data, 'norland', 'sudland')",
    "the type": "type = 'pledge-recorded'",
    "the version": "version = 2",
    "the salts": "salts = 'AAAAAAAAAAAAAAAAAAAAAA' || substr(salts, 23)",
    "the digests": "digests = replace(digests, substr(digests, 1, 43), substr(digests, 45, 43))",
    "the leaf": "hash = substr(previous, 1, 64)",
    "the link": "previous = replace(previous, substr(previous, 1, 8), '00000000')",
    "a doubled name": """data = replace(data, '{', '{"donor":"sudland",')""",
    "blanks in the JSON": "data = replace(data, ',', ', ')",
    "no JSON": "data = '{'",
    "no text at all": "data = x'00'",
}


@pytest.mark.parametrize("set_to", COLUMNS.values(), ids=COLUMNS.keys())
def test_an_event_that_was_changed_is_found_and_named(home: Home, set_to: str) -> None:
    of_it = f"stream = '{RUNNING}' AND type = 'agreement-signed'"
    sequence = next(e.sequence for e in home.stream(RUNNING) if e.type == "agreement-signed")

    home.sql(f"UPDATE events SET {set_to} WHERE {of_it}")

    assert f"{RUNNING}, event {sequence}: {CHANGED}." in said(home.examined())


CUTS: dict[str, tuple[str, str]] = {
    "the newest event": (
        "DELETE FROM events WHERE position = (SELECT max(position) FROM events)",
        GONE,
    ),
    "the newest events": (
        "DELETE FROM events WHERE position > (SELECT max(position) FROM events) - 5",
        GONE,
    ),
    "an event in the middle": (
        f"DELETE FROM events WHERE stream = '{ENDED}' AND sequence = 9",
        "what stood between it and event 8 is missing",
    ),
    "the first event": (
        f"DELETE FROM events WHERE stream = '{ENDED}' AND sequence = 1",
        "what stood between it and event 0 is missing",
    ),
    "a stream": (f"DELETE FROM events WHERE stream = '{ENDED}'", GONE),
    "every event": ("DELETE FROM events", GONE),
    "the tables": ("DROP TABLE journal", "There is no journal"),
    "the journal's row": ("DELETE FROM journal", "own row is not there"),
    "the head": ("UPDATE journal SET signed = ''", "signed head is not the one"),
    "the notices": ("DELETE FROM notices", "The record of notices is not whole"),
    "a notice": ("DELETE FROM notices WHERE key = '1'", "The record of notices is not whole"),
}


@pytest.mark.parametrize(("statement", "says"), CUTS.values(), ids=CUTS.keys())
def test_what_was_cut_off_is_missed(home: Home, statement: str, says: str) -> None:
    home.sql(statement)

    assert says in said(home.examined())


def test_a_file_that_is_gone_is_missed(home: Home) -> None:
    for path in home.folder.glob("journal.db*"):
        path.unlink()

    assert "There is no journal, but the checkpoint is of" in said(home.examined())


def test_a_file_that_is_no_database_is_said_to_be_none(home: Home) -> None:
    for path in home.folder.glob("journal.db*"):
        path.unlink()
    home.file.write_bytes(b"x" * 5000)

    assert "The journal cannot be read" in said(home.examined())


def test_an_older_state_of_the_whole_file_is_found(home: Home, tmp_path: Path) -> None:
    older = Home(tmp_path / "older")
    older.folder.mkdir()
    older.take(home)
    last = home.stream(RUNNING)[-1]
    home.append([like(last, last.sequence + 1)])

    for path in home.folder.glob("journal.db*"):
        path.unlink()
    older.file.rename(home.file)

    assert "the newest 1 of them are gone" in said(home.examined())


MOVES = {
    "two events change places": (
        "UPDATE events SET position = CASE position WHEN 2 THEN -3 ELSE -2 END "
        "WHERE position IN (2, 3)",
        "UPDATE events SET position = -position WHERE position < 0",
    ),
    "a place is left empty": (
        "UPDATE events SET position = position + 1 "
        "WHERE position = (SELECT max(position) FROM events)",
    ),
    "an event goes to another grant": (
        f"UPDATE events SET stream = 'OTHER' WHERE stream = '{RUNNING}' AND sequence = 3",
    ),
    "a grant changes its name": (f"UPDATE events SET stream = 'OTHER' WHERE stream = '{RUNNING}'",),
    "an event gets another number": (
        f"UPDATE events SET sequence = 99 WHERE stream = '{RUNNING}' AND sequence = 3",
    ),
    "an event stands there twice": (
        "CREATE TEMP TABLE again AS SELECT * FROM events WHERE position = 3",
        "UPDATE again SET position = (SELECT max(position) + 1 FROM events), sequence = 98",
        "INSERT INTO events SELECT * FROM again",
    ),
}


@pytest.mark.parametrize("statements", MOVES.values(), ids=MOVES.keys())
def test_what_was_moved_is_found(home: Home, statements: tuple[str, ...]) -> None:
    def move(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    home.tamper(move)

    assert said(home.examined())
