"""Nobody decides on the strength of a rate that they adopted themselves."""

import pytest

from grants.domain.errors import AboveDelegationError, SeparationOfDutiesError
from grants.domain.messages import Command
from grants.domain.people import Role
from tests.domain import phrases as say
from tests.domain.builders import ALL_FOUR, opened_bids
from tests.domain.cast import PEOPLE, adopting, appointment
from tests.domain.conversation import Conversation

IN_EUR = (("alpha", "EUR 30000"), ("beta", "USD 44000"))
"""Alpha's comes to USD 33,000: more than Abe may approve."""


def evaluated() -> Conversation:
    talk = opened_bids(*IN_EUR, people=(*PEOPLE, appointment("ben", Role.APPROVER)))
    talk.send(say.evaluation())
    return talk


def refuses(talk: Conversation, command: Command, by: str) -> None:
    refusal = talk.refuses(
        SeparationOfDutiesError, command, by=by, field="by", mend="another appointed person"
    )
    assert "adopted the EUR rate" in refusal.says


def test_an_award_is_not_brought_under_a_limit_by_a_rate_of_ones_own() -> None:
    talk = evaluated()
    talk.refuses(AboveDelegationError, say.award(), by="abe", field="by", mend="a wider delegation")

    talk.send(adopting("abes", EUR="0.90"), by="abe")

    refuses(talk, say.award(), by="abe")


def test_who_adopted_the_rate_may_not_approve_whatever_the_limit() -> None:
    talk = evaluated()
    talk.send(adopting("adas", EUR="1.20"), by="ada")

    refuses(talk, say.award(), by="ada")
    talk.send(say.award(), by="ben")

    assert talk.last.type == "award-approved"


def test_a_rate_stays_its_adopters_while_it_stands_unchanged() -> None:
    talk = evaluated()
    talk.send(adopting("abes", EUR="0.90"), by="abe")

    talk.send(adopting("adas", EUR="0.90", CHF="1.00"), by="ada")

    refuses(talk, say.award(), by="abe")
    talk.send(say.award(), by="ada")
    assert talk.last.type == "award-approved"


def test_an_award_in_the_budgets_currency_hangs_on_no_rate() -> None:
    talk = opened_bids()
    talk.send(adopting("adas", EUR="1.20"), by="ada")
    talk.send(say.evaluation())

    talk.send(say.award(), by="ada")

    assert talk.last.type == "award-approved"


def test_who_adopted_the_rate_may_not_evaluate_by_it() -> None:
    people = (*PEOPLE, appointment("eva", Role.APPROVER))
    talk = opened_bids(*IN_EUR, people=people)
    talk.send(adopting("evas", EUR="0.90"), by="eva")

    refuses(talk, say.evaluation(), by="eva")


def test_who_adopted_the_rate_may_not_pay_by_it() -> None:
    people = (*PEOPLE, appointment("finn", Role.APPROVER))
    talk = opened_bids(*IN_EUR, people=people)
    for command in (say.evaluation(), say.award(), say.order(), say.goods(*ALL_FOUR)):
        talk.send(command)
    talk.send(say.invoice(amount="EUR 30000"))
    talk.send(adopting("finns", EUR="1.05"), by="finn")

    refuses(talk, say.payment(), by="finn")


@pytest.mark.parametrize("rate", ["1.10", "1.20"])
def test_the_rates_that_a_grant_is_opened_with_are_its_openers(rate: str) -> None:
    people = (*PEOPLE, appointment("pia", Role.APPROVER))
    talk = opened_bids(*IN_EUR, people=people)
    talk.send(say.evaluation())
    assert talk.grant.administration.rates_by == {"EUR": "pia"}

    talk.send(adopting("adas", EUR=rate), by="ada")

    changed = rate != "1.10"
    assert talk.grant.administration.rates_by == {"EUR": "ada" if changed else "pia"}
