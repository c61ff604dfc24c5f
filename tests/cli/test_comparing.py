"""`verify` holds the grants that Temporal runs against those of the journal."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from grants.domain.envelope import Envelope
from tests.adapters.tampering.homes import Home, rewritten
from tests.cli.conftest import Call, House
from tests.cli.stories import ONE, TWO, funded, head, written
from tests.cli.test_keeping import passage, terminate

pytestmark = pytest.mark.usefixtures("played")


@pytest.fixture
def restored(house: House, empty: House) -> House:
    """A home whose journal was put back from a copy, beside the server that went on."""
    with (
        closing(sqlite3.connect(house.home / "journal.db")) as source,
        closing(sqlite3.connect(empty.home / "journal.db")) as copy,
    ):
        source.backup(copy)
    empty.variables["TEMPORAL_ADDRESS"] = house.address
    return empty


def test_running_grants_are_held_against_their_events(grants: Call) -> None:
    found = grants("verify")

    assert found.code == 0
    assert (
        "Compared with Temporal: 2 grants that run there, with the state that the events tell.\n"
        in found.out
    )
    told = json.loads(grants("verify", TWO, "--json").out)
    assert told["temporal"] == {"same": 1, "differs": {}, "unknown": {}}


def test_temporal_can_be_left_out(grants: Call) -> None:
    found = grants("verify", "--offline")

    assert found.code == 0
    assert "Not compared with the grants that Temporal runs: left out by --offline.\n" in found.out


def test_without_a_server_it_is_said_that_nothing_was_compared_unless_it_was_asked_for(
    restored: House,
) -> None:
    del restored.variables["TEMPORAL_ADDRESS"]

    plain, asked = restored.call("verify"), restored.call("verify", "--online")
    away = restored.call("verify", TEMPORAL_ADDRESS="127.0.0.1:1")

    assert (plain.code, asked.code, away.code) == (0, 1, 0)
    assert "Not compared with the grants that Temporal runs: no `grants dev` runs" in plain.out
    assert "Start one with `grants dev`" in asked.err
    assert "runs: no Temporal server answers at 127.0.0.1:1. Start one" in away.out


def test_a_live_grant_that_nothing_runs_is_named(
    house: House, grants: Call, tmp_path: Path
) -> None:
    assert house.call("play", written(tmp_path, funded("EXA-DEAD"))).code == 0
    terminate(house, "EXA-DEAD")

    found = grants("verify")
    alone = grants("verify", TWO)

    assert found.code == 1
    assert (
        "EXA-DEAD: no workflow runs it: it was terminated. See: grants resume EXA-DEAD.\n"
        in found.out
    )
    assert found.err == "Error: The journal is sound; Temporal and the journal do not agree.\n"
    assert alone.code == 0
    assert grants("resume", "EXA-DEAD").code == 0
    assert grants("verify").code == 0


def test_a_running_grant_that_the_journal_has_lost_or_that_went_on_is_named(
    house: House, restored: House, tmp_path: Path
) -> None:
    assert house.call("start", written(tmp_path, head("EXA-LOST"))).code == 0
    assert house.call(*passage("later")).code == 0

    found = restored.call("verify")

    assert found.code == 1
    assert "EXA-LOST: its workflow runs, and the journal holds nothing of it.\n" in found.out
    assert f"{ONE}: its workflow has come to event" in found.out


def test_a_running_grant_that_holds_another_state_is_named(restored: House) -> None:
    def other(event: Envelope) -> Envelope:
        if event.stream != TWO or event.sequence != 1:
            return event
        return event.model_copy(update={"data": event.data.model_copy(update={"title": "Other"})})

    Home(restored.home).tamper(lambda connection: rewritten(connection, other))
    assert restored.call("rebuild").code == 0

    found = restored.call("verify", TWO)

    assert found.code == 1
    assert f"{TWO}: its workflow holds another state at event " in found.out
