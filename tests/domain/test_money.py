"""Sums of money: how they are written, and what may be done with them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from grants.domain.money import Money, total

AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2)


def money(text: object) -> Money:
    return Money.model_validate(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("USD 250000", "250000"),
        ("USD 250000.50", "250000.50"),
        ("JPY 769,000,000", "769000000"),
        ("USD 1,000.5", "1000.5"),
        (" EUR  7 ", "7"),
        ("USD 0", "0"),
        ("USD 999999999999999.99", "999999999999999.99"),
        ("BHD 1.125", "1.125"),
    ],
)
def test_money_is_written_as_currency_and_amount(text: str, amount: str) -> None:
    assert money(text).amount == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "USD",
        "250000",
        "250000 USD",
        "usd 1",
        "US$ 1",
        "DOLLARS 1",
        "USD -1",
        "USD +1",
        "USD 1e5",
        "USD 1_000",
        "USD NaN",
        "USD Infinity",
        "USD ١٢",
        "USD 1,00",
        "USD 1000,000",
        "USD 1,0000",
        "USD ,100",
        "USD 1.000,50",
        "USD 1,000.5,0",
        "USD 1.",
        "USD .5",
        "USD 1 000",
        "USD 0.0000001",
        "USD 1000000000000000000",
    ],
)
def test_what_is_not_currency_and_plain_amount_is_refused_with_the_mend(text: str) -> None:
    with pytest.raises(ValidationError, match="write the currency and a plain amount"):
        money(text)


@pytest.mark.parametrize("amount", ["-1", "-0", "NaN", "Infinity"])
def test_no_amount_is_negative_or_endless(amount: str) -> None:
    with pytest.raises(ValidationError):
        Money(amount=Decimal(amount), currency="USD")


@given(AMOUNTS)
def test_money_reads_what_it_writes(amount: Decimal) -> None:
    written = str(Money(amount=abs(amount), currency="USD"))

    assert str(money(written)) == written
    assert "E" not in written.removeprefix("USD")


def test_a_large_round_amount_is_written_out() -> None:
    assert str(Money(amount=Decimal("1E+6"), currency="USD")) == "USD 1,000,000.00"


@given(AMOUNTS, AMOUNTS)
def test_sums_are_exact(one: Decimal, other: Decimal) -> None:
    first = Money(amount=abs(one), currency="USD")
    second = Money(amount=abs(other), currency="USD")

    assert first + second - second == first
    assert total([first, second], "USD") == first + second
    assert first <= first + second


def test_nothing_is_the_sum_of_nothing() -> None:
    assert total([], "EUR") == Money.zero("EUR")


def test_two_currencies_are_neither_added_nor_compared() -> None:
    dollars, euros = money("USD 1"), money("EUR 1")

    with pytest.raises(TypeError, match=r"USD 1\.00 and EUR 1\.00 are in two currencies"):
        _ = dollars + euros
    with pytest.raises(TypeError):
        _ = dollars - euros
    with pytest.raises(TypeError):
        _ = dollars < euros
    with pytest.raises(TypeError):
        _ = dollars <= euros


@pytest.mark.parametrize(
    ("factor", "digits", "result"),
    [("0.0085", 2, "USD 8.50"), ("0.009999", 2, "USD 9.99"), ("0.9999", 0, "USD 999.00")],
)
def test_conversion_cuts_and_does_not_round(factor: str, digits: int, result: str) -> None:
    assert str(money("JPY 1000").times(Decimal(factor), currency="USD", digits=digits)) == result


def test_division_cuts_and_loses_no_cent() -> None:
    assert str(money("USD 113000").over(Decimal("1.13"), digits=2)) == "USD 100,000.00"
    assert str(money("USD 100").over(Decimal(3), digits=2)) == "USD 33.33"


def test_the_schema_for_editors_describes_text() -> None:
    assert Money.model_json_schema()["type"] == "string"
