"""Grant files at the command line: new, schema, start, play, and what can be wrong with them."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.stories import LOT, MONEY, SIGN, funded, head, story, today, written


def events(grants: Call, reference: str) -> list[str]:
    return [item["type"] for item in json.loads(grants("timeline", reference, "--json").out)]


def test_a_new_file_is_written_once_and_never_over_another(alone: Call, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"

    first, second = alone("new", file), alone("new", file)

    assert (first.code, first.out) == (0, f"Wrote {file}. Fill it in, then: grants start {file}\n")
    assert second.code == 2
    assert "is there already; it was left alone" in second.err


def test_a_new_file_needs_a_folder(alone: Call, tmp_path: Path) -> None:
    found = alone("new", tmp_path / "none" / "a.yaml")

    assert found.code == 2
    assert "cannot be written" in found.err


def test_the_schema_is_json(alone: Call) -> None:
    assert json.loads(alone("schema").out)["title"] == "GrantFile"


SING = "{{do: sing, on: {on}, by: lea}}"
Broken = Callable[[Path], Path]


def unreadable(folder: Path) -> Path:
    path = folder / "itself.yaml"
    path.symlink_to(path)
    return path


def latin(folder: Path) -> Path:
    path = folder / "latin.yaml"
    path.write_bytes("title: é\n".encode("latin-1"))
    return path


BROKEN: dict[str, tuple[Broken, str]] = {
    "a missing file": (lambda folder: folder / "none.yaml", "there is no file"),
    "a folder": (lambda folder: folder, "cannot be read (is a directory)"),
    "an unreadable file": (unreadable, "itself.yaml cannot be read (too many levels"),
    "not UTF-8": (latin, "line 1: a character is not UTF-8: save the file as UTF-8"),
    "a tab": (
        lambda folder: written(folder, "agency:\n\tname: x\n"),
        "line 2: the line is indented by a tab: indent by spaces",
    ),
    "a field twice": (
        lambda folder: written(folder, head("EXA-1") + "title: again\n"),
        "title: stands here and on line 2: keep one of the two",
    ),
    "a wrong field": (
        lambda folder: written(folder, head("EXA-1") + "titel: again\n"),
        "titel: there is no such field here: did you mean 'title'?",
    ),
    "a wrong command": (
        lambda folder: written(folder, story("EXA-1", (SING, "2026-02-02"))),
        "'sing' is not a command",
    ),
}


@pytest.mark.parametrize("command", ["start", "play"])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_file_that_cannot_be_used_is_a_mistake(
    alone: Call, tmp_path: Path, command: str, broken: str
) -> None:
    make, says = BROKEN[broken]

    found = alone(command, make(tmp_path))

    assert (found.code, found.out) == (2, "")
    assert says in found.err
    assert "cannot be used:" in found.err


def test_an_opening_that_the_rules_refuse_starts_nothing(alone: Call, tmp_path: Path) -> None:
    text = head("EXA-1").replace("by: lea}", "by: omar}")

    found = alone("start", written(tmp_path, text))

    assert found.code == 2
    assert found.err.startswith("Error: The grant cannot be opened: omar holds no appointment")


def test_a_start_tells_reference_workflow_and_page(grants: Call, tmp_path: Path) -> None:
    file = written(tmp_path, head("EXA-START"))

    first, again = grants("start", file), grants("start", file, "--json")

    assert first.code == 0
    assert first.out.splitlines()[:2] == ["Started: EXA-START", "Workflow: grant/EXA-START"]
    assert "/workflows/grant%2FEXA-START" in first.out
    assert json.loads(again.out) | {"ui": None} == {
        "reference": "EXA-START",
        "workflow_id": "grant/EXA-START",
        "started": False,
        "ui": None,
    }
    assert events(grants, "EXA-START")[0] == "grant-opened"


def test_a_reference_stands_for_one_grant(grants: Call, tmp_path: Path) -> None:
    grants("start", written(tmp_path, head("EXA-TAKEN")))

    for command in ("start", "play"):
        found = grants(command, written(tmp_path, head("EXA-TAKEN", title="Other")))
        assert found.code == 2
        assert "There is a grant EXA-TAKEN already" in found.err
        assert "grant opened: title" in found.err


def test_a_story_is_sent_once(grants: Call, tmp_path: Path) -> None:
    file = written(tmp_path, funded("EXA-TWICE"))

    first, second = grants("play", file), grants("play", file, "--json")

    assert first.out == "EXA-TWICE: 3 sent, 0 in the journal already.\n"
    steps = [said for said in first.err.splitlines() if not said.startswith(" ")]
    assert steps[1:] == [
        "02 Feb 2026  sign-agreement",
        "09 Feb 2026  receive-contribution",
        "16 Feb 2026  open-lot",
    ]
    assert json.loads(second.out) == {
        "reference": "EXA-TWICE",
        "sent": 0,
        "skipped": 3,
        "waiting_for": None,
        "odd": [],
    }


def test_a_refused_step_is_named_and_can_be_corrected(grants: Call, tmp_path: Path) -> None:
    text = funded("EXA-MEND")
    wrong = grants("play", written(tmp_path, text.replace("USD 50000", "USD 500000")))
    kept = events(grants, "EXA-MEND")

    right = grants("play", written(tmp_path, text))

    assert wrong.code == 2
    assert wrong.err.splitlines()[-1].startswith(
        "Error: Step story/open-lot/cars/1 (16 Feb 2026, ceiling) is refused: "
    )
    assert "correct the file and play it again" in wrong.err
    assert kept[-1] == "contribution-received"
    assert right.out == "EXA-MEND: 1 sent, 2 in the journal already.\n"


def test_a_story_is_moved_into_the_past(grants: Call, tmp_path: Path) -> None:
    file = written(tmp_path, funded("EXA-PAST"))

    found = grants("play", file, "--shift-to", "2025-03-03")

    assert found.code == 0
    told = json.loads(grants("timeline", "EXA-PAST", "--json").out)
    assert told[-1]["on"] == "2025-04-07T11:00:00Z"
    assert {item["entry"] for item in told} == {"back"}


def test_a_story_that_was_moved_is_not_moved_again(grants: Call, tmp_path: Path) -> None:
    file = written(tmp_path, funded("EXA-MOVED"))
    grants("play", file, "--shift-to", "2025-03-03")

    found = grants("play", file, "--shift-to", "2025-03-10")

    assert found.code == 2
    assert "opened on 2025-03-03, not 2025-03-10" in found.err


def test_a_story_of_the_future_sends_nothing_yet(grants: Call, tmp_path: Path) -> None:
    file = written(tmp_path, funded("EXA-FUTURE"))

    found = grants("play", file, "--shift-to", today(30))

    assert found.code == 0
    assert found.out.startswith("EXA-FUTURE: 0 sent, 0 in the journal already.\nThe next step is ")
    assert grants("show", "EXA-FUTURE").code == 2


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "9999-12-31"])
def test_a_story_is_moved_to_a_day_only(grants: Call, tmp_path: Path, day: str) -> None:
    found = grants("play", written(tmp_path, funded("EXA-DAY")), "--shift-to", day)

    assert found.code == 2
    assert found.err.startswith("Error: --shift-to: ")
    assert day in found.err


def test_a_story_that_opens_today_goes_live_once_and_goes_on_later(
    grants: Call, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    opened = now - timedelta(minutes=5)
    soon = now + timedelta(seconds=4)
    steps = (
        (SIGN, (now - timedelta(minutes=4)).isoformat()),
        (MONEY, soon.isoformat()),
        (LOT, (now + timedelta(days=3)).isoformat()),
    )
    file = written(tmp_path, story("EXA-ON", *steps, opened=opened.isoformat()))

    first = grants("play", file)
    until(soon)
    second = grants("play", file)
    third = grants("play", file)

    assert "The next step is dated" in first.out
    assert "play the file again then" in first.out
    assert second.out.startswith("EXA-ON: 1 sent, 1 in the journal already.")
    assert third.out.startswith("EXA-ON: 0 sent, 2 in the journal already.")
    assert events(grants, "EXA-ON").count("went-live") == 1


def test_a_story_that_is_live_by_its_file_goes_live_once(grants: Call, tmp_path: Path) -> None:
    text = story(
        "EXA-LIVE",
        (SIGN, "2026-02-02T11:00"),
        ("{{do: go-live, on: {on}, by: lea}}", "2026-02-03T11:00"),
        (LOT, (datetime.now(UTC) + timedelta(days=3)).isoformat()),
    )
    file = written(tmp_path, text)

    assert grants("play", file).code == 0
    assert grants("play", file).code == 0
    assert events(grants, "EXA-LIVE").count("went-live") == 1


def until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()) + 0.1)
