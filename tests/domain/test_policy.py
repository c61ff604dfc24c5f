"""An agency's policy, its digest, and its calendar."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from grants.domain.calendar import is_working_day, working_days_between, written
from grants.domain.money import Money
from grants.domain.policy import Policy

MONDAY = date(2025, 2, 3)
DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))


def converted(text: str, currency: str = "USD", **policy: object) -> str:
    return str(
        Policy.model_validate(policy).converted(Money.model_validate(text), currency, MONDAY)
    )


def test_a_policy_has_a_digest_of_its_content() -> None:
    assert Policy().sha256 == Policy.model_validate_json(Policy().model_dump_json()).sha256
    assert len(Policy().sha256) == 64


def test_the_digest_of_the_default_policy_is_the_one_that_streams_hold() -> None:
    assert Policy().sha256 == "bb1bb67fafd3de0fb60d8739851547ae5b7c33a03101ee6db2ee30e78051778d"


@pytest.mark.parametrize(
    "change",
    [
        {"version": "default-2"},
        {"rates": {"EUR": Decimal("1.1")}},
        {"holidays": (MONDAY,)},
        {"payment_days": 31},
        {"methods": ()},
    ],
)
def test_another_content_has_another_digest(change: dict[str, object]) -> None:
    assert Policy().sha256 != Policy().but(**change).sha256


def test_money_is_converted_at_the_adopted_rate_to_the_currencys_minor_units() -> None:
    rates = {"JPY": "0.0085", "USD": "117.6"}

    assert converted("JPY 55000001", rates=rates) == "USD 467,500.00"
    assert converted("USD 1.99", "JPY", rates=rates) == "JPY 234"


def test_money_in_the_budgets_currency_stays_as_it_is() -> None:
    assert converted("USD 1.99") == "USD 1.99"


def test_without_a_rate_nothing_is_converted() -> None:
    assert converted("CHF 1") == "None"


@pytest.mark.parametrize(
    "fault",
    [
        {"rates": {"EUR": 0}},
        {"rates": {"EUR": -1}},
        {"rates": {"EUR": "NaN"}},
        {"rates": {"EUR": 10**8}},
        {"support_rate": -1},
        {"support_rate": "1.01"},
        {"minor_units": {"EUR": -1}},
        {"minor_units": {"EUR": 5}},
        {"working_weekdays": (7,)},
        {"reminder_days": -1},
        {"payment_days": 10**9},
        {"report_draft_days": 367},
        {"methods": ({"method": "auction"},)},
        {"methods": ({"method": "rfq", "working_days_open": -1},)},
        {"surcharge": 1},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(fault: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate(fault)


def test_working_days_count_the_last_day_and_not_the_first() -> None:
    assert working_days_between(MONDAY, MONDAY, Policy()) == 0
    assert working_days_between(MONDAY, date(2025, 2, 4), Policy()) == 1
    assert working_days_between(MONDAY, date(2025, 2, 10), Policy()) == 5


def test_an_end_before_the_start_counts_nothing() -> None:
    assert working_days_between(MONDAY, date(2025, 1, 6), Policy()) == 0


def test_holidays_and_weekends_are_no_working_days() -> None:
    policy = Policy(holidays=(MONDAY,))

    assert not is_working_day(MONDAY, policy)
    assert not is_working_day(date(2025, 2, 8), policy)
    assert is_working_day(date(2025, 2, 4), policy)


def test_an_agency_may_work_from_sunday_to_thursday() -> None:
    policy = Policy(working_weekdays=(6, 0, 1, 2, 3))

    assert is_working_day(date(2025, 2, 9), policy)
    assert not is_working_day(date(2025, 2, 7), policy)


def test_a_date_is_written_as_people_write_it() -> None:
    assert written(date(2016, 10, 25)) == "25 October 2016"


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up(start: date, first: int, then: int) -> None:
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=then)
    policy = Policy(holidays=(start, middle))

    assert working_days_between(start, end, policy) == (
        working_days_between(start, middle, policy) + working_days_between(middle, end, policy)
    )
