"""Inviting bids: methods, thresholds and working days."""

from datetime import date

import pytest

from grants.domain.administration.commands import AdoptPolicy
from grants.domain.errors import (
    AlreadyDoneError,
    MethodNotAllowedError,
    NoRateError,
    TenderTooShortError,
    UnknownSubjectError,
)
from grants.domain.policy import Method, Policy, Threshold
from grants.domain.procurement.events import SolicitationIssued
from tests.domain import phrases as say
from tests.domain.builders import (
    funded,
    solicited,
    with_lot,
)
from tests.domain.cast import POLICY, at

LATE = ("late", "USD 100")


def test_bids_are_invited() -> None:
    talk = with_lot()

    (event,) = talk.send(say.solicitation(), on="2025-02-03")

    assert isinstance(event, SolicitationIssued)
    assert event.closes == at(say.CLOSING)


def test_there_is_no_inviting_for_a_lot_that_is_not_open() -> None:
    funded().refuses(UnknownSubjectError, say.solicitation(), field="lot", mend="(none yet)")


def test_bids_are_invited_once() -> None:
    solicited().refuses(AlreadyDoneError, say.solicitation(), field="lot", mend="grants show")


def test_a_lot_at_the_threshold_may_not_be_bought_by_quotation() -> None:
    policy = POLICY.but(methods=(_rfq("USD 60000"),))
    talk = with_lot(ceiling="USD 60000", policy=policy)

    talk.refuses(
        MethodNotAllowedError,
        say.solicitation(),
        on="2025-02-03",
        field="method",
        mend="formal method",
    )


def test_a_lot_just_below_the_threshold_may_be_bought_by_quotation() -> None:
    policy = POLICY.but(methods=(_rfq("USD 60000.01"),))
    talk = with_lot(ceiling="USD 60000", policy=policy)

    talk.send(say.solicitation(), on="2025-02-03")

    assert talk.last.type == "solicitation-issued"


def test_a_threshold_in_another_currency_is_compared_at_the_adopted_rate() -> None:
    policy = POLICY.but(methods=(_rfq("EUR 54000"),))
    talk = with_lot(ceiling="USD 59400", policy=policy)

    refusal = talk.refuses(
        MethodNotAllowedError,
        say.solicitation(),
        on="2025-02-03",
        field="method",
        mend="formal method",
    )

    assert "below USD 59,400.00" in refusal.says


def test_a_threshold_in_a_currency_without_a_rate_is_refused() -> None:
    policy = POLICY.but(methods=(_rfq("CHF 54000"),))

    with_lot(policy=policy).refuses(
        NoRateError, say.solicitation(), on="2025-02-03", field="method", mend="a CHF rate"
    )


def test_a_method_that_the_policy_does_not_know_is_refused() -> None:
    policy = POLICY.but(methods=(_rfq("USD 99000"),))

    with_lot(policy=policy).refuses(
        MethodNotAllowedError,
        say.solicitation(method=Method.RFP),
        on="2025-02-03",
        field="method",
        mend="adopt a policy",
    )


def _rfq(below: str) -> object:
    rfq = {"method": "rfq", "below": below, "working_days_open": 5}
    return Policy.model_validate({"methods": [rfq]}).methods[0]


@pytest.mark.parametrize("closes", ["2025-02-07T23:00", "2025-02-09T12:00"])
def test_bids_may_not_close_before_five_working_days(closes: str) -> None:
    refusal = with_lot().refuses(
        TenderTooShortError,
        say.solicitation(closes=closes),
        on="2025-02-03",
        field="closes",
        mend="later closing time",
    )

    assert "open for 4 working days; rfq asks for 5" in refusal.says


def test_a_holiday_is_no_working_day() -> None:
    talk = with_lot()
    holiday = POLICY.but(version="test-2", holidays=(date(2025, 2, 6),))
    talk.send(AdoptPolicy(policy=holiday))

    talk.refuses(
        TenderTooShortError,
        say.solicitation(),
        on="2025-02-03",
        field="closes",
        mend="later closing time",
    )
    talk.send(say.solicitation(closes="2025-02-11T12:00"), on="2025-02-03")


def test_a_formal_tender_is_open_for_fifteen_working_days() -> None:
    talk = with_lot()

    talk.refuses(
        TenderTooShortError,
        say.solicitation(method=Method.ITB, closes="2025-02-21T17:00"),
        on="2025-02-03",
        field="closes",
        mend="later closing time",
    )
    talk.send(say.solicitation(method=Method.ITB, closes="2025-02-24T12:00"), on="2025-02-03")


def test_bids_may_not_close_in_the_past() -> None:
    anytime = Threshold(method=Method.RFQ)

    with_lot(policy=POLICY.but(methods=(anytime,))).refuses(
        TenderTooShortError,
        say.solicitation(closes="2025-02-03T09:00"),
        on="2025-02-03",
        field="closes",
        mend="later closing time",
    )
