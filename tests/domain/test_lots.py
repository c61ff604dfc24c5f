"""Lots and what they reserve, and the policy that they are measured by."""

from decimal import Decimal

from grants.domain.administration.commands import AdoptPolicy
from grants.domain.administration.events import PolicyAdopted
from grants.domain.errors import (
    DuplicateNameError,
    InsufficientFundsError,
    IrregularityOpenError,
    NoRateError,
    UnknownSubjectError,
)
from grants.domain.parties import Donor
from grants.domain.policy import Policy
from grants.domain.procurement.events import LotOpened
from tests.domain import phrases as say
from tests.domain.builders import funded, opened, with_lot
from tests.domain.cast import POLICY

NORLAND = Donor(id="norland", name="Norland")


def test_a_lot_reserves_its_ceiling() -> None:
    talk = funded()

    (event,) = talk.send(say.lot())

    assert isinstance(event, LotOpened)
    assert str(talk.grant.reserved) == "USD 60,000.00"


def test_a_ceiling_in_another_currency_is_reserved_at_the_adopted_rate() -> None:
    talk = funded()

    talk.send(say.lot(ceiling="EUR 10000"))

    assert str(talk.grant.reserved) == "USD 11,000.00"


def test_a_ceiling_in_a_currency_without_a_rate_is_refused() -> None:
    funded().refuses(
        NoRateError, say.lot(ceiling="CHF 1000"), field="ceiling", mend="with a CHF rate"
    )


def test_a_lot_has_a_name_of_its_own() -> None:
    with_lot().refuses(DuplicateNameError, say.lot(), field="lot", mend="another short name")


def test_a_lot_is_paid_by_a_donor_of_the_grant() -> None:
    command = say.lot().but(donor="ostland")

    funded().refuses(UnknownSubjectError, command, field="donor", mend="norland, sudland")


def test_two_lots_may_not_reserve_more_than_may_be_spent() -> None:
    talk = with_lot(ceiling="USD 120000")

    talk.refuses(
        InsufficientFundsError,
        say.lot("boats", ceiling="USD 80000.01"),
        field="ceiling",
        mend="Lower the ceiling",
    )
    talk.send(say.lot("boats", ceiling="USD 80000"))

    assert talk.grant.reserved == talk.grant.spendable


def test_no_lot_is_opened_while_money_is_irregular() -> None:
    talk = funded()
    talk.send(say.money_in("USD 11000", amount="EUR 10000.01"))

    talk.refuses(IrregularityOpenError, say.lot(), field="event", mend="resolve irregularity")


def test_another_policy_is_adopted_and_rules_from_then_on() -> None:
    talk = funded()
    policy = Policy(version="test-2", rates={"CHF": Decimal(2)})

    events = talk.send(AdoptPolicy(policy=policy))
    talk.send(say.lot(ceiling="CHF 1000"))

    assert events == [PolicyAdopted(policy=policy, sha256=policy.sha256)]
    assert str(talk.grant.reserved) == "USD 2,000.00"


def test_one_version_of_a_policy_has_one_content() -> None:
    other = POLICY.but(payment_days=10)

    opened().refuses(
        DuplicateNameError,
        AdoptPolicy(policy=other),
        field="policy.version",
        mend="a version of its own",
    )


def test_a_policy_that_leaves_too_little_for_the_lots_is_refused() -> None:
    talk = with_lot(ceiling="USD 200000")
    dearer = POLICY.but(version="test-2", support_rate=Decimal("0.14"))

    talk.refuses(
        InsufficientFundsError,
        AdoptPolicy(policy=dearer),
        field="policy.support_rate",
        mend="share for support costs",
    )
