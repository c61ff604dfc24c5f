"""A person is erased from a running grant: the name is nowhere, and everything goes on."""

import json
import sqlite3
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.cli.conftest import House, eventually
from tests.cli.stories import CASES, TWO, written
from tests.cli.test_keeping import terminate

GUEST, OFFICER = "minister", "nia.obi"
NAMES = {GUEST: ("Moravcsik", "no road goes"), OFFICER: ("Obiageli", "finance@")}
LONGER = {
    "Mora,": "Moravcsik,",
    "Minister Mora}": "Minister Moravcsik}",
    "family: Obi}": "family: Obiageli}, email: finance@example.org",
}
"""Names that no digest holds by chance."""


@pytest.fixture
def home(house: House, tmp_path: Path) -> House:
    """A grant that runs, with a ceremony, drafts and mails, on a server and worker of its own."""
    text = (CASES / "two-handovers.yaml").read_text("utf-8")
    for short, long in LONGER.items():
        assert short in text
        text = text.replace(short, long)
    played = house.call("play", written(tmp_path, text))
    assert played.code == 0, played.said
    return house


def everything(home: Path) -> dict[str, str]:
    """All that can be read below a home, mails as their readers see them; Temporal's is its own."""
    found: dict[str, str] = {}
    for path in home.rglob("*"):
        if path.is_file() and "temporal" not in path.relative_to(home).parts:
            content = path.read_bytes()
            found[str(path)] = content.decode("utf-8", "replace")
            if path.suffix == ".eml":
                parts = message_from_bytes(content, policy=default).walk()
                read = [part.get_payload(decode=True) for part in parts]
                said = [text.decode("utf-8", "replace") for text in read if isinstance(text, bytes)]
                found[str(path)] += "\n".join(said)
    return found


def standing(home: House, person: str) -> set[str]:
    """The files that hold one of a person's names."""
    files = everything(home.home)
    return {name for name, text in files.items() if any(word in text for word in NAMES[person])}


def erase(home: House, person: str, *more: str) -> None:
    words = ("erase", TWO, "--person", person, "--reason", "Asked for", "--by", "omar.haddad")
    found = home.call(*words, "--on", "2026-06-20T09:00", *more)
    assert found.code == 0, found.said


def event_of(home: House, kind: str, word: str) -> int:
    """The number of the first event of a kind that holds a word."""
    with sqlite3.connect(home.home / "journal.db") as journal:
        query = "SELECT sequence FROM events WHERE stream = ? AND type = ? AND data LIKE ?"
        (number,) = journal.execute(query, (TWO, kind, f"%{word}%")).fetchone()
    journal.close()
    return int(number)


def acts(home: House, name: str) -> None:
    """Have a passage adopted: the running grant takes commands."""
    found = home.call(
        *("reporting", "adopt-passage", TWO, "--by", "sara.lund", "--on", "2026-06-23"),
        *("--passage", name, "--kind", "context", "--text", f"It rained, {name}.", "--source", "y"),
    )
    assert found.code == 0, found.said


def quiet(home: House) -> None:
    """Wait until the grant's workflow has nothing left to record, and holds what is recorded."""

    def at_rest() -> bool:
        told = json.loads(home.call("verify", TWO, "--json").out)
        assert told["grants"] == {TWO: []}
        return bool(told["temporal"]["same"])

    eventually(at_rest, 30)


def test_a_guest_and_an_officer_are_erased_and_the_grant_goes_on(
    home: House, tmp_path: Path
) -> None:
    key = home.call("log", "key").out.strip()
    held = event_of(home, "ceremony-held", NAMES[GUEST][0])
    older = tmp_path / "older.tlog-proof"
    path = "data.attendees[0].name.family"
    older.write_text(home.call("log", "proof", TWO, held, path).out, encoding="utf-8")
    head = tmp_path / "head"
    head.write_text(home.call("log", "checkpoint").out, encoding="utf-8")
    assert standing(home, GUEST)
    assert standing(home, OFFICER)

    erase(home, GUEST)
    erase(home, OFFICER)
    quiet(home)

    assert standing(home, GUEST) == set()
    assert standing(home, OFFICER) == set()
    assert home.call("verify", "--online", "--checkpoint", head).code == 0
    checked = home.call("log", "check", older, "--key", key)
    assert (checked.code, f"{path}: {NAMES[GUEST][0]}" in checked.out) == (0, True)

    acts(home, "after")
    drafted = home.call(
        *("draft", TWO, "press-release", "--about", "south", "--by", "sara.lund"),
        *("--on", "2026-06-22T09:00"),
    )
    assert drafted.code == 0, drafted.said
    home.close()
    home.open()
    acts(home, "restarted")
    terminate(home, TWO)
    assert home.call("resume", TWO).code == 0
    acts(home, "resumed")
    quiet(home)

    assert standing(home, GUEST) == set()
    assert standing(home, OFFICER) == set()
    assert "erased" in home.call("show", TWO, "--json").out
