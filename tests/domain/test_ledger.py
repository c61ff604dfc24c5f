"""Money as a ledger: what came in, whose it is, what lots hold of it, and at which rate."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from grants.domain.administration.commands import AdoptPolicy
from grants.domain.agreement.events import ContributionReceived
from grants.domain.errors import ContradictionError, InsufficientFundsError, IrregularityOpenError
from grants.domain.grant import RULES, duties, evolve
from grants.domain.ledger import POOL, Posting
from grants.domain.messages import ReportedEvent
from grants.domain.money import Money
from grants.domain.parties import Donor
from grants.domain.policy import DatedRate, Policy
from grants.domain.state import Grant
from tests.domain import phrases as say
from tests.domain.builders import (
    ALL_FOUR,
    accepted,
    awarded,
    funded,
    opened,
    opened_bids,
    paid,
    signed,
    solicited,
)
from tests.domain.cast import POLICY
from tests.domain.conversation import Conversation

DATED = POLICY.but(
    rates={
        "EUR": (
            DatedRate.model_validate({"since": "2025-01-15", "rate": "1.10"}),
            DatedRate.model_validate({"since": "2025-02-11", "rate": "1.20"}),
        )
    }
)


def two_donors(**more: Any) -> Conversation:
    """Norland and Sudland have each paid USD 113,000, of which 100,000 may be spent on goods."""
    pledges = ({"donor": "norland", "amount": "EUR 210000"},)
    talk = opened(pledges=(*pledges, {"donor": "sudland", "amount": "USD 113000"}), **more)
    talk.send(say.signing())
    talk.send(say.signing(donor="sudland", amount="USD 113000", reports=()))
    talk.send(say.money_in("USD 113000", amount="EUR 102727.27"))
    talk.send(say.money_in("USD 113000", amount="USD 113000", donor="sudland"))
    return talk


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


def test_a_ceiling_is_reserved_at_the_rate_of_its_day_and_stays_so() -> None:
    talk = funded(policy=DATED)
    talk.send(say.lot(ceiling="EUR 10000"), on="2025-02-10")
    talk.send(say.lot("boats", ceiling="EUR 10000"), on="2025-02-11")

    held = {name: talk.grant.ledger.lot(name) for name in talk.grant.procurement.lots}

    assert held == {"cars": Decimal(11000), "boats": Decimal(12000)}


def test_a_lot_is_not_opened_on_money_that_its_donor_has_not_paid() -> None:
    refusal = funded().refuses(
        InsufficientFundsError,
        say.lot(donor="sudland", ceiling="USD 1"),
        field="ceiling",
        mend="record the contribution that pays for it",
    )

    assert "USD 0.00 of sudland's money" in refusal.says


def test_no_lot_is_opened_before_any_money_has_come() -> None:
    signed().refuses(
        InsufficientFundsError, say.lot(ceiling="USD 1"), field="ceiling", mend="Lower the ceiling"
    )


def test_two_lots_of_one_donor_do_not_reach_into_anothers_money() -> None:
    talk = two_donors()
    talk.send(say.lot(donor="norland", ceiling="USD 60000"))

    talk.refuses(
        InsufficientFundsError,
        say.lot("boats", donor="norland", ceiling="USD 40000.01"),
        field="ceiling",
        mend="Lower the ceiling",
    )
    talk.send(say.lot("boats", donor="norland", ceiling="USD 40000"))

    assert talk.grant.free("norland") == Money.model_validate("USD 0.00")
    assert str(talk.grant.free("sudland")) == str(talk.grant.free(None)) == "USD 100,000.00"


def test_lots_of_the_pool_and_of_a_donor_do_not_overspend_together() -> None:
    talk = two_donors()
    talk.send(say.lot(ceiling="USD 150000"))

    talk.refuses(
        InsufficientFundsError,
        say.lot("boats", donor="sudland", ceiling="USD 50000.01"),
        field="ceiling",
        mend="Lower the ceiling",
    )
    talk.send(say.lot("boats", donor="sudland", ceiling="USD 50000"))
    talk.refuses(
        InsufficientFundsError, say.lot("huts", ceiling="USD 1"), field="ceiling", mend="Lower"
    )


def test_a_lot_that_is_given_up_gives_its_donors_money_back() -> None:
    talk = two_donors()
    talk.send(say.lot(donor="norland", ceiling="USD 100000"))

    talk.send(say.giving_up())

    assert str(talk.grant.free("norland")) == "USD 100,000.00"
    talk.send(say.lot("boats", donor="norland", ceiling="USD 100000"))


def test_a_donors_lots_keep_within_its_money_under_another_policy_too() -> None:
    talk = two_donors()
    talk.send(say.lot(donor="norland", ceiling="USD 100000"))
    dearer = POLICY.but(version="test-2", support_rate=Decimal("0.14"))

    refusal = talk.refuses(
        InsufficientFundsError,
        AdoptPolicy(policy=dearer),
        field="policy.support_rate",
        mend="share for support costs",
    )

    assert "of norland's money" in refusal.says


def test_a_donor_may_be_called_pool() -> None:
    talk = opened(
        donors=(Donor(id="pool", name="Pool of Nations"), Donor(id="norland", name="Norland")),
        pledges=({"donor": "pool", "amount": "USD 113000"},),
    )
    talk.send(say.signing(donor="pool", amount="USD 113000"))
    talk.send(say.money_in("USD 113000", amount="USD 113000", donor="pool"))
    talk.send(say.lot(ceiling="USD 60000"))

    assert talk.grant.ledger.held("pool") == 0


def test_an_award_commits_and_a_payment_spends_what_the_lot_had_reserved() -> None:
    held = [
        tuple(
            talk.grant.ledger.balance(f"{purpose}/cars/{POOL}", "USD")
            for purpose in ("reserved", "committed", "paid")
        )
        for talk in (solicited(), awarded(), paid())
    ]

    expected = [(60000, 0, 0), (20000, 40000, 0), (20000, 0, 40000)]
    assert held == [tuple(map(Decimal, sums)) for sums in expected]


def test_what_a_payment_costs_above_its_award_comes_from_the_lots_reserve() -> None:
    talk = awarded_in_euros()
    talk.send(AdoptPolicy(policy=POLICY.but(version="test-2", rates={"EUR": Decimal("1.2")})))
    talk.send(say.payment())

    ledger = talk.grant.ledger
    assert ledger.paid("cars") == Decimal(48000)
    assert ledger.balance(f"reserved/cars/{POOL}", "USD") == Decimal(12000)
    assert ledger.balance(f"committed/cars/{POOL}", "USD") == 0


def test_a_refund_is_posted_when_the_books_close() -> None:
    talk = accepted()
    talk.send(say.closure("USD 100"))

    assert talk.grant.ledger.balance(f"refunded/{POOL}", "USD") == Decimal(100)


def test_a_posting_says_at_which_rate_it_was_reckoned() -> None:
    talk = awarded_in_euros()
    rates = {item.rate for item in moved(talk) if item.target.startswith("committed/")}

    assert rates == {Decimal("1.1")}


@pytest.mark.parametrize("given", [accepted, two_donors, paid])
def test_every_balance_is_the_sum_of_its_postings_and_all_of_them_come_to_nothing(
    given: Callable[[], Conversation],
) -> None:
    talk = given()
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item in moved(talk):
        sums[f"{item.source} {item.amount.currency}"] -= item.amount.amount
        sums[f"{item.target} {item.amount.currency}"] += item.amount.amount

    assert talk.grant.ledger.balances == sums
    assert sum(sums.values()) == 0


def awarded_in_euros() -> Conversation:
    """A lot bought for EUR 40,000, received and invoiced."""
    talk = opened_bids(("alpha", "EUR 40000"), ("beta", "USD 50000"))
    for command in (say.evaluation(), say.award(), say.order(), say.goods(*ALL_FOUR)):
        talk.send(command)
    talk.send(say.invoice(amount="EUR 40000"))
    return talk


def moved(talk: Conversation) -> list[Posting]:
    """Every posting of a talk in which nothing irregular was accepted."""
    grant = Grant(reference=talk.grant.reference)
    found: list[Posting] = []
    for envelope in talk.stream:
        event = envelope.data
        if not (isinstance(event, ReportedEvent) and event.irregularities):
            found.extend(RULES[event.stage].postings(grant, event))
        grant = evolve(grant, envelope)
    return found
