"""What is chased, closed and drafted by the clock, duty by duty."""

from grants.domain.administration.commands import AdoptPolicy
from grants.domain.envelope import Entry
from grants.domain.reporting.commands import ReturnReport
from grants.domain.reporting.events import DocumentRequested
from tests.domain import phrases as say
from tests.domain.builders import (
    TWO_BIDS,
    allocated,
    funded,
    invoiced,
    live,
    scheduled,
    signed,
    solicited,
    submitted,
)
from tests.domain.cast import POLICY, at


def test_a_postponed_ceremony_is_reminded_of_afresh() -> None:
    talk = scheduled()
    talk.send(say.postponement("2025-05-27T10:00"), on="2025-05-18T10:00")

    talk.send(say.ceremony(), on="2025-05-27T10:00")

    assert talk.rung[-2:] == [
        ("duty-reminded", "2025-05-16T09:06"),
        ("duty-reminded", "2025-05-23T09:06"),
    ]


def test_a_ceremony_that_is_not_reported_is_missed_the_day_after() -> None:
    talk = scheduled()

    talk.send(say.passage(), on="2025-05-22")

    assert talk.rung[-1] == ("duty-missed", "2025-05-21T10:00")


def test_an_invoice_is_chased_as_the_policy_says() -> None:
    talk = invoiced()

    talk.send(say.passage(), on="2025-05-03")

    assert talk.rung[-2:] == [
        ("duty-reminded", "2025-04-29T09:06"),
        ("duty-missed", "2025-05-02T09:00"),
    ]


def test_a_new_policy_moves_the_alarms() -> None:
    talk = invoiced()
    hasty = {"version": "test-2", "payment_days": 5, "reminder_days": 1}
    talk.send(AdoptPolicy(policy=POLICY.but(**hasty)))

    talk.send(say.payment(), on="2025-04-09")

    assert talk.rung[-2:] == [
        ("duty-reminded", "2025-04-04T09:06"),
        ("duty-missed", "2025-04-07T09:00"),
    ]


def test_a_policy_may_ask_for_no_reminders() -> None:
    talk = solicited(policy=POLICY.but(reminder_days=0))

    talk.send(say.passage(), on="2025-02-11")

    assert talk.rung == [("solicitation-closed", "2025-02-10T12:00")]


def test_a_donor_report_is_drafted_by_the_clock_thirty_days_before_it_is_due() -> None:
    talk = signed()
    talk.send(say.money_in())

    events = talk.send(say.passage(), on="2025-12-02")

    assert isinstance(events[0], DocumentRequested)
    assert events[0].document == say.DRAFT
    assert talk.rung == [("document-requested", "2025-12-01T17:00")]


def test_a_report_that_was_drafted_by_a_person_is_not_drafted_again() -> None:
    talk = signed()
    talk.send(say.report_draft(), on="2025-11-01")

    talk.send(say.passage(), on="2025-12-02")

    assert talk.rung == []


def test_a_release_about_a_handover_of_the_reports_name_does_not_stand_for_the_report() -> None:
    talk = allocated(ceremony=False)
    talk.send(say.plan("final", ceremony=False))
    talk.send(say.goods("C5"))
    talk.send(say.ruling(talk.last.sequence, accepted=True))
    talk.send(say.allocation(say.units("C5"), to="final"))
    talk.send(say.custody("final"))

    talk.send(say.passage(), on="2025-12-02")

    assert talk.rung[-1] == ("document-requested", "2025-12-01T17:00")


def test_a_returned_report_is_due_again() -> None:
    talk = submitted()
    talk.send(ReturnReport(report="final", reason="No photographs"), on="2025-06-20")

    talk.send(say.passage(), on="2026-01-02")

    assert talk.rung[-2:] == [
        ("duty-reminded", "2025-12-26T09:06"),
        ("duty-missed", "2025-12-31T17:00"),
    ]


def test_the_longest_names_do_not_stop_the_clock() -> None:
    lot, number = "x" * 64, "9" * 64
    talk = funded()
    talk.send(say.lot(lot), on="2025-01-27")
    talk.send(say.solicitation(lot), on="2025-02-03")
    talk.send(say.bid(of=lot))
    talk.send(say.bids_open(TWO_BIDS[0], of=lot), on="2025-02-11")
    talk.send(say.evaluation(compliant=["alpha"], of=lot))
    talk.send(say.award(lot))
    talk.send(say.order(lot))
    talk.send(say.invoice(number, of=lot), on="2025-02-14")

    talk.send(say.passage(), on="2025-03-20")

    assert talk.rung[-1] == ("duty-missed", "2025-03-16T09:00")


def test_a_live_grants_clock_strikes_by_itself() -> None:
    talk = live()
    talk.send(say.lot())
    talk.send(say.solicitation(closes="2026-06-15T12:00"))
    before = len(talk.rung)

    assert talk.strike("2026-06-12T09:06") == []
    talk.strike("2026-06-12T09:07")
    talk.strike("2026-06-15T12:00")

    assert talk.rung[before:] == [
        ("duty-reminded", "2026-06-12T09:06"),
        ("solicitation-closed", "2026-06-15T12:00"),
    ]
    assert talk.last.entry is Entry.LIVE


def test_a_clock_that_strikes_late_tells_the_instant_and_marks_it() -> None:
    talk = live()
    talk.send(say.lot())
    talk.send(say.solicitation(closes="2026-06-15T12:00"))

    talk.strike("2026-06-17T08:00")

    assert (talk.last.on, talk.last.entry) == (at("2026-06-15T12:00"), Entry.LATE)


def test_an_alarm_before_a_late_entry_is_itself_in_time() -> None:
    talk = live()
    talk.send(say.lot())
    talk.send(say.solicitation(closes="2026-06-15T12:00"))
    talk.now = at("2026-06-15T12:01")

    talk.send(say.passage(), on="2026-06-02")

    closing, passage = talk.stream[-2:]
    assert (closing.type, closing.entry) == ("solicitation-closed", Entry.LIVE)
    assert passage.entry is Entry.LATE
