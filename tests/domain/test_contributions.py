"""Money that comes in: what it settles, and what it is held against."""

import pytest

from grants.domain.agreement.events import ContributionReceived
from grants.domain.errors import ContradictionError, IrregularityOpenError
from grants.domain.grant import duties
from grants.domain.policy import Policy
from tests.domain import phrases as say
from tests.domain.builders import (
    opened,
    signed,
)
from tests.domain.cast import DATED
from tests.domain.conversation import Conversation


def promised(*instalments: tuple[str, str]) -> Conversation:
    talk = opened()
    given = tuple(say.instalment(due, amount) for due, amount in instalments)
    talk.send(say.signing(instalments=given), on="2025-01-13")
    return talk


def awaited(talk: Conversation) -> list[str]:
    return [duty.key for duty in duties(talk.grant) if duty.key.startswith("contribution/")]


def test_one_euro_does_not_settle_an_instalment_of_nine_thousand() -> None:
    talk = promised(("2025-03-03", "EUR 9000"))

    talk.send(say.money_in("USD 1.10", amount="EUR 1"))
    assert awaited(talk) == ["contribution/norland/1"]

    talk.send(say.money_in("USD 9898.90", amount="EUR 8999"))
    assert awaited(talk) == []


def test_one_payment_settles_as_many_instalments_as_it_pays_for() -> None:
    talk = promised(("2025-03-03", "EUR 9000"), ("2025-04-03", "EUR 9000"), ("2025-05-05", "EUR 1"))

    talk.send(say.money_in("USD 19800", amount="EUR 18000"))

    assert awaited(talk) == ["contribution/norland/3"]


def test_an_agreement_without_instalments_waits_for_money_once() -> None:
    talk = signed()
    assert awaited(talk) == ["contribution/norland/1"]

    talk.send(say.money_in("USD 1.10", amount="EUR 1"))

    assert awaited(talk) == []


def test_money_that_waits_for_a_ruling_settles_nothing() -> None:
    talk = promised(("2025-03-03", "EUR 9000"))

    talk.send(say.money_in("USD 1", amount="EUR 9000"))

    assert awaited(talk) == ["contribution/norland/1"]


def test_one_euro_credited_as_a_fortune_is_irregular_and_does_not_count() -> None:
    talk = signed()

    (event,) = talk.send(say.money_in("USD 999999999", amount="EUR 1"))

    assert isinstance(event, ContributionReceived)
    assert event.irregularities == (
        "USD 999,999,999.00 was credited where the adopted rate makes it USD 1.10",
    )
    assert str(talk.grant.received) == "USD 0.00"
    talk.refuses(IrregularityOpenError, say.lot(), field="event", mend="resolve irregularity")


@pytest.mark.parametrize(
    ("credited", "odd"),
    [
        ("USD 104499.99", True),
        ("USD 104500", False),
        ("USD 110000", False),
        ("USD 115500", False),
        ("USD 115500.01", True),
    ],
)
def test_what_was_credited_may_differ_from_the_adopted_rate_by_the_tolerance(
    credited: str, *, odd: bool
) -> None:
    (event,) = signed().send(say.money_in(credited, amount="EUR 100000"))

    assert isinstance(event, ContributionReceived)
    assert bool(event.irregularities) is odd


def test_money_in_the_budgets_currency_is_credited_as_it_was_paid() -> None:
    talk = opened(pledges=({"donor": "sudland", "amount": "USD 1000"},))
    talk.send(say.signing(donor="sudland", amount="USD 1000"))

    (event,) = talk.send(say.money_in("USD 900", amount="USD 100", donor="sudland"))

    assert isinstance(event, ContributionReceived)
    assert event.irregularities


def test_money_in_a_currency_without_a_rate_is_irregular() -> None:
    talk = signed(policy=Policy(version="test-1"))

    (event,) = talk.send(say.money_in())

    assert isinstance(event, ContributionReceived)
    assert event.irregularities == ("no rate for EUR is adopted to hold USD 226,000.00 against",)


def test_no_grant_holds_more_money_than_there_is() -> None:
    talk = opened(pledges=({"donor": "sudland", "amount": "USD 999999999999999"},))
    talk.send(say.signing(donor="sudland", amount="USD 999999999999999"))
    most = "USD 999999999999999"
    talk.send(say.money_in(most, amount=most, donor="sudland"))

    talk.refuses(
        ContradictionError,
        say.money_in("USD 1", amount="USD 1", donor="sudland"),
        field="credited",
        mend="Check the sum",
    )


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2025-01-14", ("no rate for EUR is adopted to hold USD 110,000.00 against",)),
        ("2025-01-15", ()),
        ("2025-02-10", ()),
        (
            "2025-02-11",
            ("USD 110,000.00 was credited where the adopted rate makes it USD 120,000.00",),
        ),
    ],
)
def test_money_is_held_against_the_rate_of_its_day(day: str, said: tuple[str, ...]) -> None:
    talk = signed(policy=DATED)

    (event,) = talk.send(say.money_in("USD 110000", amount="EUR 100000"), on=day)

    assert isinstance(event, ContributionReceived)
    assert event.irregularities == said
