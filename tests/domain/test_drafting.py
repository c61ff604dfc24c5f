"""Drafts arrive by themselves: when, how often, and under which number."""

import pytest

from grants.domain.administration.commands import AdoptPolicy
from grants.domain.admission import set_alarms
from grants.domain.grant import duties
from grants.domain.people import ENGINE, Role
from grants.domain.reporting.commands import ClearRelease, PublishRelease
from grants.domain.reporting.events import (
    DocumentConfirmed,
    DocumentDrafted,
    DocumentRequested,
)
from grants.domain.state import Duty
from tests.domain import phrases as say
from tests.domain.builders import ALL_FOUR, delivered, held, owned, paid, signed, submitted
from tests.domain.cast import POLICY
from tests.domain.conversation import Conversation

SECOND = "press-release/2"


def requests(talk: Conversation) -> list[tuple[str, str, str]]:
    """Every draft that was asked for: its name, by whom, and when."""
    return [
        (item.data.document, item.actor, item.on.isoformat()[:16])
        for item in talk.stream
        if isinstance(item.data, DocumentRequested)
    ]


def asked(talk: Conversation, key: str = "press-release/gift") -> list[Duty]:
    """The open duties about one paper."""
    return [duty for duty in duties(talk.grant) if duty.key.endswith(key)]


def drafted(reads: str = "as it was") -> Conversation:
    """With the first draft recorded."""
    talk = owned()
    talk.send(say.drafted(say.RELEASE, reads=reads))
    return talk


def test_nothing_is_drafted_before_custody_has_passed() -> None:
    talk = held()
    talk.send(say.passage(), on="2025-05-21")

    assert requests(talk) == []
    assert asked(talk) == []


def test_the_release_is_drafted_once_custody_has_settled() -> None:
    talk = delivered()

    (duty,) = asked(talk)
    assert (duty.role, duty.command, duty.personal) == (Role.ENGINE, None, False)
    assert duty.key == "draft/press-release/gift"
    talk.send(say.title(), on="2025-05-20T11:29")
    assert requests(talk) == []
    talk.send(say.plan("more"), on="2025-05-20T11:30")

    assert requests(talk) == [(say.RELEASE, ENGINE, "2025-05-20T11:30")]


def test_a_handover_without_a_ceremony_has_its_release_drafted_too() -> None:
    talk = paid()
    talk.send(say.plan(ceremony=False))
    talk.send(say.allocation(say.units(*ALL_FOUR)))
    talk.send(say.custody())
    talk.send(say.title())

    assert [name for name, _, _ in requests(talk)] == [say.RELEASE]


def test_how_long_a_draft_waits_for_more_is_the_policys() -> None:
    talk = held()
    talk.send(AdoptPolicy(policy=POLICY.but(version="test-2", settle_minutes=0)))
    talk.send(say.custody(), on="2025-05-20T12:00")
    talk.send(say.title(), on="2025-05-20T12:01")

    assert requests(talk) == [(say.RELEASE, ENGINE, "2025-05-20T12:00")]


def test_what_was_entered_together_leads_to_one_draft_and_not_to_many() -> None:
    talk = drafted()
    for number in range(5):
        talk.send(say.passage(f"note-{number}"), on=f"2025-05-28T10:{number * 10:02}")
    assert requests(talk)[1:] == []

    talk.send(say.plan("more"), on="2025-05-29")

    assert requests(talk)[1:] == [(SECOND, ENGINE, "2025-05-28T11:10")]


def test_nothing_new_is_drafted_where_nothing_that_it_says_has_changed() -> None:
    talk = drafted()
    talk.send(say.plan("more"))
    talk.send(say.appointing("zoe", Role.FINANCE))

    talk.send(say.passage(), on="2025-07-01")

    assert len(requests(talk)) == 1


def test_a_draft_that_reads_otherwise_takes_the_place_of_the_one_before() -> None:
    talk = drafted()
    talk.send(say.passage(), on="2025-05-28")
    talk.send(say.plan("more"), on="2025-05-29")
    request = talk.stream[-2].data

    (event,) = talk.send(say.drafted(SECOND, reads="otherwise"))

    assert isinstance(request, DocumentRequested)
    assert (request.document, request.superseded) == (SECOND, say.RELEASE)
    assert isinstance(event, DocumentDrafted)
    assert [duty.given for duty in asked(talk, "clear/gift")] == [{"document": SECOND}]


def test_a_draft_that_reads_as_it_did_is_confirmed_and_uses_up_no_number() -> None:
    talk = drafted()
    talk.send(say.passage(), on="2025-05-28")
    talk.send(say.plan("more"), on="2025-05-29")
    request = talk.stream[-2]

    (event,) = talk.send(say.drafted(SECOND, reads="as it was"))

    assert event == DocumentConfirmed(document=say.RELEASE, through=request.sequence)
    assert list(talk.grant.reporting.documents) == [say.RELEASE]
    assert [duty.given for duty in asked(talk, "clear/gift")] == [{"document": say.RELEASE}]
    talk.send(say.plan("most"), on="2025-06-29")
    assert len(requests(talk)) == 2


def test_a_person_who_asks_gets_a_draft_even_if_it_reads_as_it_did() -> None:
    talk = drafted()
    talk.send(say.release_draft(), by="ines")

    (event,) = talk.send(say.drafted(SECOND, reads="as it was"))

    assert isinstance(event, DocumentDrafted)
    assert event.document == SECOND


def test_what_changes_while_a_draft_is_made_leads_to_one_more() -> None:
    talk = owned()
    talk.send(say.passage(), on="2025-05-28")
    talk.send(say.drafted(say.RELEASE, reads="as it was"), on="2025-05-28T09:05")

    talk.send(say.plan("more"), on="2025-05-29")

    assert requests(talk)[1:] == [(SECOND, ENGINE, "2025-05-28T09:30")]


def test_a_draft_that_is_in_hand_is_not_asked_for_again() -> None:
    talk = owned()
    talk.send(say.passage(), on="2025-05-28")
    talk.send(say.passage("purpose"), on="2025-06-28")

    assert len(requests(talk)) == 1


@pytest.mark.parametrize("further", [(), (PublishRelease(document=say.RELEASE, channel="Web"),)])
def test_what_was_cleared_or_published_is_not_drafted_again_by_itself(
    further: tuple[PublishRelease, ...],
) -> None:
    talk = drafted()
    for command in (ClearRelease(document=say.RELEASE), *further):
        talk.send(command)
    talk.send(say.passage(), on="2025-06-28")
    talk.send(say.passage("purpose"), on="2025-07-28")

    assert len(requests(talk)) == 1


def test_the_donor_report_is_drafted_before_it_is_due_and_again_when_facts_change() -> None:
    talk = signed()
    talk.send(say.money_in())
    talk.send(say.appointing("zoe", Role.FINANCE), on="2025-12-02")
    assert requests(talk) == [(say.DRAFT, ENGINE, "2025-12-01T17:00")]
    talk.send(say.drafted(say.DRAFT, reads="with the money"))
    talk.send(say.lot(), on="2025-12-03")
    talk.send(say.appointing("zack", Role.FINANCE), on="2025-12-04")

    assert requests(talk)[1:] == [("donor-report/2", ENGINE, "2025-12-03T09:30")]


def test_a_report_that_is_with_the_donor_is_not_drafted_again_by_itself() -> None:
    talk = submitted()
    before = len(requests(talk))
    talk.send(say.plan("more"), on="2025-12-04")
    talk.send(say.plan("most"), on="2025-12-05")

    assert len(requests(talk)) == before


def test_a_live_grants_drafts_arrive_by_the_wall_clock() -> None:
    talk = held()
    talk.send(say.go_live(), on="2025-05-20T10:30")
    talk.send(say.custody())
    first = set_alarms(talk.grant)[0]

    assert talk.strike("2026-06-01T12:29") == []
    (request,) = talk.strike("2026-06-01T12:30")

    assert first.summary == "Draft the release: Handover gift"
    assert first.key == "clock/draft/draft/press-release/gift@2026-06-01T12:30:00+00:00"
    assert isinstance(request, DocumentRequested)
    assert talk.strike("2026-06-02T12:30") == []
