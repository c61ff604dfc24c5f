"""Looking at grants: now and then, on a terminal and in a pipe, and papers with their reasons."""

import json
import os
import pty
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from cli.views import seen
from grants.domain.envelope import read
from tests.cli.conftest import GRANTS, Call, House, Result, eventually
from tests.cli.stories import head, written

CASES = Path(__file__).parent / "cases"
REF = "EAO-NOR-2026-07"
TWO = "EAO-NOR-2026-08"


@pytest.fixture(scope="module", autouse=True)
def _played(house: House) -> None:
    for case in ("one-ambulance", "two-handovers"):
        found = house.call("play", CASES / f"{case}.yaml")
        assert found.code == 0, found.err


@pytest.fixture
def papers(house: House, grants: Call) -> Path:
    out = house.home / "papers"
    assert grants("documents", REF, "--out", out).code == 0
    return out


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
    import re

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
    assert alone("list").out == "No grants yet. Begin with: grants new FILE\n"
    assert json.loads(alone("list", "--json").out) == []
    assert alone("verify").out == "No grants yet: there is nothing to check.\n"


def test_a_grant_is_shown_with_money_duties_and_parts(grants: Call) -> None:
    found = grants("show", REF).out

    assert "Norland → Example Aid Organization → Ministry of Health, Exampland" in found
    assert "Money: received USD 60000, spendable USD 53097.34" in found
    assert "Transfer title: Handover of the ambulance" in found
    assert "Lot car: Ambulance, 1 of 1 received." in found
    assert "Handover hospital: Handover of the ambulance, 1 unit, handed over." in found
    assert "Document press-release/1: drafted." in found


def test_a_grant_is_shown_as_it_was(grants: Call) -> None:
    then = grants("show", REF, "--at", "2026-03-04")
    before = grants("show", REF, "--at", "2026-01-01")
    hour = json.loads(grants("show", REF, "--at", "2026-03-04T06:59", "--json").out)

    assert then.out.startswith("As it was on 4 March 2026.\n")
    assert "spent USD 0" in then.out
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
    assert str(was.grant.spent) == "USD 0"


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
    cancel = ("agreement", "cancel-grant", "EXA-WATCH", "--by", "omar", "--on", "2026-02-02")

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


def test_documents_are_listed_and_copied(house: House, grants: Call, papers: Path) -> None:
    found = grants("documents", REF, "--json")

    assert [item["status"] for item in json.loads(found.out)] == ["drafted"]
    assert sorted(path.name for path in papers.iterdir()) == [
        "press-release.en.facts.json",
        "press-release.en.html",
        "press-release.en.md",
    ]


def test_two_releases_are_copied_into_a_folder_each(grants: Call, tmp_path: Path) -> None:
    grants("documents", TWO, "--out", tmp_path / "two")

    assert sorted(path.name for path in (tmp_path / "two").iterdir()) == ["north", "south"]


def test_documents_go_into_a_folder_that_can_be_written(grants: Call, tmp_path: Path) -> None:
    found = grants("documents", REF, "--out", written(tmp_path, "a file"))

    assert found.code == 2
    assert found.err.startswith("Error: --out: ")


def test_a_document_is_drafted_now(grants: Call, tmp_path: Path) -> None:
    words = ("draft", REF, "press-release", "--by", "sara.lund", "--on", "2026-06-02")

    found = grants(*words, "--out", tmp_path, "--json")

    assert json.loads(found.out)["document"] == "press-release/2"
    assert (tmp_path / "press-release.en.md").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((TWO, "press-release", "--by", "sara.lund"), "--about: name one of: north, south."),
        ((REF, "donor-report", "--by", "sara.lund"), "--about: name one of: (there is none yet)."),
        ((REF, "poem", "--by", "sara.lund"), "Invalid value for '{press-release|donor-report}'"),
        ((REF, "press-release", "--by", "nia.obi", "--on", "2026-06-02"), "nia.obi holds no app"),
        ((REF, "press-release", "--by", "Nia Obi"), "--by: 'Nia Obi' is not a short name"),
        ((REF, "press-release", "--by", "sara.lund", "--about", "x", "--on", "2026-06-02"),
         "There is no handover x."),
    ],
)
def test_a_draft_that_cannot_be_asked_for_is_a_mistake(
    grants: Call, words: tuple[str, ...], says: str
) -> None:
    found = grants("draft", *words)

    assert (found.code, found.out) == (2, "")
    assert says in found.err
    assert len(found.err.splitlines()) == 1


def test_a_sentence_is_justified_by_events_persons_dates_and_evidence(
    grants: Call, papers: Path
) -> None:
    found = grants("why", f"{papers / 'press-release.en.md'}:1")
    told = json.loads(grants("why", f"{papers / 'press-release.en.md'}:1", "--json").out)

    assert found.out.splitlines()[0] == "1  EAO delivers one ambulance to the Ministry of Health"
    assert "    agency.short = EAO\n        event 1 (grant-opened), by lea.brandt on 12 January 2026" in found.out
    assert "evidence: Letter of the Government of Norland" in found.out
    assert told[0]["facts"]["agency.short"]["value"] == "EAO"


def test_every_sentence_is_explained_where_no_line_is_named(grants: Call, papers: Path) -> None:
    for name in ("press-release.en.md", "press-release.en.html"):
        assert "EAO delivers one ambulance" in grants("why", papers / name).out


def test_an_edited_line_is_said_to_be_so(grants: Call, papers: Path) -> None:
    file = papers / "press-release.en.md"
    text = file.read_text().replace("one ambulance to", "one big ambulance to")
    file.write_text(text + "\nBought by nobody, quite another matter.\n")

    found = grants("why", file).out

    assert 'This line was changed; the engine wrote: "EAO delivers one ambulance' in found
    assert "This line is not the engine's: no fact stands behind it." in found


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("press-release.en.md:2", "holds no sentence. Name a line with text."),
        ("press-release.en.md:999", "has no line 999: it has "),
        ("press-release.en.md:0", "has no line 0: it has "),
        ("none.md:1", "cannot be read (no such file or directory). Name a drafted file"),
        ("press-release.en.facts.json", "is a record, not a document."),
        ("lonely.md:1", "lonely.facts.json cannot be read"),
        ("other.md:1", "does not explain other.md: The record knows no file other.md"),
        ("broken.md:1", "does not explain broken.md: it is no such record"),
    ],
)
def test_a_place_without_a_reason_is_told_plainly(
    grants: Call, papers: Path, place: str, says: str
) -> None:
    (papers / "lonely.md").write_text("Alone.\n")
    (papers / "other.md").write_text("Other.\n")
    (papers / "other.facts.json").write_bytes(
        (papers / "press-release.en.facts.json").read_bytes()
    )
    (papers / "broken.md").write_text("Broken.\n")
    (papers / "broken.facts.json").write_text("{}")

    found = grants("why", papers / place)

    assert (found.code, found.out) == (2, "")
    assert says in found.err
    assert len(found.err.splitlines()) == 1


def test_exports_go_to_standard_output_or_to_a_file(grants: Call, tmp_path: Path) -> None:
    file = tmp_path / "grant.xml"

    shown, kept = grants("export", REF, "iati"), grants("export", REF, "iati", "--out", file)

    assert etree.fromstring(shown.out.encode()).tag == "iati-activities"
    assert file.read_bytes() == shown.out.encode()
    assert kept.out == f"Wrote {file}.\n"
    assert json.loads(grants("export", REF, "ocds").out)
    assert grants("export", REF, "cloudevents").out
    wrong = grants("export", REF, "iati", "--out", tmp_path)
    assert wrong.code == 2
    assert "cannot be written (is a directory)" in wrong.err


def test_a_sound_journal_is_said_to_be_sound(grants: Call) -> None:
    found = grants("verify", TWO)

    assert found.code == 0
    assert found.out.startswith(f"{TWO}: sound, ")
    assert json.loads(grants("verify", TWO, "--json").out) == {TWO: []}


def test_a_grant_that_runs_is_not_resumed(grants: Call) -> None:
    assert grants("resume", TWO).out == f"{TWO} runs already.\n"


@pytest.fixture
def tampered(house: House, empty: House) -> Iterator[House]:
    """A copy of the journal with one changed event; the triggers are taken off first."""
    with sqlite3.connect(house.home / "journal.db") as source, sqlite3.connect(
        empty.home / "journal.db"
    ) as copy:
        source.backup(copy)
        for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            copy.execute(f"DROP TRIGGER {name}")
        copy.execute(
            "UPDATE events SET data = replace(data, '48000', '47000') "
            "WHERE stream = ? AND type = 'payment-made'",
            (REF,),
        )
    copy.close()
    source.close()
    yield empty


def test_a_tampered_journal_is_found_with_the_event(tampered: House) -> None:
    found = tampered.call("verify")
    told = tampered.call("verify", REF, "--json")

    assert found.code == told.code == 1
    number = json.loads(tampered.call("timeline", REF, "--json").out)
    paid = next(item["sequence"] for item in number if item["type"] == "payment-made")
    assert f"{REF}: {REF}, event {paid}: its content is not what was recorded." in found.out
    assert f"{TWO}: sound" in found.out
    assert found.err == (
        "Error: The journal is not sound. Keep it as it is and restore it from a copy.\n"
    )
    assert json.loads(told.out)[REF]


def test_an_event_that_cannot_be_read_leaves_the_other_grants_to_be_seen(tampered: House) -> None:
    with sqlite3.connect(tampered.home / "journal.db") as journal:
        journal.execute("UPDATE events SET data = '{}' WHERE stream = ? AND sequence = 3", (REF,))
    journal.close()

    listed, shown = tampered.call("list"), tampered.call("show", REF)

    assert listed.code == 0
    assert TWO in listed.out
    assert f"See: grants verify {REF}" in listed.out
    assert shown.code == 1
    assert shown.err == f"Error: The events of {REF} cannot be read. See: grants verify {REF}\n"


def test_a_grant_is_resumed_from_its_journal_and_answers_an_old_key(
    house: House, grants: Call
) -> None:
    """After a termination, as after retention or a reset: the stream is enough."""
    terminate(house, REF)
    key = json.loads(grants("timeline", REF, "--json").out)[-4]["key"]
    words = ("agreement", "cancel-grant", REF, "--by", "omar.haddad", "--on", "2026-07-01")

    lost = grants(*words, "--reason", "x")
    again = grants(*words, "--reason", "x", "--key", key)
    resumed = grants("resume", REF)
    eventually(lambda: answers(grants))

    assert lost.code == 1
    assert lost.err.endswith(f"Start it again: grants resume {REF}\n")
    assert again.code == 0
    assert again.out.startswith("Recorded already, as event")
    assert resumed.out == f"{REF} runs again, from its journal.\n"


def answers(grants: Call) -> bool:
    found: Result = grants(
        *("reporting", "adopt-passage", REF, "--by", "sara.lund", "--on", "2026-07-02"),
        *("--passage", "p", "--kind", "context", "--text", "x", "--source", "y", "--key", "p"),
    )
    return found.code == 0


def terminate(house: House, reference: str) -> None:
    import asyncio

    from workflows.connection import connect
    from workflows.messages import grant_workflow_id

    async def _terminate() -> None:
        client = await connect(house.address)
        await client.get_workflow_handle(grant_workflow_id(reference)).terminate()

    asyncio.run(_terminate())
