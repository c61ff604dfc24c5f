"""Looking at grants: now and then, on a terminal and in a pipe."""

import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from cli.views import seen
from grants.domain.envelope import read
from tests.cli.conftest import GRANTS, Call, House
from tests.cli.stories import ONE, TWO, head, written

pytestmark = pytest.mark.usefixtures("played")
REF = ONE


def on_terminal(house: House, *words: object, columns: int = 80) -> str:
    """What a call shows on a terminal of so many columns."""
    ours, theirs = pty.openpty()
    environment = {**house.environment, "COLUMNS": str(columns), "TERM": "xterm"}
    with subprocess.Popen(
        [GRANTS, *map(str, words)], stdout=theirs, stderr=theirs, env=environment, cwd=house.home
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
        assert process.wait(30) == 0
    os.close(ours)
    return shown.decode()


def plain(shown: str) -> list[str]:
    return [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line).rstrip() for line in shown.splitlines()]


def test_the_portfolio_is_a_table_for_people_and_json_for_programs(grants: Call) -> None:
    found = grants("list")

    assert found.out.splitlines()[0].split() == ["Reference", "Title", "Stands", "Next"]
    assert "An ambulance for Exampland" in found.out
    told = json.loads(grants("list", "--json").out)
    assert [row["reference"] for row in told] == [REF, TWO]
    assert told[0]["donors"] == "Norland"
    assert told[0]["stands"] == "in delivery and reporting."


@pytest.mark.parametrize("words", [("list",), ("timeline", TWO), ("show", TWO), ("documents", TWO)])
def test_what_is_shown_fits_a_terminal_of_80_columns(house: House, words: tuple[str, ...]) -> None:
    lines = plain(on_terminal(house, *words))

    assert max(map(len, lines)) <= 80 or words[0] == "show"
    assert not set("┃│┏╭") & set("".join(lines))


def test_in_a_pipe_nothing_is_folded_and_nothing_is_coloured(house: House) -> None:
    found = house.call("timeline", TWO)

    assert "\x1b" not in found.out
    assert [line for line in found.out.splitlines() if line != line.rstrip()] == []
    rows = [line for line in found.out.splitlines() if line[:1].isdigit()]
    assert len(rows) == len(json.loads(house.call("timeline", TWO, "--json").out))


def test_an_empty_house_says_how_to_begin(alone: Call) -> None:
    assert alone("list").out.startswith("No grants here: ")
    assert json.loads(alone("list", "--json").out) == []
    assert alone("verify").out == "No grants yet: there is nothing to check.\n"


def test_a_grant_is_shown_with_money_duties_and_parts(grants: Call) -> None:
    found = grants("show", REF).out

    assert "Norland → Example Aid Organization → Ministry of Health, Exampland" in found
    assert "Money: received USD 60,000.00, spendable USD 53,097.34" in found
    assert "Transfer title: Handover of the ambulance" in found
    assert "Lot car: Ambulance, 1 of 1 received." in found
    assert "Handover hospital: Handover of the ambulance, 1 unit, handed over." in found
    assert "Document press-release/1: drafted." in found


def test_a_grant_is_shown_as_it_was(grants: Call) -> None:
    then = grants("show", REF, "--at", "2026-03-04")
    before = grants("show", REF, "--at", "2026-01-01")
    hour = json.loads(grants("show", REF, "--at", "2026-03-04T06:59", "--json").out)

    assert then.out.startswith("As it was on 4 March 2026.\n")
    assert "spent USD 0.00" in then.out
    assert "Lot car: Ambulance, 0 of 1 received." in then.out
    assert before.out.splitlines()[1] == f"Nothing had happened: no grant {REF}."
    assert hour["grant"]["procurement"]["lots"]["car"]["offers"] == {}


def test_a_grant_is_shown_as_it_was_known(grants: Call) -> None:
    before = grants("show", REF, "--known", "2026-03-04")
    told = json.loads(grants("show", REF, "--known", "2026-03-04", "--json").out)

    assert before.out == (
        f"From what was recorded by 4 March 2026.\nNothing was known: no grant {REF}.\n"
    )
    assert told["events"] == 0


@pytest.mark.parametrize("option", ["--at", "--known"])
def test_a_point_in_time_is_a_date(grants: Call, option: str) -> None:
    found = grants("show", REF, option, "then")

    assert found.code == 2
    assert found.err == (
        f"Error: {option}: 'then' is not a date. Write it as 2016-10-25T10:00+00:00.\n"
    )


def test_what_was_entered_late_had_happened_and_was_not_known(grants: Call) -> None:
    """Goods of 18 May that were entered on 1 July: there on 20 May, unknown on 15 June."""
    stream = [read(item) for item in json.loads(grants("timeline", REF, "--json").out)]
    entered = [
        envelope.model_copy(
            update={
                "recorded_at": envelope.on.replace(month=7, day=1)
                if envelope.type == "goods-received"
                else envelope.on
            }
        )
        for envelope in stream
    ]

    was = seen(REF, entered, at="2026-05-19", known=None)
    knew = seen(REF, entered, at="2026-05-19", known="2026-05-19")
    later = seen(REF, entered, at=None, known="2026-06-15")

    assert len(was.grant.procurement.lots["car"].usable) == 1
    assert len(knew.grant.procurement.lots["car"].usable) == 0
    assert knew.says == "As it was on 19 May 2026, from what was recorded by 19 May 2026."
    assert len(later.grant.procurement.lots["car"].usable) == 0
    assert later.grant.delivery.handovers["hospital"].delivered


def test_what_follows_from_something_later_is_left_out_and_said(grants: Call) -> None:
    """A payment dated before the invoice that it pays: there is no such payment at that date."""
    stream = [read(item) for item in json.loads(grants("timeline", REF, "--json").out)]
    dated = [
        envelope.model_copy(update={"on": envelope.on.replace(month=5, day=1)})
        if envelope.type == "payment-made"
        else envelope
        for envelope in stream
    ]

    was = seen(REF, dated, at="2026-05-02", known=None)

    assert [envelope.type for envelope in was.left_out] == ["payment-made"]
    assert str(was.grant.spent) == "USD 0.00"


def test_the_timeline_of_a_story_says_that_it_was_entered_from_the_past(grants: Call) -> None:
    assert grants("timeline", REF).out.splitlines()[0] == f"{REF} (entered from the past)"


def test_an_unknown_grant_is_a_mistake_wherever_it_is_named(grants: Call) -> None:
    calls = [("show",), ("timeline",), ("watch",), ("documents",), ("verify",), ("resume",)]
    found = [grants(*words, "NONE") for words in calls]

    assert {item.code for item in found} == {2}
    assert {item.err.split(".")[0] for item in found} == {"Error: There is no grant NONE"}


def test_watching_writes_a_line_for_each_event_as_it_comes(
    house: House, grants: Call, tmp_path: Path
) -> None:
    grants("play", written(tmp_path, head("EXA-WATCH")))
    watching = house.begin("watch", "EXA-WATCH", "--json")
    assert watching.stdout is not None
    first = json.loads(watching.stdout.readline())
    cancel = ("admin", "cancel-grant", "EXA-WATCH", "--by", "omar", "--on", "2026-02-02")

    grants(*cancel, "--reason", "why")
    rest = [json.loads(line) for line in watching.communicate(timeout=20)[0].splitlines()]

    assert watching.returncode == 0
    assert first["type"] == "grant-opened"
    assert rest[-1]["type"] == "grant-cancelled"


def test_watching_once_leaves(grants: Call) -> None:
    found = grants("watch", REF, "--once")

    assert found.out.splitlines()[0] == "12 January 2026  grant opened  (lea.brandt)"


def test_watching_on_a_terminal_shows_duties_and_last_events(house: House) -> None:
    shown = "\n".join(plain(on_terminal(house, "watch", REF, "--once")))

    assert "An ambulance for Exampland" in shown
    assert "Transfer title: Handover of the ambulance" in shown
    assert "document drafted" in shown
