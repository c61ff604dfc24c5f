"""Tests of why: the events behind a line, and what became of an edited file."""

import pytest

from grants.documents.drafts import draft
from grants.documents.why import Standing, unjustified, why
from grants.domain.reporting.content import DocumentKind
from tests.documents.builders import seed_story

FILES = draft(DocumentKind.PRESS_RELEASE, seed_story().stream, "mali-2016")
REPORT = draft(DocumentKind.DONOR_REPORT, seed_story().stream, "final")
MD, HTML = "press-release.en.md", "press-release.en.html"
RECORD = FILES["press-release.en.facts.json"]
REPORT_MD, REPORT_RECORD = REPORT["donor-report.en.md"], REPORT["donor-report.en.facts.json"]


def line_of(file: bytes, part: str) -> int:
    lines = file.decode().split("\n")
    return next(number for number, line in enumerate(lines, start=1) if part in line)


@pytest.mark.parametrize("name", [MD, HTML])
def test_why_names_the_events_the_actor_and_the_evidence_of_a_line(name: str) -> None:
    line = line_of(FILES[name], "Minister Traoré affirmed")
    [found] = why(RECORD, FILES[name], name, line)

    words = found.facts["handover.mali-2016.quote.2.words"]
    assert found.standing is Standing.AS_DRAFTED
    assert [event.type for event in words.events] == ["ceremony-held"]
    assert (words.actor, str(words.on)) == ("information", "2016-10-25")
    assert [item.uri for item in words.evidence] == ["evidence/minutes.pdf"]


def test_why_names_the_transfer_of_custody_behind_the_delivery() -> None:
    [found] = why(RECORD, FILES[MD], MD, line_of(FILES[MD], "delivered 10 off-road"))

    events = {event.type for fact in found.facts.values() for event in fact.events}
    assert {"grant-opened", "lot-opened", "units-allocated", "custody-transferred"} <= events


def test_why_of_a_whole_file_explains_every_sentence() -> None:
    found = why(RECORD, FILES[MD], MD)

    assert len(found) == 20
    assert all(item.facts for item in found if item.text != "For more information:")


def test_why_of_a_line_without_a_sentence_is_empty() -> None:
    assert why(RECORD, FILES[MD], MD, 2) == []


def test_why_of_a_heading_says_that_it_states_no_fact() -> None:
    [found] = why(RECORD, FILES[MD], MD, line_of(FILES[MD], "For more information"))

    assert "states no fact" in found.note


@pytest.mark.parametrize("name", [MD, HTML])
def test_a_sentence_that_moved_in_an_edited_file_is_still_found(name: str) -> None:
    edited = FILES[name].replace(b"These vehicles", b"\nThese vehicles", 1)
    edited = edited if name == MD else FILES[name].replace(b"<article>", b"<article>\n", 1)
    [found] = why(RECORD, edited, name, line_of(edited, "operational capacity"))

    assert found.standing is Standing.FOUND
    assert list(found.facts) == ["passage.purpose.purpose"]


@pytest.mark.parametrize("name", [MD, HTML])
def test_a_line_that_was_changed_is_told_as_changed(name: str) -> None:
    edited = FILES[name].replace(b"delivered 10 off-road", b"delivered 12 off-road")
    [found] = why(RECORD, edited, name, line_of(edited, "delivered 12"))

    assert found.standing is Standing.CHANGED
    assert "10 off-road vehicles" in found.note
    others = [item.standing for item in why(RECORD, edited, name) if item.line != found.line]
    assert set(others) == {Standing.FOUND}


def test_a_line_that_is_not_the_engines_is_told_as_such() -> None:
    edited = FILES[MD] + b"\nThe weather was fine and everybody danced.\n"
    [found] = why(RECORD, edited, MD, line_of(edited, "danced"))

    assert found.standing is Standing.FOREIGN
    assert found.facts == {}
    assert "not the engine's" in found.note


def test_a_changed_sum_in_a_table_is_told_cell_by_cell() -> None:
    edited = REPORT_MD.replace(b"| USD 77,777.78 |", b"| USD 7.78 |")
    line = line_of(edited, "USD 7.78")
    found = why(REPORT_RECORD, edited, "donor-report.en.md", line)

    assert [item.standing for item in found] == [Standing.FOUND, Standing.CHANGED]
    assert found[1].drafted == "USD 77,777.78"
    rest = why(REPORT_RECORD, edited, "donor-report.en.md")
    assert {item.standing for item in rest if item.line != line} == {Standing.FOUND}


def test_a_file_that_the_record_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match=r"knows no file other\.md"):
        why(RECORD, b"", "other.md")


def test_a_record_is_held_against_the_events_of_the_journal() -> None:
    held = {item.sequence for item in seed_story().stream}

    assert unjustified(RECORD, held) == []
    assert unjustified(FILES[MD], held) == []
    faults = unjustified(RECORD, held - {1})
    assert any("rests on event 1, which the journal does not hold" in fault for fault in faults)
