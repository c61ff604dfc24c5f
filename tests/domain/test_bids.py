"""Sealed bids: received, late, opened."""

import pytest

from grants.domain.errors import (
    AlreadyDoneError,
    BidsMissingError,
    ContradictionError,
    DuplicateNameError,
    IrregularityOpenError,
    NotYetError,
    SealBrokenError,
)
from grants.domain.people import ENGINE
from grants.domain.procurement.commands import CloseSolicitation
from grants.domain.procurement.events import BidReceived, BidsOpened
from tests.domain import phrases as say
from tests.domain.builders import (
    LOT,
    TWO_BIDS,
    bid_for,
    opened_bids,
    solicited,
    with_lot,
)

LATE = ("late", "USD 100")


def test_a_bid_comes_in_sealed() -> None:
    talk = solicited()

    (event,) = talk.send(say.bid("alpha", "USD 40000"), on="2025-02-05")

    assert isinstance(event, BidReceived)
    assert event.irregularities == ()
    assert "40000" not in event.model_dump_json()


def test_a_bid_follows_an_invitation() -> None:
    with_lot().refuses(NotYetError, say.bid(), field="lot", mend="Issue the solicitation first")


def test_a_bid_has_a_name_of_its_own() -> None:
    bid_for().refuses(
        DuplicateNameError, say.bid("alpha", "USD 1"), field="bid", mend="another short name"
    )


def test_a_bid_at_the_closing_time_is_in_time() -> None:
    talk = solicited()

    events = talk.send(say.bid(), on=say.CLOSING)

    assert isinstance(events[-1], BidReceived)
    assert events[-1].irregularities == ()


def test_a_late_bid_is_recorded_as_irregular() -> None:
    talk = bid_for()

    events = talk.send(say.bid(*LATE), on="2025-02-10T12:01")

    assert isinstance(events[-1], BidReceived)
    assert events[-1].irregularities == ("received after bids had closed",)


def test_no_bid_is_opened_while_a_late_one_waits_for_a_decision() -> None:
    talk = bid_for()
    talk.send(say.bid(*LATE), on="2025-02-10T12:01")

    talk.refuses(
        IrregularityOpenError,
        say.bids_open(*TWO_BIDS),
        field="event",
        mend=f"resolve irregularity {talk.last.sequence}",
    )


def test_a_late_bid_that_is_rejected_goes_back_unopened() -> None:
    talk = bid_for()
    talk.send(say.bid(*LATE), on="2025-02-10T12:01")
    talk.send(say.ruling(talk.last.sequence, accepted=False))

    talk.refuses(
        BidsMissingError,
        say.bids_open(*TWO_BIDS, LATE),
        field="openings",
        mend="Bring each bid that counts",
    )
    talk.send(say.bids_open(*TWO_BIDS))

    assert set(talk.grant.procurement.lots[LOT].offers) == {"alpha", "beta"}


def test_a_late_bid_that_is_accepted_is_opened_with_the_others() -> None:
    talk = bid_for()
    talk.send(say.bid(*LATE), on="2025-02-10T12:01")
    talk.send(say.ruling(talk.last.sequence, accepted=True))

    talk.refuses(BidsMissingError, say.bids_open(*TWO_BIDS), field="openings", mend="and no other")
    talk.send(say.bids_open(*TWO_BIDS, LATE))

    assert set(talk.grant.procurement.lots[LOT].offers) == {"alpha", "beta", "late"}


def test_bids_stay_sealed_until_they_close() -> None:
    bid_for().refuses(
        NotYetError,
        say.bids_open(*TWO_BIDS),
        on="2025-02-10T11:59",
        field="lot",
        mend="Open them after that",
    )


def test_bids_are_opened_in_front_of_a_second_officer() -> None:
    talk = bid_for()

    events = talk.send(say.bids_open(*TWO_BIDS), on="2025-02-10T12:00")

    assert isinstance(events[-1], BidsOpened)
    assert events[-1].officers == ("paul", "petra")
    prices = [str(found.offer.price) for found in events[-1].opened]
    assert prices == ["USD 40,000.00", "USD 44,000.00"]


def test_there_is_no_opening_without_bids() -> None:
    solicited().refuses(
        BidsMissingError, say.bids_open(), on="2025-02-11", field="lot", mend="Cancel the lot"
    )


@pytest.mark.parametrize(
    "brought",
    [
        pytest.param(TWO_BIDS[:1], id="one is missing"),
        pytest.param((*TWO_BIDS, ("gamma", "USD 1")), id="one never came in"),
        pytest.param((*TWO_BIDS, TWO_BIDS[0]), id="one twice"),
    ],
)
def test_each_bid_that_counts_is_opened_once(brought: tuple[tuple[str, str], ...]) -> None:
    bid_for().refuses(
        BidsMissingError,
        say.bids_open(*brought),
        on="2025-02-11",
        field="openings",
        mend="Bring each bid that counts, once",
    )


def test_an_offer_that_was_not_the_one_sealed_is_refused() -> None:
    bid_for().refuses(
        SealBrokenError,
        say.bids_open(("alpha", "USD 39999"), TWO_BIDS[1]),
        on="2025-02-11",
        field="openings",
        mend="the archived envelope",
    )


def test_an_offer_with_another_salt_is_refused() -> None:
    alpha, beta = say.bids_open(*TWO_BIDS).openings
    salted = alpha.but(salt=beta.salt)
    command = say.bids_open().but(openings=(salted, beta))

    bid_for().refuses(
        SealBrokenError,
        command,
        on="2025-02-11",
        field="openings",
        mend="the archived envelope",
    )


def test_bids_are_opened_once() -> None:
    opened_bids().refuses(
        AlreadyDoneError, say.bids_open(*TWO_BIDS), field="lot", mend="Evaluate them"
    )


def test_no_bid_comes_in_once_they_are_open() -> None:
    opened_bids().refuses(
        ContradictionError, say.bid(*LATE), field="lot", mend="Return the bid unopened"
    )


def test_not_even_the_engine_closes_bids_early() -> None:
    bid_for().refuses(
        NotYetError,
        CloseSolicitation(lot=LOT),
        by=ENGINE,
        on="2025-02-06",
        field="lot",
        mend="after that",
    )


def test_bids_are_closed_once() -> None:
    opened_bids().refuses(
        AlreadyDoneError, CloseSolicitation(lot=LOT), by=ENGINE, mend="Nothing has to be done"
    )
