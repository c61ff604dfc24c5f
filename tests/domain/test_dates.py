"""Dates that are told: far past, before the grant, live from tomorrow, offsets, appointments."""

from datetime import date, datetime, time, timedelta

import pytest

from grants.domain.admission import admit
from grants.domain.clock import Reading, read, strikes
from grants.domain.commands import BY_TYPE
from grants.domain.envelope import Entry, Message
from grants.domain.errors import NotAppointedError, WrongDateError
from grants.domain.messages import Command, Report, ReportedEvent
from grants.domain.people import Role
from tests.domain import phrases as say
from tests.domain.builders import funded, live, opened, solicited, submitted
from tests.domain.cast import POLICY, at
from tests.domain.conversation import NOW, Conversation
from tests.domain.examples import examples


def odd(talk: Conversation) -> tuple[str, ...]:
    """What is irregular about the last event."""
    event = talk.last.data
    return event.irregularities if isinstance(event, ReportedEvent) else ()


def test_a_report_of_long_before_the_last_event_of_a_live_grant_is_irregular() -> None:
    talk = live()
    talk.send(say.plan(), on="2026-05-25")

    talk.send(say.money_in("USD 11000", amount="EUR 10000"), on="2026-04-24")

    assert odd(talk) == ("dated 2026-04-24, more than 30 days before the last event",)
    assert talk.last.entry is Entry.LATE
    assert str(talk.grant.received) == "USD 226,000.00"


def test_a_report_of_some_days_before_the_last_event_is_late_and_regular() -> None:
    talk = live()
    talk.send(say.plan(), on="2026-05-25")

    talk.send(say.money_in("USD 11000", amount="EUR 10000"), on="2026-04-26")

    assert odd(talk) == ()
    assert talk.last.entry is Entry.LATE


def test_how_early_a_report_may_be_dated_is_the_policys() -> None:
    talk = live_under(late_days=0)

    talk.send(say.money_in("USD 11000", amount="EUR 10000"), on="2025-01-20")

    assert odd(talk) == ("dated 2025-01-20, more than 0 days before the last event",)


def test_a_report_of_before_the_grant_is_irregular_in_back_entry_too() -> None:
    talk = funded()

    talk.send(say.money_in("USD 11000", amount="EUR 10000"), on="2024-12-24")

    assert odd(talk) == ("dated 2024-12-24, before the grant was opened on 2025-01-06",)


def test_back_entry_may_jump_about_as_long_as_the_grant_is_open() -> None:
    talk = funded()
    talk.send(say.plan(), on="2025-12-01")

    talk.send(say.money_in("USD 11000", amount="EUR 10000"), on="2025-01-06")

    assert odd(talk) == ()


@pytest.mark.parametrize("day", ["2024-01-01", "1990-01-01"])
def test_a_decision_is_not_dated_long_before_the_last_event(day: str) -> None:
    talk = live()

    refusal = talk.refuses(
        WrongDateError, say.plan(), on=day, field="on", mend="the day on which it is taken"
    )

    assert "before the grant was opened on 2025-01-06" in refusal.says


def test_a_report_that_is_accepted_in_spite_of_its_date_counts() -> None:
    talk = live()
    talk.send(say.money_in("USD 11000", amount="EUR 10000"), on="2024-12-24")

    talk.send(say.ruling(talk.last.sequence, accepted=True))

    assert str(talk.grant.received) == "USD 237,000.00"


@pytest.mark.parametrize("command", [say.acceptance(), say.return_of_report()])
def test_a_donors_answer_of_before_the_grant_is_irregular_like_any_report(
    command: Command,
) -> None:
    talk = submitted()

    talk.send(command, on="1995-01-01")

    assert odd(talk) == ("dated 1995-01-01, before the grant was opened on 2025-01-06",)
    assert talk.grant.reporting.reports["final"].submitted is not None
    assert not talk.grant.reporting.reports["final"].accepted


def test_what_every_report_tells_can_be_irregular() -> None:
    told = [item for item in examples() if issubclass(BY_TYPE[item.command], Report)]

    assert told
    assert [item.type for item in told if not isinstance(item.data, ReportedEvent)] == []


def test_what_is_heard_late_is_known_when_it_was_recorded_and_not_when_it_happened() -> None:
    talk = live()
    talk.send(say.plan(), on="2026-05-25")
    late = talk.last

    back = talk.stream[0]

    assert (late.known, late.on) == (NOW, at("2026-05-25"))
    assert (back.known, back.recorded_at) == (back.on, NOW)


def test_a_grant_that_is_live_from_tomorrow_is_in_back_entry_until_then() -> None:
    talk = opened(live_from=NOW + timedelta(days=1))

    undated = Message(key="undated", by="ada", command=say.signing())
    with pytest.raises(WrongDateError, match="in back entry"):
        talk.admit(undated)
    talk.send(say.signing(), on="2025-01-13")
    assert talk.last.entry is Entry.BACK

    talk.now = NOW + timedelta(days=1)
    talk.admit(undated.but(command=say.plan(), by="pia"))
    assert (talk.last.entry, talk.last.on) == (Entry.LIVE, talk.now)


def test_a_grant_that_is_live_from_tomorrow_may_go_live_today() -> None:
    talk = opened(live_from=NOW + timedelta(days=1))

    talk.send(say.go_live(), on=NOW.isoformat()[:16])
    talk.send(say.plan())

    assert talk.grant.administration.live_from == NOW
    assert talk.last.entry is Entry.LIVE


def test_nothing_strikes_by_itself_before_a_grant_is_live() -> None:
    moment = at("2026-06-10T12:00")
    tomorrow = opened(live_from=NOW + timedelta(days=1)).grant

    assert strikes(opened().grant, moment) is None
    assert strikes(tomorrow, moment) == moment
    assert strikes(tomorrow, at("2025-01-01")) == NOW + timedelta(days=1)


def test_a_bid_after_closing_is_late_although_the_grant_goes_live_only_tomorrow() -> None:
    talk = solicited(live_from=NOW + timedelta(days=1))

    talk.send(say.bid(), on="2025-02-10T12:01")

    assert odd(talk) == ("received after bids had closed",)


def live_under(**policy: object) -> Conversation:
    """A live grant with its money, under a policy that differs."""
    talk = funded(policy=POLICY.but(**policy))
    talk.send(say.go_live(), on="2025-01-21")
    talk.send(say.plan(), on="2026-05-25")
    return talk


@pytest.mark.parametrize(
    ("offset", "appointed"),
    [("+00:00", False), ("-23:59", False), ("-12:00", False), ("+14:00", True)],
)
def test_no_offset_moves_a_date_past_the_end_of_an_appointment(
    offset: str, *, appointed: bool
) -> None:
    talk = opened()
    term = {"since": date(2025, 2, 3), "until": date(2025, 2, 5)}
    talk.send(say.appointing("zoe", Role.APPROVER, **term))
    moment = datetime.fromisoformat(f"2025-02-06T00:30{offset}")
    message = Message(key="offset", by="zoe", on=moment, command=say.signing())

    if appointed:
        talk.admit(message)
        assert talk.last.actor == "zoe"
    else:
        with pytest.raises(NotAppointedError):
            talk.admit(message)


@pytest.mark.parametrize(
    ("hour", "appointed"), [("2025-02-05T20:59", True), ("2025-02-05T21:00", False)]
)
def test_an_appointment_ends_at_midnight_by_the_offices_clock(
    hour: str, *, appointed: bool
) -> None:
    talk = opened(policy=POLICY.but(utc_offset="+03:00"))
    talk.send(say.appointing("zoe", Role.APPROVER, until=date(2025, 2, 5)))

    if appointed:
        talk.send(say.signing(), by="zoe", on=hour)
    else:
        talk.refuses(
            NotAppointedError, say.signing(), by="zoe", on=hour, field="by", mend="appoint zoe"
        )


def test_an_appointment_is_ended_by_making_it_anew_with_a_last_day() -> None:
    talk = opened()
    talk.send(say.appointing("zoe", Role.APPROVER))
    talk.send(say.appointing("zoe", Role.APPROVER, until=date(2025, 1, 10)), on="2025-01-20")

    talk.refuses(
        NotAppointedError, say.signing(), by="zoe", on="2025-01-21", field="by", mend="appoint zoe"
    )


def test_a_narrower_delegation_takes_the_place_of_a_wider_one() -> None:
    talk = opened()
    talk.send(say.appointing("abe", Role.APPROVER, limit="USD 10"))

    limits = [item.limit for item in talk.grant.people if item.actor == "abe"]

    assert [str(limit) for limit in limits] == ["USD 10.00"]


def test_what_is_due_on_a_day_is_due_when_the_office_closes() -> None:
    policy = POLICY.but(utc_offset="-05:00", office_closes=time(18, 30))

    assert policy.close_of(date(2025, 3, 3)) == at("2025-03-03T23:30")


def test_the_clocks_reading_of_a_message_is_all_that_admission_needs() -> None:
    talk = live()
    message = Message(key="again", by="pia", command=say.plan())
    reading = read(talk.grant, message, talk.now)

    _, (*_, envelope) = admit(talk.grant, message, reading)

    assert reading == Reading(NOW, NOW, Entry.LIVE, NOW)
    assert (envelope.on, envelope.recorded_at) == (NOW, NOW)
