"""Passages, drafts, releases and donor reports."""

import pytest

from grants.domain.errors import (
    AlreadyDoneError,
    ContradictionError,
    DuplicateNameError,
    NotYetError,
    UnknownSubjectError,
)
from grants.domain.grant import duties
from grants.domain.messages import Command
from grants.domain.people import ENGINE
from grants.domain.reporting.commands import ClearRelease, PublishRelease, ReturnReport
from grants.domain.reporting.events import (
    DocumentDrafted,
    DocumentFailed,
    DocumentRequested,
    PassageAdopted,
    ReleaseCleared,
    ReleasePublished,
    ReportAccepted,
    ReportReturned,
    ReportSubmitted,
)
from tests.domain import phrases as say
from tests.domain.builders import accepted, delivered, held, opened, owned, signed, submitted
from tests.domain.conversation import Conversation

CLEARING = ClearRelease(document=say.RELEASE)
PUBLISHING = PublishRelease(document=say.RELEASE, channel="Website")
RETURNING = ReturnReport(report="final", reason="No photographs")


def drafted() -> Conversation:
    talk = owned()
    talk.send(say.drafted(say.RELEASE))
    return talk


def report_drafted() -> Conversation:
    talk = signed()
    talk.send(say.report_draft())
    talk.send(say.drafted(say.DRAFT))
    return talk


def test_a_passage_is_adopted_with_its_source() -> None:
    (event,) = opened().send(say.passage())

    assert isinstance(event, PassageAdopted)
    assert event.source == "A book"


def test_a_passage_has_a_name_of_its_own() -> None:
    talk = opened()
    talk.send(say.passage())

    talk.refuses(DuplicateNameError, say.passage(), field="passage", mend="another short name")


def test_a_release_is_asked_for() -> None:
    (event,) = delivered().send(say.release_draft(), on="2025-05-20T11:10")

    assert isinstance(event, DocumentRequested)
    assert event.document == say.RELEASE


def test_a_release_tells_of_what_has_been_delivered() -> None:
    held().refuses(NotYetError, say.release_draft(), field="about", mend="Transfer custody first")


def test_a_release_is_about_a_handover_that_is_planned() -> None:
    delivered().refuses(
        UnknownSubjectError, say.release_draft("other"), field="handover", mend="gift"
    )


def test_a_report_is_one_that_an_agreement_asks_for() -> None:
    signed().refuses(UnknownSubjectError, say.report_draft("interim"), field="report", mend="final")


def test_a_document_is_drafted_once_at_a_time() -> None:
    owned().refuses(AlreadyDoneError, say.release_draft(), field="about", mend="Wait for it")


def test_the_document_service_records_the_files() -> None:
    talk = owned()
    asked = next(item for item in talk.stream if item.type == "document-requested")

    (event,) = talk.send(say.drafted(say.RELEASE))

    assert isinstance(event, DocumentDrafted)
    assert (talk.last.actor, talk.last.authority) == (ENGINE, ENGINE)
    assert talk.last.caused_by == asked.sequence


def test_a_draft_that_fails_is_recorded_and_may_be_asked_for_again() -> None:
    talk = owned()

    (event,) = talk.send(say.drafted(say.RELEASE, failure="No caption"))
    (again,) = talk.send(say.release_draft())

    assert isinstance(event, DocumentFailed)
    assert isinstance(again, DocumentRequested)
    assert again.document == say.RELEASE


def test_a_document_is_recorded_once() -> None:
    drafted().refuses(AlreadyDoneError, say.drafted(say.RELEASE), mend="Nothing has to be done")


@pytest.mark.parametrize("command", [say.drafted("press-release/9"), say.submission("x/1")])
def test_only_a_document_that_was_asked_for_is_spoken_of(command: Command) -> None:
    drafted().refuses(
        UnknownSubjectError, command, field="document", mend="Name one of: press-release/1"
    )


def test_a_release_is_cleared_by_somebody_else_than_its_drafter() -> None:
    talk = drafted()

    assert talk.send(CLEARING, by="dan") == [ReleaseCleared(document=say.RELEASE)]


@pytest.mark.parametrize("command", [CLEARING, PUBLISHING])
def test_a_release_that_has_not_been_drafted_is_neither_cleared_nor_published(
    command: Command,
) -> None:
    owned().refuses(NotYetError, command, field="document", mend="Have it drafted")


def test_a_failed_draft_is_not_cleared() -> None:
    talk = owned()
    talk.send(say.drafted(say.RELEASE, failure="No caption"))

    talk.refuses(NotYetError, CLEARING, field="document", mend="why it failed")


def test_a_donor_report_is_no_release() -> None:
    report_drafted().refuses(
        ContradictionError,
        ClearRelease(document=say.DRAFT),
        field="document",
        mend="Name a press release",
    )


def test_a_release_is_cleared_once() -> None:
    talk = drafted()
    talk.send(CLEARING)

    talk.refuses(AlreadyDoneError, CLEARING, field="document", mend="Publish it")


def test_a_release_is_published_once_it_is_cleared() -> None:
    talk = drafted()

    talk.refuses(NotYetError, PUBLISHING, field="document", mend="Have another person")
    talk.send(CLEARING)

    assert talk.send(PUBLISHING) == [ReleasePublished(document=say.RELEASE, channel="Website")]


def test_a_release_is_published_once() -> None:
    talk = drafted()
    talk.send(CLEARING)
    talk.send(PUBLISHING)

    talk.refuses(AlreadyDoneError, PUBLISHING, field="document", mend="Nothing has to be done")


def test_a_drafted_report_is_submitted() -> None:
    talk = report_drafted()

    assert talk.send(say.submission()) == [ReportSubmitted(report="final", document=say.DRAFT)]


def test_a_report_that_has_not_been_drafted_is_not_submitted() -> None:
    talk = signed()
    talk.send(say.report_draft())

    talk.refuses(NotYetError, say.submission(), field="document", mend="Have it drafted")


def test_a_report_goes_out_as_a_draft_of_its_own() -> None:
    drafted().refuses(
        ContradictionError,
        say.submission(say.RELEASE),
        field="document",
        mend="Name a donor report",
    )


def test_a_report_is_with_the_donor_once() -> None:
    submitted().refuses(
        AlreadyDoneError, say.submission(), field="report", mend="Wait for the donor's answer"
    )


def test_a_returned_report_is_drafted_and_submitted_again() -> None:
    talk = submitted()

    assert talk.send(RETURNING) == [ReportReturned(report="final", reason="No photographs")]
    talk.send(say.report_draft())
    talk.send(say.drafted("donor-report/2"))
    talk.send(say.submission("donor-report/2"))

    assert talk.send(say.acceptance()) == [ReportAccepted(report="final")]
    assert talk.grant.reporting.reports["final"].returned == 1


@pytest.mark.parametrize("command", [RETURNING, say.acceptance()])
def test_the_donor_answers_a_report_that_was_submitted(command: Command) -> None:
    report_drafted().refuses(ContradictionError, command, field="report", mend="Submit it first")


@pytest.mark.parametrize("command", [RETURNING, say.acceptance()])
def test_a_report_that_was_accepted_is_neither_returned_nor_accepted_again(
    command: Command,
) -> None:
    accepted().refuses(AlreadyDoneError, command, field="report", mend="Nothing has to be done")


def test_a_report_that_was_accepted_is_not_submitted_again() -> None:
    accepted().refuses(AlreadyDoneError, say.submission(), field="report", mend="Wait for")


def test_the_turn_passes_from_drafter_to_clearer_to_publisher() -> None:
    talk = delivered()
    turns = [releases(talk)]
    for command in (say.title(), say.drafted(say.RELEASE), CLEARING, PUBLISHING):
        talk.send(command)
        turns.append(releases(talk))

    draft = "draft/press-release/gift"
    assert turns == [[draft], [draft], ["clear/gift"], ["publish/gift"], []]


def releases(talk: Conversation) -> list[str]:
    """Keys of the open duties about the release."""
    ours = {"draft/press-release/gift", "mend/press-release/gift", "clear/gift", "publish/gift"}
    return [duty.key for duty in duties(talk.grant) if duty.key in ours]


def test_a_draft_that_was_drafted_again_is_not_cleared() -> None:
    talk = owned()
    talk.send(say.drafted(say.RELEASE))
    talk.send(say.passage("later"))
    talk.send(say.passage("later-still"))
    talk.send(say.drafted("press-release/2"))

    talk.refuses(
        ContradictionError,
        ClearRelease(document=say.RELEASE),
        field="document",
        mend="Clear the newest draft, press-release/2.",
    )
    talk.send(ClearRelease(document="press-release/2"))

    assert talk.types[-1] == "release-cleared"
