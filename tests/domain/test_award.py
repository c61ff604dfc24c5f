"""Evaluating bids, awarding and ordering."""

import pytest

from grants.domain.errors import (
    AboveCeilingError,
    AlreadyDoneError,
    BidsMissingError,
    ContradictionError,
    NoRateError,
    NotLowestError,
    NotYetError,
    WrongDateError,
)
from grants.domain.procurement.events import (
    AwardApproved,
    BidsEvaluated,
    OrderIssued,
)
from tests.domain import phrases as say
from tests.domain.builders import (
    awarded,
    bid_for,
    evaluated,
    opened_bids,
    ordered,
)

IN_EUR = (("alpha", "EUR 40000"), ("beta", "USD 44001"))


def test_the_evaluation_recommends_the_lowest_compliant_bid() -> None:
    (event,) = opened_bids().send(say.evaluation())

    assert isinstance(event, BidsEvaluated)
    assert event.recommended == "alpha"


def test_bids_are_evaluated_once_they_are_open() -> None:
    bid_for().refuses(NotYetError, say.evaluation(), field="lot", mend="two officers open them")


def test_bids_are_evaluated_once() -> None:
    evaluated().refuses(
        AlreadyDoneError, say.evaluation(), field="lot", mend="Have the award approved"
    )


def test_each_opened_bid_has_a_finding() -> None:
    opened_bids().refuses(
        BidsMissingError,
        say.evaluation(compliant=["alpha"]),
        field="findings",
        mend="a finding for each opened bid",
    )


@pytest.mark.parametrize("recommended", ["beta", "gamma"])
def test_only_a_compliant_bid_is_recommended(recommended: str) -> None:
    opened_bids().refuses(
        ContradictionError,
        say.evaluation(recommended, compliant=["alpha"], failing=["beta"]),
        field="recommended",
        mend="Recommend a compliant bid",
    )


def test_a_dearer_bid_needs_a_justification() -> None:
    talk = opened_bids()

    talk.refuses(
        NotLowestError,
        say.evaluation("beta"),
        field="justification",
        mend="give a justification",
    )
    talk.send(say.evaluation("beta", justification="Spare parts are at hand"))


def test_a_dearer_bid_needs_none_where_the_cheaper_one_fails() -> None:
    talk = opened_bids()

    talk.send(say.evaluation("beta", compliant=["beta"], failing=["alpha"]))

    assert talk.last.type == "bids-evaluated"


def test_prices_in_two_currencies_are_compared_at_the_adopted_rate() -> None:
    talk = opened_bids(*IN_EUR)

    talk.refuses(
        NotLowestError,
        say.evaluation("beta"),
        field="justification",
        mend="lowest priced compliant bid",
    )
    talk.send(say.evaluation("alpha"))


def test_a_price_in_a_currency_without_a_rate_cannot_be_compared() -> None:
    opened_bids(("alpha", "CHF 40000"), ("beta", "USD 44000")).refuses(
        NoRateError, say.evaluation(), field="findings", mend="a policy with a CHF rate"
    )


def test_the_award_commits_the_price_in_the_budgets_currency() -> None:
    talk = opened_bids(*IN_EUR)
    talk.send(say.evaluation())

    (event,) = talk.send(say.award())

    assert isinstance(event, AwardApproved)
    assert (str(event.price), str(event.committed)) == ("EUR 40,000.00", "USD 44,000.00")


def test_an_award_follows_the_evaluation() -> None:
    opened_bids().refuses(
        NotYetError, say.award(), field="lot", mend="an evaluator sign the evaluation"
    )


def test_an_award_is_approved_once() -> None:
    awarded().refuses(AlreadyDoneError, say.award(), field="lot", mend="Issue the order")


def test_an_award_above_the_lots_ceiling_is_refused() -> None:
    talk = opened_bids(("alpha", "USD 60000.01"), ("beta", "USD 70000"))
    talk.send(say.evaluation())

    talk.refuses(
        AboveCeilingError,
        say.award(),
        field="lot",
        mend="Cancel the lot, and open one with a higher ceiling",
    )


def test_an_award_of_the_lots_whole_ceiling_is_approved() -> None:
    talk = opened_bids(("alpha", "USD 60000"), ("beta", "USD 70000"))
    talk.send(say.evaluation())

    talk.send(say.award())

    assert talk.last.type == "award-approved"


def test_the_goods_are_ordered_from_the_awarded_supplier() -> None:
    (event,) = awarded().send(say.order())

    assert isinstance(event, OrderIssued)
    assert (event.supplier, str(event.price)) == ("Alpha Motors", "USD 40,000.00")


def test_an_order_follows_the_award() -> None:
    evaluated().refuses(NotYetError, say.order(), field="lot", mend="approving authority")


def test_goods_are_ordered_once() -> None:
    ordered().refuses(AlreadyDoneError, say.order(), field="lot", mend="Wait for the goods")


def test_goods_are_not_to_be_delivered_before_they_are_ordered() -> None:
    awarded().refuses(
        WrongDateError,
        say.order(deliver_by="2025-02-16"),
        on="2025-02-17",
        field="deliver_by",
        mend="a later delivery date",
    )


def test_a_bid_has_one_finding() -> None:
    opened_bids().refuses(
        BidsMissingError,
        say.evaluation(compliant=("alpha", "beta"), failing=("beta",)),
        field="findings",
        mend="a finding for each opened bid",
    )
