"""Who must do what: each duty with the command to type; and what is said to be public later."""

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.stories import funded, written

REF = "EXA-TODO"


@pytest.fixture(autouse=True)
def _grant(grants: Call, tmp_path: Path) -> None:
    """A grant with its money and a lot; played once, for the journal knows it then."""
    assert grants("play", written(tmp_path, funded(REF))).code == 0


def test_a_duty_is_told_with_the_command_that_does_it(grants: Call) -> None:
    found = grants("todo", REF)

    assert found.code == 0
    assert "Procurement officer" in found.out
    typed = next(line for line in found.out.splitlines() if line.startswith("grants "))
    assert shlex.split(typed)[:4] == ["grants", "procurement", "issue-solicitation", REF]


def test_what_waits_for_one_person_is_what_waits_for_the_roles_held_today(grants: Call) -> None:
    mine = json.loads(grants("todo", REF, "--by", "mei", "--json").out)
    others = json.loads(grants("todo", REF, "--by", "nia", "--json").out)

    assert {duty["role"] for duty in mine} == {"procurement-officer"}
    assert all("--by mei" in duty["type"] for duty in mine)
    assert all(duty["role"] != "procurement-officer" for duty in others)


def test_what_waits_for_a_role_is_asked_for_by_its_name(grants: Call) -> None:
    found = json.loads(grants("todo", "--role", "procurement-officer", "--json").out)

    assert {duty["role"] for duty in found} == {"procurement-officer"}
    assert grants("todo", "--role", "king").code == 2


def test_a_field_that_a_release_needs_is_missed_when_it_is_sent(grants: Call) -> None:
    lot = (
        *("procurement", "open-lot", REF, "--by", "lea", "--on", "2026-02-18T10:00"),
        *("--lot", "tents", "--title", "Tents", "--goods", "{singular: tent, plural: tents}"),
        *("--quantity", "3", "--ceiling", "USD 1000"),
    )

    found = grants(*lot, "--key", "tents")

    number = json.loads(grants("timeline", REF, "--json").out)[-1]["sequence"]
    assert f"grants disclose {REF} {number} goods --by you" in found.err


def test_what_was_forgotten_is_disclosed_later_and_taken_back(grants: Call) -> None:
    words = ("--by", "lea", "--on", "2026-02-19T10:00")

    said = grants("disclose", REF, "1", "title", *words, "--key", "said")
    back = grants("disclose", REF, "1", "title", *words, "--withhold", "--key", "back")

    assert (said.code, back.code) == (0, 0)
    assert "fields disclosed" in said.out
    assert "fields withheld" in back.out


def test_what_cannot_be_disclosed_is_told_with_its_mend(grants: Call) -> None:
    words = ("--by", "lea", "--on", "2026-02-19T10:00")

    unknown = grants("disclose", REF, "999", "title", *words)
    strange = grants("disclose", REF, "1", "colour", *words)

    assert (unknown.code, strange.code) == (2, 2)
    assert unknown.err.startswith("Error: There is no event 999")
    assert "would have no effect" in strange.err
