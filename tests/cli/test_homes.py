"""Homes: each has its own server, journal and worker, for its owner's eyes only."""

import stat
from pathlib import Path

from tests.cli.conftest import Call, House
from tests.cli.stories import CASES, head, written

REF = "EXA-HOME"


def test_a_command_never_goes_to_a_server_that_nobody_named(empty: House, tmp_path: Path) -> None:
    found = empty.call("start", written(tmp_path, head(REF)))

    assert (found.code, found.out) == (1, "")
    assert found.err == (
        f"Error: No `grants dev` runs in {empty.home}, and TEMPORAL_ADDRESS names no other server. "
        "Start one with `grants dev`, or set GRANTS_HOME or TEMPORAL_ADDRESS.\n"
    )


def test_a_look_makes_no_home(empty: House) -> None:
    elsewhere = empty.home / "elsewhere"

    listed = empty.call("list", GRANTS_HOME=str(elsewhere))
    shown = empty.call("show", REF, GRANTS_HOME=str(elsewhere))

    assert not elsewhere.exists()
    assert listed.code == 0
    assert listed.out.startswith(f"No grants here: {elsewhere / 'journal.db'} is not there, and ")
    assert shown.code == 2
    assert f"There is no grant {REF}: {elsewhere / 'journal.db'} is not there." in shown.err


def test_nothing_is_sent_from_a_folder_without_a_journal(house: House, tmp_path: Path) -> None:
    file = written(tmp_path, head(REF))
    elsewhere = {"GRANTS_HOME": str(tmp_path / "other"), "TEMPORAL_ADDRESS": house.address}

    found = house.call("start", file, **elsewhere)

    assert (found.code, found.out) == (1, "")
    assert found.err.startswith("Error: There is no journal here (")
    assert not (tmp_path / "other").exists()


def test_a_worker_takes_no_grant_of_another_journal(
    house: House, grants: Call, empty: House, tmp_path: Path
) -> None:
    """The other home names the server of ours: its grant waits for a worker of its own."""
    (empty.home / "journal.db").touch()

    found = empty.call("start", written(tmp_path, head(REF)), TEMPORAL_ADDRESS=house.address)

    assert found.code == 1
    assert "No worker answers" in found.err
    assert REF not in grants("list").out


def test_a_home_is_for_its_owner_alone(house: House) -> None:
    assert house.call("play", CASES / "one-ambulance.yaml").code == 0

    found = {
        path.relative_to(house.home): stat.S_IMODE(path.stat().st_mode)
        for path in house.home.rglob("*")
        if not path.is_socket()
    }

    assert {"journal.db", "archive"} <= {path.parts[0] for path in found}
    assert {path: oct(mode) for path, mode in found.items() if mode & 0o077} == {}


def test_what_is_handed_out_is_for_everybody(house: House, tmp_path: Path) -> None:
    file = tmp_path / "grant.yaml"

    assert house.call("new", file).code == 0

    assert stat.S_IMODE(file.stat().st_mode) == 0o644
