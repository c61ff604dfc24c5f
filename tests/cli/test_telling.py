"""What is said of what was sent: irregular reports, steps that differ, events in full."""

import json
from pathlib import Path

import pytest

from cli.output import table
from cli.terminal import harmless, line
from tests.cli.conftest import Call, House, Result
from tests.cli.stories import funded, head, written

REF = "EXA-TELL"


@pytest.fixture(scope="module", autouse=True)
def played(house: House, tmp_path_factory: pytest.TempPathFactory) -> Result:
    found = house.call("play", written(tmp_path_factory.mktemp("story"), funded(REF)))
    assert found.code == 0, found.err
    return found


def test_a_story_is_told_what_it_forgets_to_publish(played: Result) -> None:
    opening, lot = "agency, donors", "goods"

    assert f"A release cannot do without {opening} of this, which is not public." in played.err
    assert f"grants disclose {REF} 1 agency donors --by you" in played.err
    assert f"A release cannot do without {lot} of this, which is not public." in played.err


def test_a_grant_that_starts_is_told_what_it_forgets_to_publish(
    grants: Call, tmp_path: Path
) -> None:
    found = grants("start", written(tmp_path, head("EXA-FORGETS")))

    assert found.code == 0
    assert "grants disclose EXA-FORGETS 1 agency donors --by you" in found.err


def test_a_report_that_breaks_a_rule_says_so(grants: Call) -> None:
    words = (
        *("agreement", "receive-contribution", REF, "--by", "nia", "--on", "2026-02-20"),
        *("--donor", "norland", "--amount", "USD 100000", "--credited", "USD 100000"),
    )

    found, told = grants(*words, "--key", "more"), grants(*words, "--key", "more", "--json")

    assert found.code == 0
    assert " is irregular: " in found.out
    assert f"Have it decided: grants admin resolve-irregularity {REF} --event " in found.out
    assert json.loads(told.out)["irregular"]


def test_a_step_that_differs_from_what_was_sent_is_named(grants: Call, tmp_path: Path) -> None:
    file = written(tmp_path, funded(REF).replace("ceiling: USD 50000", "ceiling: USD 45000"))

    found = grants("play", file)

    assert (found.code, found.out) == (0, f"{REF}: 0 sent, 3 in the journal already.\n")
    assert "Step story/open-lot/cars/1 (16 Feb 2026) differs from event " in found.err
    assert "(ceiling), and is not sent again. See: grants timeline " in found.err


def test_a_story_that_is_as_it_was_differs_in_nothing(grants: Call, tmp_path: Path) -> None:
    assert "differs" not in grants("play", written(tmp_path, funded(REF))).err


def test_a_key_stands_for_one_command(grants: Call) -> None:
    passage = (
        *("reporting", "adopt-passage", REF, "--by", "sara", "--on", "2026-02-21", "--key", "one"),
        *("--passage", "p", "--kind", "context", "--source", "y"),
    )

    first, other = grants(*passage, "--text", "x"), grants(*passage, "--text", "z")

    assert first.code == 0
    assert (other.code, other.out) == (2, "")
    assert other.err.startswith("Error: Key one stands for another command, recorded as event ")


def test_an_event_is_shown_in_full(grants: Call) -> None:
    stream = json.loads(grants("timeline", REF, "--json").out)
    number = next(item["sequence"] for item in stream if item["type"] == "lot-opened")

    found = grants("timeline", REF, number)

    assert f"{REF}, event {number}: " in found.out
    assert "  happened: 16 Feb 2026 11:00" in found.out
    assert "    quantity: 2" in found.out
    assert "USD 50,000.00" in found.out
    assert json.loads(grants("timeline", REF, number, "--json").out) == stream[number - 1]


def test_an_event_that_is_not_there_is_a_mistake(grants: Call) -> None:
    found = grants("timeline", REF, "999")

    assert (found.code, found.out) == (2, "")
    assert found.err.startswith(f"Error: {REF} has no event 999: it has ")


def test_the_timeline_says_who_was_appointed(grants: Call) -> None:
    assert "person appointed (omar, approving-authority)" in grants("timeline", REF).out


SOLICIT = (
    "{{do: issue-solicitation, on: {on}, by: mei, lot: cars, method: rfq, "
    "closes: 2026-03-02T12:00}}"
)


def test_an_event_in_full_has_its_times_by_the_offices_clock(grants: Call, tmp_path: Path) -> None:
    asked = SOLICIT.format(on="2026-02-17T11:00")
    text = funded("EXA-CLOCK").replace("policy:\n", 'policy:\n  utc_offset: "+03:00"\n')
    assert grants("play", written(tmp_path, f"{text}  - {asked}\n")).code == 0
    number = json.loads(grants("timeline", "EXA-CLOCK", "--json").out)[-1]["sequence"]

    found = grants("timeline", "EXA-CLOCK", number).out

    assert "    closes: 02 Mar 2026 15:00 UTC+03:00\n" in found


def test_a_grant_is_shown_with_counts_that_can_be_read(grants: Call, tmp_path: Path) -> None:
    text = funded("EXA-MASKS").replace("quantity: 2", "quantity: 20000")
    text = text.replace("Ministry of Health", "Health Service of Exampland")
    assert grants("play", written(tmp_path, text)).code == 0

    found = grants("show", "EXA-MASKS").out

    assert "Lot cars: Cars, 0 of 20,000 received." in found
    assert "→ Health Service of Exampland\n" in found


def test_a_duty_shows_the_command_that_does_it(grants: Call) -> None:
    assert f"grants procurement issue-solicitation {REF} --by you" in grants("show", REF).out


def test_the_log_of_the_house_is_a_file(house: House) -> None:
    assert (house.home / "dev.log").exists()


HOSTILE = "Cars\x1b[2J\x9b31m\u202egrant\nEXA-FORGED  closed"


def test_what_would_command_a_terminal_is_spelled_out() -> None:
    assert harmless(HOSTILE) == ("Cars\\u001b[2J\\u009b31m\\u202egrant EXA-FORGED  closed")


def test_a_line_break_forges_neither_line_nor_row(capsys: pytest.CaptureFixture[str]) -> None:
    line(HOSTILE)
    table(["Title", "Who"], [[HOSTILE, "lea"]])

    shown = capsys.readouterr().out

    assert len(shown.splitlines()) == 4
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert not any(row.startswith("EXA-FORGED") for row in shown.splitlines())
