"""Documents: drafted the same from the same events, held against the journal, archived."""

from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.documents import DocumentActivities, _hold_against, _record
from activities.messages import Drafted, DraftInput
from grants.documents.errors import DraftError
from grants.domain.envelope import Envelope
from grants.domain.reporting.content import DocumentKind
from tests.activities.conftest import Outside
from tests.reference import reference_contents


def release(stream: list[Envelope]) -> DraftInput:
    asked = next(event for event in stream if event.type == "document-requested")
    return DraftInput(
        reference=asked.stream,
        document="press-release/1",
        kind=DocumentKind.PRESS_RELEASE,
        about="vehicles-mali",
        through=asked.sequence,
    )


def drafted(outside: Outside, asked: DraftInput) -> Drafted:
    activities = DocumentActivities(outside.journal, outside.archive)
    return ActivityEnvironment().run(activities.draft_document, asked)


def contents(home: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (home / "archive").rglob("*.*")}


def test_a_repeat_drafts_the_same_bytes(outside: Outside, stream: list[Envelope]) -> None:
    asked = release(stream)
    outside.journal.append(stream[: asked.through])
    first = drafted(outside, asked)
    kept = contents(outside.home)
    outside.journal.append(stream)

    again = drafted(outside, asked)

    assert first == again
    assert contents(outside.home) == kept
    assert {file.uri.rpartition("/")[2] for file in first.files} == {
        "press-release.en.md",
        "press-release.en.html",
        "press-release.en.facts.json",
    }


def test_a_journal_that_is_behind_is_waited_for(outside: Outside, stream: list[Envelope]) -> None:
    asked = release(stream)
    outside.journal.append(stream[: asked.through - 1])

    with pytest.raises(ApplicationError) as failed:
        drafted(outside, asked)

    assert not failed.value.non_retryable
    assert failed.value.type == "JournalBehind"
    assert contents(outside.home) == {}


def test_a_document_of_which_there_is_nothing_to_say_fails_for_good(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(stream)

    with pytest.raises(ApplicationError) as failed:
        drafted(outside, release(stream).model_copy(update={"through": 5}))

    assert failed.value.non_retryable
    assert contents(outside.home) == {}


def test_a_name_that_is_taken_in_the_archive_fails_for_good(
    outside: Outside, stream: list[Envelope]
) -> None:
    asked = release(stream)
    outside.journal.append(stream)
    folder = f"{asked.reference}/documents/press-release/1/{asked.through}"
    outside.archive.put(f"{folder}/press-release.en.md", b"something else")

    with pytest.raises(ApplicationError) as failed:
        drafted(outside, asked)

    assert failed.value.non_retryable
    assert failed.value.type == "PermanentFailureError"


def test_a_document_that_reads_the_same_has_the_same_digest(
    outside: Outside, stream: list[Envelope]
) -> None:
    asked = release(stream)
    outside.journal.append(stream)

    later = drafted(outside, asked.model_copy(update={"through": asked.through + 1}))

    assert later.digest == drafted(outside, asked).digest


def test_a_sound_document_names_the_events_behind_it(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(stream)

    assert 0 < drafted(outside, release(stream)).events < len(stream)


def release_files() -> dict[str, bytes]:
    return {
        uri.rpartition("/")[2]: content
        for uri, content in reference_contents().items()
        if "/press-release/1/" in uri
    }


def test_a_changed_file_is_found(stream: list[Envelope]) -> None:
    files = release_files()
    changed = files | {"press-release.en.md": files["press-release.en.md"].replace(b"10", b"11")}

    with pytest.raises(DraftError, match=r"press-release\.en\.md is not the file"):
        _hold_against(_record(changed), changed, stream)


def test_an_event_that_the_journal_does_not_hold_is_found(stream: list[Envelope]) -> None:
    files = release_files()

    with pytest.raises(DraftError, match="is not in the journal"):
        _hold_against(_record(files), files, stream[:10])


def test_files_without_a_record_are_not_passed() -> None:
    with pytest.raises(DraftError, match="without its record"):
        _record({"press-release.en.md": b""})
