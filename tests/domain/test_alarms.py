"""What the clock does by itself: at its instant, in order, once, before what comes later."""

from grants.domain.administration.events import DutyMissed, DutyReminded
from grants.domain.admission import set_alarms
from grants.domain.envelope import Entry
from grants.domain.errors import AlreadyDoneError
from grants.domain.people import ENGINE
from grants.domain.procurement.events import SolicitationClosed
from tests.domain import phrases as say
from tests.domain.builders import (
    TWO_BIDS,
    bid_for,
    opened,
    ordered,
    solicited,
)
from tests.domain.cast import at
from tests.domain.conversation import NOW, Conversation


def promised() -> Conversation:
    """An agreement with a first instalment due on 3 March."""
    talk = opened()
    first = say.instalment("2025-03-03", "EUR 100000")
    talk.send(say.signing(instalments=(first,)), on="2025-01-13")
    return talk


def test_bids_are_closed_at_their_instant_in_business_time() -> None:
    talk = bid_for()

    events = talk.send(say.bids_open(*TWO_BIDS), on="2025-02-12")

    assert [event.type for event in events] == [
        "duty-reminded",
        "solicitation-closed",
        "bids-opened",
    ]
    assert talk.rung == [
        ("duty-reminded", "2025-02-07T09:06"),
        ("solicitation-closed", "2025-02-10T12:00"),
    ]
    assert events[1] == SolicitationClosed(lot="cars", bids=2)


def test_an_alarm_is_recorded_with_the_clocks_own_key_and_its_cause() -> None:
    talk = bid_for()
    lot_opened = next(item for item in talk.stream if item.type == "lot-opened")
    talk.send(say.passage(), on="2025-02-10T12:00")

    closing = next(item for item in talk.stream if item.type == "solicitation-closed")

    assert (closing.actor, closing.authority) == (ENGINE, ENGINE)
    assert closing.key == "clock/close/bids/cars@2025-02-10T12:00:00+00:00"
    assert closing.caused_by == lot_opened.sequence
    assert (closing.entry, closing.recorded_at) == (Entry.BACK, NOW)


def test_nothing_rings_before_its_instant() -> None:
    talk = solicited()

    talk.send(say.passage(), on="2025-02-07T09:05")

    assert talk.rung == []
    alarm = next(iter(set_alarms(talk.grant)))
    assert (alarm.at, alarm.summary) == (
        at("2025-02-07T09:06:21"),
        "Remind Procurement officer: Bids close: Cars",
    )


def test_who_is_in_charge_is_reminded_and_then_missed() -> None:
    talk = promised()

    talk.send(say.passage(), on="2025-02-28T17:00")
    reminded = talk.stream[-2].data
    talk.send(say.passage("purpose"), on="2025-03-03T17:00")
    missed = talk.stream[-2].data

    assert isinstance(reminded, DutyReminded)
    assert isinstance(missed, DutyMissed)
    assert reminded.model_dump(exclude={"type"}) == missed.model_dump(exclude={"type"})
    assert missed.what == "Record the contribution of Norland"
    assert talk.rung == [
        ("duty-reminded", "2025-02-28T09:06"),
        ("duty-missed", "2025-03-03T17:00"),
    ]


def test_an_alarm_rings_once() -> None:
    talk = promised()
    for number in range(4):
        talk.send(say.passage(f"note-{number}"), on=f"2025-03-1{number}")

    assert talk.rung == [
        ("duty-reminded", "2025-02-28T09:06"),
        ("duty-missed", "2025-03-03T17:00"),
    ]


def test_what_is_done_in_time_is_not_chased() -> None:
    talk = promised()
    talk.send(say.money_in("USD 110000", amount="EUR 100000"), on="2025-02-20")

    talk.send(say.passage(), on="2025-04-01")

    assert talk.rung == []


def test_an_alarm_rings_before_the_command_that_comes_later() -> None:
    talk = promised()

    talk.send(say.money_in("USD 110000", amount="EUR 100000"), on="2025-03-04")

    assert talk.types[-3:] == ["duty-reminded", "duty-missed", "contribution-received"]


def test_alarms_of_several_duties_ring_in_the_order_of_their_instants() -> None:
    talk = ordered()
    talk.send(say.plan())
    talk.send(say.goods("C1"), on="2025-04-22")
    talk.send(say.allocation(say.units("C1")), on="2025-04-23")
    talk.send(say.schedule("2025-05-02T10:00"), on="2025-04-24")
    before = len(talk.rung)

    talk.send(say.passage(), on="2025-05-06")

    assert talk.rung[before:] == [
        ("duty-reminded", "2025-04-29T09:06"),
        ("duty-reminded", "2025-04-30T09:06"),
        ("duty-missed", "2025-05-02T17:00"),
        ("duty-missed", "2025-05-03T10:00"),
    ]


def test_what_was_due_before_anybody_knew_is_chased_at_once() -> None:
    talk = opened()
    overdue = say.instalment("2024-12-01", "EUR 100000")
    talk.send(say.signing(instalments=(overdue,)), on="2025-01-13")

    talk.send(say.passage(), on="2025-01-14")

    assert talk.rung == [
        ("duty-reminded", "2025-01-13T09:00"),
        ("duty-missed", "2025-01-13T09:00"),
    ]


def test_a_refused_command_rings_nothing() -> None:
    talk = promised()

    talk.refuses(
        AlreadyDoneError, say.signing(), on="2025-04-01", field="donor", mend="grants timeline"
    )

    assert talk.rung == []
