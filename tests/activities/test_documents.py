"""Documents: drafted the same from the same events, and held against record and journal."""

from collections.abc import Callable
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities import documents
from activities.documents import DocumentActivities
from activities.messages import Drafted, DraftInput
from grants.documents.drafts import draft
from grants.domain.envelope import Envelope
from grants.domain.reporting.content import DocumentKind
from tests.activities.conftest import Outside

Files = dict[str, bytes]


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
    archive = home / "archive"
    return {str(path.relative_to(archive)): path.read_bytes() for path in archive.rglob("*.*")}


def test_a_repeat_drafts_the_same_bytes(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream[: release(stream).through])
    first = drafted(outside, release(stream))
    kept = contents(outside.home)
    outside.journal.append(stream)

    again = drafted(outside, release(stream))

    assert first == again
    assert contents(outside.home) == kept
    assert {file.uri.rpartition("/")[2] for file in first.files} == {
        "press-release.en.md",
        "press-release.en.html",
        "press-release.en.facts.json",
    }


def test_a_sound_document_names_the_events_behind_it(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(stream)

    assert 0 < drafted(outside, release(stream)).events < len(stream)


def test_a_later_draft_that_reads_alike_has_the_same_digest_and_a_folder_of_its_own(
    outside: Outside, stream: list[Envelope]
) -> None:
    outside.journal.append(stream)
    first = release(stream)
    cleared = next(event for event in stream if event.type == "release-cleared")
    later = first.model_copy(update={"through": cleared.sequence})

    one, other = drafted(outside, first), drafted(outside, later)

    assert one.digest == other.digest
    assert {file.sha256 for file in one.files} == {file.sha256 for file in other.files}
    assert {file.uri for file in one.files}.isdisjoint(file.uri for file in other.files)


def test_a_draft_that_reads_otherwise_has_another_digest(
    outside: Outside, stream: list[Envelope]
) -> None:
    asked = release(stream)
    passage = next(event for event in stream if event.type == "passage-adopted")
    outside.journal.append(stream[: asked.through])
    one = drafted(outside, asked)
    more = passage.model_copy(
        update={
            "sequence": asked.through + 1,
            "data": passage.data.model_copy(update={"passage": "one-more", "text": "And more."}),
        }
    )
    outside.journal.append([more])

    other = drafted(outside, asked.model_copy(update={"through": more.sequence}))

    assert one.digest != other.digest


def test_a_journal_that_is_behind_is_waited_for(outside: Outside, stream: list[Envelope]) -> None:
    outside.journal.append(stream[: release(stream).through - 1])

    with pytest.raises(ApplicationError) as failed:
        drafted(outside, release(stream))

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
    outside.journal.append(stream)
    asked = release(stream)
    folder = f"{asked.reference}/documents/{asked.document}/{asked.through}"
    outside.archive.put(f"{folder}/press-release.en.md", b"something else")

    with pytest.raises(ApplicationError) as failed:
        drafted(outside, asked)

    assert failed.value.non_retryable
    assert failed.value.type == "PermanentFailureError"


def changed(files: Files) -> Files:
    name = "press-release.en.md"
    return {**files, name: files[name].replace(b"10", b"11")}


def lost(files: Files) -> Files:
    return {name: said for name, said in files.items() if name != "press-release.en.html"}


def of_another_grant(files: Files) -> Files:
    name = "press-release.en.facts.json"
    said = files[name].replace(b'"UNODC-JPN-MLI-2016-01"', b'"SOME-OTHER-GRANT"')
    return {**files, name: said}


def without_record(files: Files) -> Files:
    return {name: said for name, said in files.items() if not name.endswith(".facts.json")}


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        (changed, "press-release.en.md is not the file that was rendered"),
        (lost, "press-release.en.html is not the file that was rendered"),
        (of_another_grant, "is not in the journal"),
        (without_record, "without its record"),
    ],
)
def test_what_does_not_hold_is_not_archived(
    outside: Outside,
    stream: list[Envelope],
    monkeypatch: pytest.MonkeyPatch,
    spoilt: Callable[[Files], Files],
    says: str,
) -> None:
    """The renderer makes no such files: it is spoilt here, to see the check after it."""

    def spoiling(kind: DocumentKind, known: list[Envelope], about: str) -> Files:
        return spoilt(draft(kind, known, about))

    outside.journal.append(stream)
    monkeypatch.setattr(documents, "draft", spoiling)

    with pytest.raises(ApplicationError, match=says) as failed:
        drafted(outside, release(stream))

    assert failed.value.non_retryable
    assert contents(outside.home) == {}
