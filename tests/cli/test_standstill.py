"""Grants that do not go on: seen where one looks, told where one waits, mended by resume."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from grants.adapters.database import connect as connect_database
from grants.adapters.journal import SqlJournal
from tests.cli.conftest import House, eventually
from tests.cli.stories import funded, head, written
from workflows.connection import connect
from workflows.messages import grant_workflow_id


@pytest.fixture
def own(empty: House) -> Iterator[House]:
    empty.open()
    yield empty
    empty.close()


def passage(reference: str, name: str, *more: str) -> tuple[str, ...]:
    return (
        *("reporting", "adopt-passage", reference, "--by", "sara", "--on", "2026-02-21"),
        *("--passage", name, "--kind", "context", "--text", "x", "--source", "y", *more),
    )


def terminate(house: House, reference: str) -> None:
    async def _terminate() -> None:
        client = await connect(house.address)
        await client.get_workflow_handle(grant_workflow_id(reference)).terminate()

    asyncio.run(_terminate())


def kill(house: House) -> None:
    """Kill the worker, as the out-of-memory killer does; the server lives on."""
    assert house.process is not None
    house.process.kill()
    house.process.communicate()


def journal(house: House) -> SqlJournal:
    return SqlJournal(connect_database(f"sqlite:///{house.home / 'journal.db'}"))


def test_a_grant_that_nothing_runs_is_shown_and_resumed_with_all_others(
    own: House, tmp_path: Path
) -> None:
    for reference in ("EXA-1", "EXA-2"):
        assert own.call("play", written(tmp_path, funded(reference))).code == 0
    terminate(own, "EXA-2")

    listed, shown = own.call("list", "--json"), own.call("show", "EXA-2")
    waiting = own.call("todo")
    again = own.call("start", written(tmp_path, funded("EXA-2")))
    resumed = own.call("resume", "--all")

    standing = {row["reference"]: row["trouble"] for row in json.loads(listed.out)}
    assert standing["EXA-1"] is None
    assert "not running: its workflow was terminated" in (standing["EXA-2"] or "")
    assert shown.out.startswith("EXA-2 is not running: its workflow was terminated.")
    assert "EXA-2 is not running: its workflow was terminated." in waiting.err
    assert "EXA-1 is not" not in waiting.err
    assert again.code in {1, 2}
    assert "Started" not in again.out
    assert resumed.out.splitlines() == [
        "EXA-1 runs already.",
        "EXA-2 runs again, from its journal.",
    ]
    assert json.loads(own.call("list", "--json").out)[1]["trouble"] is None


def test_a_reference_whose_workflow_was_terminated_is_not_said_to_be_started(
    own: House, tmp_path: Path
) -> None:
    file = written(tmp_path, head("EXA-FALSE"))
    assert own.call("start", file).code == 0
    terminate(own, "EXA-FALSE")

    found = own.call("start", file)

    assert (found.code, found.out) == (1, "")
    assert found.err == (
        "Error: EXA-FALSE was started before, and its workflow was terminated. Start it again: "
        "grants resume EXA-FALSE\n"
    )


def test_a_halted_grant_is_seen_told_and_mended(own: House, tmp_path: Path) -> None:
    """As after a restore with a gap: the journal takes in another event in its place."""
    assert own.call("play", written(tmp_path, funded("EXA-HALT"))).code == 0
    kept = journal(own)
    last = kept.stream("EXA-HALT")[-1].envelope
    other = last.model_copy(update={"sequence": last.sequence + 1, "key": "somebody else's"})
    kept.append([other])

    waited = own.call(*passage("EXA-HALT", "ours", "--key", "ours"))
    listed, shown = own.call("list"), own.call("show", "EXA-HALT")
    refused = own.call(*passage("EXA-HALT", "more", "--key", "more"))
    resumed = own.call("resume", "EXA-HALT")
    eventually(lambda: own.call(*passage("EXA-HALT", "more", "--key", "more")).code == 0)

    assert (waited.code, waited.out) == (1, "")
    assert "Grant EXA-HALT is halted: EXA-HALT: the journal holds another event" in waited.err
    assert "halted" in listed.out
    assert shown.out.startswith("EXA-HALT is halted: ")
    assert refused.code == 1
    assert "grants resume EXA-HALT" in refused.err
    assert resumed.code == 0
    assert resumed.out.splitlines()[0].startswith("EXA-HALT was halted: ")
    assert "Acknowledged before and lost, now recorded: passage adopted (key ours)." in resumed.out
    keys = [item["key"] for item in json.loads(own.call("timeline", "EXA-HALT", "--json").out)]
    assert keys[-3:] == ["somebody else's", "ours", "more"]


def test_a_command_that_was_acknowledged_and_lost_is_found(own: House, tmp_path: Path) -> None:
    """The journal was locked, and somebody terminated the workflow meanwhile."""
    assert own.call("play", written(tmp_path, funded("EXA-LOST"))).code == 0
    with sqlite3.connect(own.home / "journal.db", isolation_level=None) as lock:
        lock.execute("BEGIN IMMEDIATE")
        sent = own.call(*passage("EXA-LOST", "ours", "--key", "ours"))
        kill(own)
        terminate(own, "EXA-LOST")
        lock.execute("ROLLBACK")
    lock.close()
    own.open()

    resumed = own.call("resume", "EXA-LOST", "--json")
    found = json.loads(resumed.out)

    assert sent.code == 0
    assert [receipt["key"] for receipt in found["taken_up"]] == ["ours"]
    assert "ours" in own.call("timeline", "EXA-LOST", "--json").out


def test_what_was_lost_before_the_journal_held_anything_is_found_too(
    own: House, tmp_path: Path
) -> None:
    with sqlite3.connect(own.home / "journal.db", isolation_level=None) as lock:
        lock.execute("BEGIN IMMEDIATE")
        started = own.call("start", written(tmp_path, head("EXA-NEVER")))
        kill(own)
        terminate(own, "EXA-NEVER")
        lock.execute("ROLLBACK")
    lock.close()
    own.open()

    again = own.call("start", written(tmp_path, head("EXA-NEVER", title="Corrected")))

    assert started.code == 0
    assert again.code == 0
    assert "was terminated before the journal held anything. It is started anew." in again.err
    assert own.call("show", "EXA-NEVER").out.startswith("Corrected")
