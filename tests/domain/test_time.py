"""The grant's clock, the dates that are told, and the keys that make a sending safe to repeat."""

from datetime import timedelta

import pytest

from grants.domain.administration.commands import Remind
from grants.domain.administration.events import WentLive
from grants.domain.envelope import Entry, Message
from grants.domain.errors import AlreadyDoneError, ContradictionError, WrongDateError
from grants.domain.people import ENGINE
from tests.domain import phrases as say
from tests.domain.builders import closed, funded, live, opened, signed
from tests.domain.cast import at, opening
from tests.domain.conversation import NOW, Conversation


def test_back_entry_says_when_and_is_recorded_now() -> None:
    talk = signed()

    assert (talk.last.on, talk.last.recorded_at) == (at("2025-01-13"), NOW)
    assert {envelope.entry for envelope in talk.stream} == {Entry.BACK}


def test_back_entry_without_a_date_is_refused() -> None:
    talk = opened()

    with pytest.raises(WrongDateError) as refusal:
        talk.admit(Message(key="undated", by="ada", command=say.signing()))

    assert refusal.value.field == "on"
    assert "--on" in refusal.value.mend


def test_the_engine_needs_no_date_in_back_entry() -> None:
    talk = signed()
    talk.send(say.report_draft(), on="2025-02-01")

    talk.admit(Message(key="service", by=ENGINE, command=say.drafted(say.DRAFT)))

    assert talk.last.on == at("2025-02-01")


def test_the_engine_cannot_date_what_has_not_begun() -> None:
    with pytest.raises(WrongDateError):
        Conversation().admit(Message(key="service", by=ENGINE, command=say.drafted(say.DRAFT)))


def test_nothing_has_happened_in_the_future() -> None:
    opened().refuses(
        WrongDateError, say.signing(), on="2026-06-01T12:01", field="on", mend="when it happened"
    )


def test_an_earlier_date_is_told_later_in_back_entry_and_does_not_turn_time_back() -> None:
    talk = funded()

    talk.send(say.passage(), on="2025-01-08")

    assert talk.last.on == at("2025-01-08")
    assert talk.grant.latest_on == at("2025-01-20")


def test_a_grant_goes_live_at_the_latest_date_of_its_back_entry() -> None:
    talk = funded()

    assert talk.send(say.go_live(), on="2025-01-21") == [WentLive(live_from=at("2025-01-21"))]


def test_a_grant_goes_live_once() -> None:
    live().refuses(AlreadyDoneError, say.go_live(), mend="Nothing has to be done")


def test_a_grant_may_be_live_from_its_opening() -> None:
    talk = Conversation()

    talk.send(opening(live_from=NOW), on=NOW.isoformat()[:16])

    (went_live,) = [item.data for item in talk.stream if item.type == "went-live"]
    assert went_live == WentLive(live_from=NOW)
    assert talk.last.entry is Entry.LIVE


def test_a_grant_that_goes_live_later_is_in_back_entry_until_then() -> None:
    talk = opened(live_from=NOW + timedelta(days=1))
    talk.send(say.signing(), on="2025-01-13")
    assert talk.last.entry is Entry.BACK

    talk.now = NOW + timedelta(days=1)
    talk.send(say.money_in())

    assert (talk.last.entry, talk.last.on) == (Entry.LIVE, talk.now)


def test_a_live_grant_goes_by_the_wall_clock() -> None:
    talk = live()

    talk.send(say.lot())

    assert (talk.last.on, talk.last.recorded_at) == (NOW, NOW)
    assert talk.last.entry is Entry.LIVE


def test_an_earlier_day_told_to_a_live_grant_is_marked_late() -> None:
    talk = live()

    talk.send(say.lot(), on="2026-05-30")

    assert (talk.last.on, talk.last.recorded_at) == (at("2026-05-30"), NOW)
    assert talk.last.entry is Entry.LATE


def test_an_earlier_hour_told_to_a_live_grant_is_live() -> None:
    talk = live()

    talk.send(say.lot(), on="2026-06-01T08:00")

    assert talk.last.entry is Entry.LIVE


def test_the_rules_of_a_live_grant_go_by_the_wall_clock_and_not_by_the_date_told() -> None:
    talk = live()
    talk.send(say.lot())
    talk.send(say.solicitation(closes="2026-06-15T12:00"))
    talk.now = at("2026-06-15T12:30")

    talk.send(say.bid(), on="2026-06-15T11:30")

    assert talk.grant.irregularities[talk.last.sequence].open


def test_the_same_key_twice_is_done_once_and_answered_with_the_first_receipt() -> None:
    talk = signed()
    talk.send(say.money_in(), key="contribution")
    receipt = talk.led_to("contribution")

    again = talk.send(say.money_in(), key="contribution")

    assert again == []
    assert talk.led_to("contribution") == receipt
    assert receipt.events == ("contribution-received",)
    assert receipt.first == receipt.last == talk.last.sequence


def test_a_receipt_names_every_event_that_followed() -> None:
    talk = Conversation()

    talk.send(opening(), key="open")

    receipt = talk.led_to("open")
    assert (receipt.first, receipt.last) == (1, len(talk.stream))
    assert receipt.events == tuple(talk.types)


def test_a_repeated_key_is_answered_even_after_the_end() -> None:
    talk = closed()
    key = talk.last.key

    assert talk.send(say.closure(), key=key) == []


def test_a_refused_key_may_be_sent_again() -> None:
    talk = opened()
    with pytest.raises(ContradictionError):
        talk.send(say.money_in("EUR 1"), key="money")

    talk.send(say.money_in(), key="money")

    assert talk.led_to("money").events == ("contribution-received",)


def test_nobody_else_takes_a_key_of_the_clock() -> None:
    talk = opened()

    with pytest.raises(ContradictionError) as refusal:
        talk.send(say.signing(), key="clock/close/bids/cars")

    assert refusal.value.field == "key"


def test_there_is_no_reminding_of_what_is_not_due() -> None:
    opened().refuses(
        AlreadyDoneError, Remind(duty="sign/norland"), field="duty", mend="Nothing has to be done"
    )
