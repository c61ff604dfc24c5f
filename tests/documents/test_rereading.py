"""Tests of when a draft would read otherwise: what the engine redrafts by."""

from datetime import UTC, datetime

import pytest

from grants.documents.drafts import draft
from grants.documents.provenance import Provenance
from grants.documents.rereading import kept_digest, reading_digest, would_read_otherwise
from grants.domain.agreement.events import ContributionReceived
from grants.domain.envelope import Envelope
from grants.domain.reporting.content import DocumentKind
from grants.domain.reporting.events import PassageAdopted
from tests.documents.builders import money, seed_story

RELEASE, REPORT = DocumentKind.PRESS_RELEASE, DocumentKind.DONOR_REPORT
ABOUT = {RELEASE: "mali-2016", REPORT: "final"}


def kept(kind: DocumentKind) -> bytes:
    files = draft(kind, seed_story().stream, ABOUT[kind])
    return files[f"{kind.value}.en.facts.json"]


def changed(stream: list[Envelope], kind: str, **data: object) -> list[Envelope]:
    """The stream with other content in the last event of a type."""
    place = max(at for at, item in enumerate(stream) if item.type == kind)
    event = stream[place].data.model_copy(update=data)
    return [
        item.model_copy(update={"data": event}) if at == place else item
        for at, item in enumerate(stream)
    ]


@pytest.mark.parametrize("kind", [RELEASE, REPORT])
def test_the_kept_record_and_the_stream_give_the_same_digest(kind: DocumentKind) -> None:
    stream = seed_story().stream

    record = Provenance.model_validate_json(kept(kind))
    assert kept_digest(record) == reading_digest(kind, stream, ABOUT[kind])
    assert not would_read_otherwise(kept(kind), stream)


def test_an_event_that_a_release_does_not_state_leaves_it_as_it_reads() -> None:
    story = seed_story().tell(
        "2017-01-10",
        ContributionReceived(donor="japan", amount=money("JPY 1000"), credited=money("USD 9.00")),
    )

    assert not would_read_otherwise(kept(RELEASE), story.stream)
    assert would_read_otherwise(kept(REPORT), story.stream)


def test_a_name_that_was_corrected_makes_a_release_read_otherwise() -> None:
    stream = changed(seed_story().stream, "ceremony-held", caption="Another caption")

    assert would_read_otherwise(kept(RELEASE), stream)


def test_a_field_that_was_made_public_makes_a_release_read_otherwise() -> None:
    stream = seed_story().stream
    place = next(at for at, item in enumerate(stream) if item.type == "ceremony-scheduled")
    stream[place] = stream[place].model_copy(update={"public": ("place",)})

    assert would_read_otherwise(kept(RELEASE), stream)


def test_a_link_with_another_address_makes_a_release_read_otherwise() -> None:
    story = seed_story()
    first = changed(story.stream, "passage-adopted", address="https://example.org/one")
    assert isinstance(first[-1].data, PassageAdopted)
    files = draft(RELEASE, first, "mali-2016")
    second = changed(story.stream, "passage-adopted", address="https://example.org/two")

    assert would_read_otherwise(files["press-release.en.facts.json"], second)


def test_when_an_event_was_recorded_does_not_change_how_a_document_reads() -> None:
    late = datetime(2031, 1, 1, tzinfo=UTC)
    stream = [item.model_copy(update={"recorded_at": late}) for item in seed_story().stream]

    assert not would_read_otherwise(kept(RELEASE), stream)


def test_a_draft_that_fails_has_a_digest_of_its_reason() -> None:
    stream = seed_story().stream
    early = [item for item in stream if item.type != "custody-transferred"]
    failed = reading_digest(RELEASE, early, "mali-2016")

    assert failed == reading_digest(RELEASE, early[:-1], "mali-2016")
    assert failed != reading_digest(RELEASE, stream, "mali-2016")
    assert failed != reading_digest(RELEASE, early, "unknown")
