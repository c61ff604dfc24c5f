"""What a mail says: who did what, when, its content, what waits, and the command to type."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from grants.domain.events import EVENTS
from grants.domain.money import Money
from grants.domain.reporting.commands import ClearRelease, ReturnReport
from grants.notices import plain
from grants.notices.words import words
from tests.domain import phrases as say
from tests.domain.builders import (
    awarded,
    delivered,
    funded,
    opened_bids,
    owned,
    paid,
    scheduled,
    signed,
    submitted,
)
from tests.domain.cast import POLICY
from tests.domain.conversation import Conversation
from tests.notices.post import PAGE, about, letters, with_mail


def text(talk: Conversation, kind: str, actor: str) -> str:
    return about(with_mail(talk.stream), kind)[actor].text


def test_every_event_has_words() -> None:
    assert {event for event in EVENTS if words.dispatch(event) is words.dispatch(object)} == set()


def test_a_mail_says_who_did_it_in_which_role_and_when() -> None:
    said = text(awarded(), "award-approved", "paul")

    assert "By Ada, approving authority, 14 February 2025, 09:00 UTC" in said


def test_times_are_those_of_the_offices_clock() -> None:
    policy = POLICY.model_copy(update={"utc_offset": "+03:00"})

    said = text(awarded(policy=policy), "award-approved", "paul")

    assert "By Ada, approving authority, 14 February 2025, 12:00 UTC+03:00" in said


@pytest.mark.parametrize("entered", ["USD 1203", "USD 1,203.0", "USD 1203.00"])
def test_a_sum_reads_the_same_however_it_was_entered(entered: str) -> None:
    assert plain.money(Money.model_validate(entered)) == "USD 1,203.00"


def test_what_was_entered_later_says_when() -> None:
    stream = with_mail(awarded().stream, entry="late")

    said = about(stream, "award-approved")["paul"].text

    assert "14 February 2025, 09:00 UTC; recorded 1 June 2026, 12:00 UTC" in said


def test_both_times_of_what_was_entered_later_are_by_one_clock() -> None:
    stream = with_mail(awarded().stream, entry="late")
    nairobi = timezone(timedelta(hours=3))
    there = [item.model_copy(update={"on": item.on.astimezone(nairobi)}) for item in stream]

    said = about(there, "award-approved")["paul"].text

    assert "12:00 UTC+03:00; recorded 1 June 2026, 15:00 UTC+03:00" in said


def test_a_postponed_ceremony_says_its_new_date_and_the_reason() -> None:
    talk = scheduled()
    talk.send(say.postponement("2025-05-27T10:00"))

    said = text(talk, "ceremony-postponed", "ines")

    assert "27 May 2025, 10:00 UTC" in said
    assert "“Rain”" in said


def test_a_returned_report_says_why() -> None:
    talk = submitted()
    talk.send(ReturnReport(report="final", reason="No photographs"))

    said = text(talk, "report-returned", "pia")

    assert "Final report (final) came back from the donor." in said
    assert "“No photographs”" in said


def test_an_opening_says_suppliers_and_prices_to_the_evaluator() -> None:
    said = text(opened_bids(), "bids-opened", "eva")

    assert "alpha: Alpha Motors, USD 40,000." in said
    assert "beta: Beta Motors, USD 44,000." in said


def test_an_irregularity_is_told_to_who_decides_on_it() -> None:
    talk = scheduled()
    talk.send(say.ceremony("minister"), on="2025-05-19")

    said = text(talk, "ceremony-held", "ada")

    assert "Irregular: " in said
    assert f"resolve-irregularity EXA-1 --by ada --event {talk.last.sequence}" in said


def test_the_donor_reads_of_its_own_money() -> None:
    donors = ({"id": "norland", "name": "Norland"},)

    said = text(funded(donors=donors), "contribution-received", "dan")

    assert "Norland paid EUR 200,000." in said


def test_the_donor_reads_of_no_money_that_may_be_another_donors() -> None:
    said = text(funded(), "contribution-received", "dan")

    assert "Norland paid an undisclosed sum." in said


def test_those_outside_are_told_the_role_and_not_the_name() -> None:
    said = text(signed(), "agreement-signed", "dan")

    assert "By EA's approving authority" in said
    assert "Ada" not in said


def test_what_waits_comes_with_the_command_to_type() -> None:
    talk = owned()
    talk.send(say.drafted(say.RELEASE))

    said = text(talk, "document-drafted", "ada")

    assert "What waits for you as approving authority\n  - Clear the release" in said
    command = "grants reporting clear-release EXA-1 --by ada --document press-release/1"
    assert f"\n      {command}\n" in said


def test_what_is_new_comes_before_what_waited() -> None:
    talk = delivered()
    talk.send(say.drafted(say.RELEASE))

    said = text(talk, "document-drafted", "ada")

    assert said.index("Clear the release") < said.index("Transfer title")


def test_a_failed_draft_says_why_and_what_to_do() -> None:
    talk = delivered()
    talk.send(say.drafted(say.RELEASE, failure="No passage says why."))

    said = text(talk, "document-failed", "ines")

    assert "Reason: No passage says why." in said
    assert "What to do: " in said
    assert "draft-document EXA-1 --by ines --kind press-release --about gift" in said


def test_who_does_not_act_hears_who_does() -> None:
    talk = owned()
    talk.send(say.drafted(say.RELEASE))

    said = text(talk, "document-drafted", "ines")

    assert "What comes next, for others\n  - Approving authority: Clear the release" in said


def test_both_parts_lead_to_the_grants_page() -> None:
    notice = about(with_mail(paid().stream), "payment-made")["pia"]

    assert f"\n  {PAGE}\n" in notice.text
    assert f'href="{PAGE}"' in notice.html


def test_without_a_web_ui_there_is_no_link() -> None:
    notice = about(with_mail(paid().stream), "payment-made", page=None)["pia"]

    assert "http" not in notice.text
    assert "href" not in notice.html


def test_the_subject_says_whose_turn_it_is() -> None:
    found = about(with_mail(awarded().stream), "award-approved")

    assert found["paul"].subject == "[EXA-1] Award approved (cars): your turn"


def test_what_was_recorded_together_is_one_mail_a_person() -> None:
    talk = owned()
    talk.send(say.drafted(say.RELEASE))
    talk.send(ClearRelease(document=say.RELEASE))
    stream = with_mail(talk.stream)

    mail = letters(stream, len(stream) - 2, len(stream))["ines"]

    assert mail.key == f"EXA-1/{len(stream) - 1}-{len(stream)}/ines"
    assert mail.subject == "[EXA-1] Document drafted (press-release/1), and 1 more: your turn"
    assert "Document drafted (press-release/1)\n" in mail.text
    assert "Release cleared (press-release/1)\n" in mail.text


def test_a_mail_is_dated_when_its_last_event_was_recorded() -> None:
    mail = about(with_mail(paid().stream), "payment-made")["pia"]

    assert mail.written == datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["pledge-recorded", "bids-opened", "payment-made"])
def test_the_same_events_are_the_same_letter(kind: str) -> None:
    stream = with_mail(paid().stream)

    assert about(stream, kind) == about(stream, kind)
