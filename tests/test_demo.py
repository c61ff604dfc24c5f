"""The first minute of a newcomer: `make demo`, and again."""

import json
import os
import re
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.ports import claim

ROOT = Path(__file__).parents[1]
REFERENCE = "UNODC-JPN-MLI-2016-01"


def make_demo(home: Path, out: Path) -> str:
    """`make demo` without a terminal, as the README has it; its output."""
    run = subprocess.run(
        ["make", "demo", f"DEMO=--out {out}"],
        cwd=ROOT,
        env={**os.environ, "GRANTS_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    claim(home / "temporal")
    return home


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def first(home: Path, out: Path) -> str:
    return make_demo(home, out)


@pytest.fixture(scope="module")
def release(first: str, out: Path) -> str:
    assert first
    return (out / REFERENCE / "press-release.en.md").read_text(encoding="utf-8")


def ledger(home: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(home / "journal.db") as connection:
        rows = connection.execute("SELECT key, status FROM notices ORDER BY key").fetchall()
    connection.close()
    return rows


def test_it_tells_where_the_documents_and_the_grants_page_are(first: str, out: Path) -> None:
    folder = out / REFERENCE
    written = sorted(path.name for path in folder.iterdir())

    assert written == sorted(
        f"{kind}.en.{form}"
        for kind in ("press-release", "donor-report")
        for form in ("md", "html", "facts.json")
    )
    assert all(str(folder / name) in first for name in written)
    assert re.search(rf"http://\S+/workflows/grant%2F{REFERENCE}", first)
    assert "closed" in first


@pytest.mark.parametrize(
    "said",
    [
        "UNODC delivers 10 vehicles to Malian law enforcement authorities",
        "This activity was financed by Japan",
        "10 off-road vehicles",
        "Ministry of Internal Security and Civil Protection",
        "25 October 2016",
        "national Police",
        "national Gendarmerie",
        "Office Central des Stupéfiants",
        "the Minister of Internal Security and Civil Protection, HE Brigadier General Salif Traoré",
        "Mr. Shigeru Kondo, Counsellor of the Embassy of Japan",
        "Mr. Pierre LAPAQUE, UNODC Regional Representative for West and Central Africa",
        '"the fight against transnational organized crime requires constant vigilance at the '
        "national level, regional coordination, sub-regional consultation and synergy of actions, "
        'and unfailing solidarity at international level."',
        '"if we can fight against these threats [related to transnational organized crime], we '
        'can defeat terrorism."',
        '"a programme designed to support the strengthening of judicial systems in the Sahel '
        "region, as well as the capacities of the actors involved the daily fight against the "
        'threats that have destabilized Mali and the region."',
        "since 2015",
        "United Nations Multidimensional Integrated Stabilization Mission in Mali (MINUSMA)",
        "strengthen the criminal chain",
        "- UNODC Sahel Programme",
        "- Department for Peacekeeping Operations of the United Nations",
        "- UN Integrated Strategy for the Sahel",
        "- Contribution of UNODC to the UN Integrated Strategy for the Sahel",
        "The Minister of Interior, the UNODC Regional Representative and the Japanese government "
        "representative",
    ],
)
def test_the_release_holds_what_the_case_states(release: str, said: str) -> None:
    assert said in release


def test_the_release_holds_no_other_number(release: str) -> None:
    assert set(re.findall(r"\d[\d.,]*\d|\d", release)) == {
        "10",
        "25",
        "2011",
        "2012",
        "2015",
        "2016",
    }


def test_the_release_holds_nothing_that_is_restricted(release: str, home: Path, out: Path) -> None:
    record = json.loads((out / REFERENCE / "press-release.en.facts.json").read_bytes())
    with sqlite3.connect(home / "journal.db") as connection:
        people = connection.execute("SELECT data FROM events WHERE type = 'person-appointed'")
        staff = [json.loads(row[0])["appointment"]["name"]["family"] for row in people]
    connection.close()

    assert {fact["disclosure"] for fact in record["facts"].values()} == {"public"}
    assert staff
    assert not [name for name in staff if re.search(rf"\b{name}\b", release, re.IGNORECASE)]
    assert "illustrative" not in release


def test_a_second_run_works_on_top_of_the_first_and_sends_nothing_twice(
    first: str, release: str, home: Path, out: Path
) -> None:
    before = ledger(home)

    again = make_demo(home, out)

    assert "(0 commands sent now)" in again
    assert "(0 commands sent now)" not in first
    assert ledger(home) == before
    assert {status for _, status in before} == {"kept"}
    assert not (home / "outbox" / "sent").exists() or not any((home / "outbox" / "sent").iterdir())
    assert (out / REFERENCE / "press-release.en.md").read_text(encoding="utf-8") == release
