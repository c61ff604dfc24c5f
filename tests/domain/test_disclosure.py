"""What may be published: said later, and taken back before a release is out."""

import pytest

from grants.domain.administration.events import FieldsDisclosed, FieldsWithheld
from grants.domain.commands import SENT
from grants.domain.disclosure import BECOMES
from grants.domain.envelope import ALL
from grants.domain.errors import ContradictionError, NotAppointedError, UnknownSubjectError
from grants.domain.messages import Command
from grants.domain.reporting.commands import ClearRelease, PublishRelease
from tests.domain import phrases as say
from tests.domain.builders import closed, ordered, owned, released
from tests.domain.conversation import Conversation


def test_it_is_known_what_every_command_of_a_person_becomes() -> None:
    assert set(BECOMES) == {"open-grant", *SENT}


def test_what_a_command_became_is_what_it_is_known_to_become() -> None:
    told = {(item.command, item.type) for item in closed().stream if item.command in BECOMES}

    assert {pair for pair in told if pair[1] not in BECOMES[pair[0]]} == set()


def order_of(talk: Conversation) -> int:
    return next(item.sequence for item in talk.stream if item.type == "order-issued")


@pytest.mark.parametrize("by", ["pia", "ines"])
def test_a_field_is_made_public_later(by: str) -> None:
    talk = ordered()

    events = talk.send(say.disclosing(order_of(talk), "order-issued", "supplier"), by=by)

    assert events == [
        FieldsDisclosed(event=order_of(talk), kind="order-issued", fields=("supplier",))
    ]


def test_a_field_is_taken_back_before_a_release_is_out() -> None:
    talk = ordered()
    talk.send(say.disclosing(order_of(talk), "order-issued", "supplier", "price"))

    events = talk.send(say.withholding(order_of(talk), "order-issued", "price"))

    assert events == [FieldsWithheld(event=order_of(talk), kind="order-issued", fields=("price",))]


@pytest.mark.parametrize("field", [ALL, "on"])
def test_all_fields_and_the_date_are_made_public_too(field: str) -> None:
    talk = ordered()

    talk.send(say.disclosing(order_of(talk), "order-issued", field))

    assert talk.last.type == "fields-disclosed"


def drafted() -> Conversation:
    """With a draft of the release, and something of it to take back."""
    talk = owned()
    talk.send(say.drafted(say.RELEASE, reads="with the date"))
    return talk


def take_back(talk: Conversation) -> None:
    custody = next(item.sequence for item in talk.stream if item.type == "custody-transferred")
    talk.send(say.withholding(custody, "custody-transferred", "on"))


def test_a_draft_from_before_something_was_taken_back_is_not_cleared() -> None:
    talk = drafted()
    take_back(talk)

    refusal = talk.refuses(
        ContradictionError, ClearRelease(document=say.RELEASE), field="document", mend="drafted"
    )

    assert "has taken something back since press-release/1 was drafted" in refusal.says


def test_a_cleared_release_is_not_published_once_something_is_taken_back() -> None:
    talk = drafted()
    talk.send(ClearRelease(document=say.RELEASE))
    take_back(talk)

    talk.refuses(
        ContradictionError,
        PublishRelease(document=say.RELEASE, channel="Website"),
        field="document",
        mend="drafted",
    )


def test_what_was_cleared_is_drafted_anew_by_itself_once_something_is_taken_back() -> None:
    talk = drafted()
    talk.send(ClearRelease(document=say.RELEASE))
    take_back(talk)
    talk.send(say.plan("more"), on="2025-06-20")
    talk.send(say.drafted("press-release/2", reads="without the date"))
    talk.send(ClearRelease(document="press-release/2"))

    talk.send(PublishRelease(document="press-release/2", channel="Website"))

    assert talk.last.type == "release-published"


def test_what_is_published_is_not_taken_back() -> None:
    talk = released()

    refusal = talk.refuses(
        ContradictionError,
        say.withholding(order_of(talk), "order-issued", "supplier"),
        field="event",
        mend="publish a corrected release",
    )

    assert "press-release/1 is published" in refusal.says


@pytest.mark.parametrize(
    "command",
    [say.disclosing(999, "order-issued", "supplier"), say.withholding(999, "lot-opened", "title")],
)
def test_only_what_has_happened_is_made_known(command: Command) -> None:
    ordered().refuses(UnknownSubjectError, command, field="event", mend="grants timeline")


def test_there_is_no_event_of_a_type_that_nobody_knows() -> None:
    talk = ordered()

    talk.refuses(
        UnknownSubjectError,
        say.disclosing(order_of(talk), "order-isued", "supplier"),
        field="kind",
        mend="grants timeline",
    )


@pytest.mark.parametrize("phrase", [say.disclosing, say.withholding])
def test_a_name_that_the_event_does_not_have_is_refused(phrase: object) -> None:
    talk = ordered()
    assert callable(phrase)

    refusal = talk.refuses(
        UnknownSubjectError,
        phrase(order_of(talk), "order-issued", "supplier", "colour"),
        field="fields",
        mend="Name some of: ",
    )

    assert "colour" in refusal.says
    assert "incoterm" in refusal.mend
    assert "type" not in refusal.mend.split(": ")[1].split(", ")


@pytest.mark.parametrize("by", ["dan", "otto", "finn"])
def test_not_everybody_says_what_may_be_published(by: str) -> None:
    talk = ordered()
    command = say.disclosing(order_of(talk), "order-issued", "supplier")

    talk.refuses(NotAppointedError, command, by=by, field="by", mend="programme officer")


def test_a_release_that_comes_after_the_closing_may_need_more_to_be_known() -> None:
    talk = closed()

    talk.send(say.disclosing(order_of(talk), "order-issued", "supplier"))

    assert talk.last.type == "fields-disclosed"


def test_what_is_made_known_has_the_release_drafted_again() -> None:
    talk = owned()
    talk.send(say.drafted(say.RELEASE, reads="without the supplier"))
    talk.send(say.disclosing(order_of(talk), "order-issued", "supplier"))

    talk.send(say.invoice("INV-9", "USD 1"))

    assert talk.types[-2] == "document-requested"
