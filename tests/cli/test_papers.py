"""Papers: drafted, copied, justified sentence by sentence, and exported."""

import json
from pathlib import Path

import pytest
from lxml import etree

from tests.cli.conftest import Call, House
from tests.cli.stories import ONE, TWO, written

pytestmark = pytest.mark.usefixtures("played")
REF = ONE


@pytest.fixture
def papers(house: House, grants: Call) -> Path:
    out = house.home / "papers"
    assert grants("documents", REF, "--out", out).code == 0
    return out


def test_documents_are_listed_and_copied(grants: Call, papers: Path) -> None:
    found = grants("documents", REF, "--json")

    assert {item["status"] for item in json.loads(found.out)} == {"drafted"}
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

    before = len(json.loads(grants("documents", REF, "--json").out))
    found = grants(*words, "--out", tmp_path, "--json")

    assert json.loads(found.out)["document"] == f"press-release/{before + 1}"
    assert (tmp_path / "press-release.en.md").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((TWO, "press-release", "--by", "sara.lund"), "--about: name one of: north, south."),
        ((REF, "donor-report", "--by", "sara.lund"), "--about: name one of: (there is none yet)."),
        ((REF, "poem", "--by", "sara.lund"), "Invalid value for '{press-release|donor-report}'"),
        ((REF, "press-release", "--by", "nia.obi", "--on", "2026-06-02"), "nia.obi holds no app"),
        ((REF, "press-release", "--by", "Nia Obi"), "--by: 'Nia Obi' is not a short name"),
        (
            (REF, "press-release", "--by", "sara.lund", "--about", "x", "--on", "2026-06-02"),
            "There is no handover x.",
        ),
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
    assert (
        "    agency.short = EAO\n        event 1 (grant-opened), by lea.brandt on 12 J" in found.out
    )
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
    (papers / "other.facts.json").write_bytes((papers / "press-release.en.facts.json").read_bytes())
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
