"""Keeping the journal sound: what was tampered with is found, what was lost is resumed."""

import asyncio
import json
import sqlite3

import pytest

from tests.cli.conftest import Call, House, Result, eventually
from tests.cli.stories import ONE, TWO
from workflows.connection import connect
from workflows.messages import grant_workflow_id

pytestmark = pytest.mark.usefixtures("played")
REF = ONE


def test_a_sound_journal_is_said_to_be_sound(grants: Call) -> None:
    found = grants("verify", TWO)

    assert found.code == 0
    assert found.out.startswith(f"{TWO}: sound, ")
    told = json.loads(grants("verify", TWO, "--json").out)
    assert (told["journal"], told["grants"]) == ([], {TWO: []})
    assert "Compared with the newest checkpoint of this home" in found.out


def test_a_grant_that_runs_is_not_resumed(grants: Call) -> None:
    assert grants("resume", TWO).out == f"{TWO} runs already.\n"


@pytest.fixture
def tampered(house: House, empty: House) -> House:
    """A copy of the journal with one changed event; the triggers are taken off first."""
    with (
        sqlite3.connect(house.home / "journal.db") as source,
        sqlite3.connect(empty.home / "journal.db") as copy,
    ):
        source.backup(copy)
        triggers = copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            copy.execute(f"DROP TRIGGER {name}")
        copy.execute(
            "UPDATE events SET data = replace(data, '48000', '47000') "
            "WHERE stream = ? AND type = 'payment-made'",
            (REF,),
        )
    copy.close()
    source.close()
    return empty


def test_a_tampered_journal_is_found_with_the_event(tampered: House) -> None:
    found = tampered.call("verify")
    told = tampered.call("verify", REF, "--json")

    assert found.code == told.code == 1
    number = json.loads(tampered.call("timeline", REF, "--json").out)
    paid = next(item["sequence"] for item in number if item["type"] == "payment-made")
    assert f"{REF}, event {paid}: its content is not what was recorded." in found.out
    assert f"{TWO}: sound" in found.out
    assert found.err == (
        "Error: The journal is not sound. Keep it as it is and restore it from a copy.\n"
    )
    assert json.loads(told.out)["grants"][REF]


def test_an_event_that_cannot_be_read_leaves_the_other_grants_to_be_seen(tampered: House) -> None:
    with sqlite3.connect(tampered.home / "journal.db") as journal:
        journal.execute("UPDATE events SET data = '{}' WHERE stream = ? AND sequence = 3", (REF,))
    journal.close()

    listed, shown = tampered.call("list"), tampered.call("show", REF)

    assert listed.code == 0
    assert TWO in listed.out
    assert REF in listed.out
    assert shown.code == 1
    assert shown.err == f"Error: The events of {REF} cannot be read. See: grants verify {REF}\n"


def test_a_grant_is_resumed_from_its_journal_and_answers_an_old_key(
    house: House, grants: Call
) -> None:
    """After a termination, as after retention or a reset: the stream is enough."""
    first = grants(*passage("before"))
    terminate(house, REF)
    words = ("admin", "cancel-grant", REF, "--by", "omar.haddad", "--on", "2026-07-01")

    lost = grants(*words, "--reason", "x")
    again = grants(*passage("before"))
    resumed = grants("resume", REF)
    eventually(lambda: answers(grants))

    assert first.code == 0
    assert lost.code == 1
    assert lost.err.endswith(f"Start it again: grants resume {REF}\n")
    assert again.code == 0
    assert again.out.startswith("Recorded already, as event")
    assert resumed.out == f"{REF} runs again, from its journal.\n"


def answers(grants: Call) -> bool:
    found: Result = grants(*passage("p"))
    return found.code == 0


def passage(name: str) -> tuple[str, ...]:
    return (
        *("reporting", "adopt-passage", REF, "--by", "sara.lund", "--on", "2026-07-02"),
        *("--passage", name, "--kind", "context", "--text", "x", "--source", "y", "--key", name),
    )


def terminate(house: House, reference: str) -> None:
    async def _terminate() -> None:
        client = await connect(house.address)
        await client.get_workflow_handle(grant_workflow_id(reference)).terminate()

    asyncio.run(_terminate())
