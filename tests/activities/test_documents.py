"""Documents: rendered the same from the same events, and checked against archive and journal."""

import re
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.documents import DocumentActivities
from activities.messages import CheckInput, RenderInput
from grants.domain.envelope import Envelope
from grants.domain.model import Evidence
from grants.domain.reporting.content import DocumentKind
from tests.activities.conftest import Outside


def release(stream: list[Envelope]) -> RenderInput:
    asked = next(event for event in stream if event.type == "document-requested")
    return RenderInput(
        reference=asked.stream,
        document="press-release/1",
        kind=DocumentKind.PRESS_RELEASE,
        about="vehicles-mali",
        through=asked.sequence,
    )


def activities(outside: Outside) -> DocumentActivities:
    return DocumentActivities(outside.journal, outside.archive)


def contents(home: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (home / "archive").rglob("*.*")}


def rendered(outside: Outside, stream: list[Envelope]) -> tuple[Evidence, ...]:
    files = ActivityEnvironment().run(activities(outside).render_document, release(stream))
    return tuple(files)


def test_a_repeat_renders_the_same_bytes(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream[: release(stream).through])
    first = rendered(outside, stream)
    kept = contents(outside.home)
    outside.journal.append(stream)

    again = rendered(outside, stream)

    assert first == again
    assert contents(outside.home) == kept
    assert {file.uri.rpartition("/")[2] for file in first} == {
        "press-release.en.md",
        "press-release.en.html",
        "press-release.en.facts.json",
    }


def test_a_journal_that_is_behind_is_waited_for(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream[: release(stream).through - 1])

    with pytest.raises(ApplicationError) as failed:
        rendered(outside, stream)

    assert not failed.value.non_retryable
    assert failed.value.type == "JournalBehind"
    assert contents(outside.home) == {}


def test_a_document_of_which_there_is_nothing_to_say_fails_for_good(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(stream)
    too_early = release(stream).model_copy(update={"through": 5})

    with pytest.raises(ApplicationError) as failed:
        ActivityEnvironment().run(activities(outside).render_document, too_early)

    assert failed.value.non_retryable


def test_a_name_that_is_taken_in_the_archive_fails_for_good(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(stream)
    folder = f"{stream[0].stream}/documents/press-release/1"
    outside.archive.put(f"{folder}/press-release.en.md", b"something else")

    with pytest.raises(ApplicationError) as failed:
        rendered(outside, stream)

    assert failed.value.non_retryable
    assert failed.value.type == "PermanentFailureError"


def check(outside: Outside, stream: list[Envelope], files: tuple[Evidence, ...]) -> int:
    asked = CheckInput(reference=stream[0].stream, files=files)
    return ActivityEnvironment().run(activities(outside).check_document, asked)


def test_a_sound_document_names_the_events_behind_it(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(stream)

    events = check(outside, stream, rendered(outside, stream))

    assert 0 < events < len(stream)


def test_a_changed_file_is_found(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream)
    files = rendered(outside, stream)
    name = next(file.uri for file in files if file.uri.endswith(".md"))
    path = outside.home / "archive" / name.removeprefix("archive:")
    path.write_bytes(path.read_bytes().replace(b"10", b"11"))

    with pytest.raises(ApplicationError, match=re.escape("press-release.en.md is not the file")):
        check(outside, stream, files)


def test_a_lost_file_is_found(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream)
    files = rendered(outside, stream)
    (outside.home / "archive" / files[0].uri.removeprefix("archive:")).unlink()

    with pytest.raises(ApplicationError) as failed:
        check(outside, stream, files)

    assert failed.value.non_retryable


def test_an_event_that_the_journal_does_not_hold_is_found(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(stream)
    files = rendered(outside, stream)
    asked = CheckInput(reference="SOME-OTHER-GRANT", files=files)

    with pytest.raises(ApplicationError, match="is not in the journal") as failed:
        ActivityEnvironment().run(activities(outside).check_document, asked)

    assert failed.value.non_retryable


def test_files_without_provenance_are_not_passed(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream)
    files = rendered(outside, stream)
    without = tuple(file for file in files if not file.uri.endswith(".facts.json"))

    with pytest.raises(ApplicationError, match="No provenance"):
        check(outside, stream, without)
