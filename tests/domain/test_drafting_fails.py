"""Drafts that fail: whose duty they are, what has them tried again, and which number they keep."""

from grants.domain.administration.commands import CancelGrant
from grants.domain.people import ENGINE, Role
from grants.domain.reporting.commands import ClearRelease
from grants.domain.reporting.events import (
    DocumentFailed,
)
from tests.domain import phrases as say
from tests.domain.builders import ALL_FOUR, owned, paid
from tests.domain.conversation import Conversation
from tests.domain.test_drafting import SECOND, asked, drafted, requests


def failed() -> Conversation:
    talk = owned()
    talk.send(say.drafted(say.RELEASE, failure="No caption of the photograph"))
    return talk


def test_a_failed_draft_is_the_information_officers_duty_that_says_why() -> None:
    talk = failed()

    assert isinstance(talk.last.data, DocumentFailed)
    (duty,) = asked(talk)
    assert (duty.key, duty.role) == ("mend/press-release/gift", Role.INFORMATION)
    assert duty.what == (
        "Mend what keeps the press release from being drafted: No caption of the photograph"
    )
    assert duty.command == "draft-document"
    assert duty.given == {"kind": "press-release", "about": "gift"}


def test_a_failed_draft_is_tried_again_by_itself_once_something_has_changed() -> None:
    talk = failed()
    talk.send(say.plan("more"), on="2025-05-29")
    assert len(requests(talk)) == 1

    talk.send(say.passage(), on="2025-05-30")
    talk.send(say.plan("most"), on="2025-05-31")

    assert requests(talk)[1:] == [(say.RELEASE, ENGINE, "2025-05-30T09:30")]
    (duty,) = asked(talk)
    assert (duty.key, duty.due) == ("draft/press-release/gift", None)


def test_a_failure_uses_up_no_number() -> None:
    talk = failed()
    for _ in range(3):
        talk.send(say.release_draft(), by="ines")
        talk.send(say.drafted(say.RELEASE, failure="Still none"))
    talk.send(say.release_draft(), by="ines")
    talk.send(say.drafted(say.RELEASE))

    assert list(talk.grant.reporting.documents) == [say.RELEASE]
    assert [duty.key for duty in asked(talk, "clear/gift")] == ["clear/gift"]


def test_a_failure_after_a_draft_leaves_the_draft_as_it_is() -> None:
    talk = drafted()
    talk.send(say.release_draft(), by="ines")
    talk.send(say.drafted(SECOND, failure="No caption"))

    talk.send(ClearRelease(document=say.RELEASE))

    assert talk.grant.reporting.documents[say.RELEASE].cleared_by == "ada"


def two_handovers() -> Conversation:
    """Two handovers have taken place, and the releases about both are being drafted."""
    talk = paid()
    for name, units in (("gift", ALL_FOUR[:2]), ("later", ALL_FOUR[2:])):
        talk.send(say.plan(name, ceremony=False))
        talk.send(say.allocation(say.units(*units), to=name))
    talk.send(say.custody("gift"), on="2025-05-20T10:00")
    talk.send(say.custody("later"), on="2025-05-20T10:10")
    talk.send(say.title("gift"), on="2025-05-27")
    return talk


def test_two_releases_that_fail_are_mended_apart() -> None:
    talk = two_handovers()
    talk.send(say.drafted(say.RELEASE, failure="No passage"))
    talk.send(say.drafted(SECOND, failure="No caption"))

    assert [duty.what.rpartition(": ")[2] for duty in asked(talk)] == ["No passage"]
    assert [duty.what.rpartition(": ")[2] for duty in asked(talk, "press-release/later")] == [
        "No caption"
    ]


def test_a_number_that_failed_is_kept_for_what_it_was_about() -> None:
    talk = two_handovers()
    talk.send(say.drafted(say.RELEASE, reads="at first"))
    talk.send(say.drafted(SECOND, failure="No caption"))
    talk.send(say.passage(), on="2025-06-28")
    talk.send(say.plan("most"), on="2025-06-29")
    talk.send(say.plan("least"), on="2025-06-30")

    about = {name: item.about for name, item in talk.grant.reporting.documents.items()}

    assert about == {say.RELEASE: "gift", SECOND: "later", "press-release/3": "gift"}
    assert len(requests(talk)) == 4


def test_cancelling_withdraws_drafts_and_not_what_never_came_to_be() -> None:
    talk = two_handovers()
    talk.send(say.drafted(say.RELEASE, failure="No passage"))
    talk.send(say.drafted(SECOND))

    events = talk.send(CancelGrant(reason="The donor withdrew"))

    withdrawn = [item.document for item in events if item.type == "release-withdrawn"]
    assert withdrawn == [SECOND]
