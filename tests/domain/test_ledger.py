"""Money as a ledger: whose it is, what lots hold of it, and at which rate."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from grants.domain.administration.commands import AdoptPolicy
from grants.domain.errors import InsufficientFundsError
from grants.domain.grant import RULES, evolve
from grants.domain.ledger import POOL, Posting
from grants.domain.messages import ReportedEvent
from grants.domain.money import Money
from grants.domain.parties import Donor
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
from tests.domain.cast import DATED, POLICY
from tests.domain.conversation import Conversation


def two_donors(**more: Any) -> Conversation:
    """Norland and Sudland have each paid USD 113,000, of which 100,000 may be spent on goods."""
    pledges = ({"donor": "norland", "amount": "EUR 210000"},)
    talk = opened(pledges=(*pledges, {"donor": "sudland", "amount": "USD 113000"}), **more)
    talk.send(say.signing())
    talk.send(say.signing(donor="sudland", amount="USD 113000", reports=()))
    talk.send(say.money_in("USD 113000", amount="EUR 102727.27"))
    talk.send(say.money_in("USD 113000", amount="USD 113000", donor="sudland"))
    return talk


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
