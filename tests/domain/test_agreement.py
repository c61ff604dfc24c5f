"""Pledges, agreements and the money that comes in."""

from grants.domain.administration.events import GrantOpened, PolicyAdopted
from grants.domain.agreement.commands import RecordPledge
from grants.domain.agreement.events import ContributionReceived, PledgeRecorded
from grants.domain.errors import (
    AlreadyDoneError,
    ContradictionError,
    DuplicateNameError,
    NotYetError,
    UnknownSubjectError,
)
from grants.domain.parties import Beneficiary, Donor
from tests.domain import phrases as say
from tests.domain.builders import funded, opened, signed
from tests.domain.cast import PEOPLE, POLICY, opening
from tests.domain.conversation import Conversation

NORLAND = Donor(id="norland", name="Norland")


def pledge(donor: str = "sudland", amount: str = "USD 1000") -> RecordPledge:
    return RecordPledge.model_validate({"donor": donor, "amount": amount})


def test_a_grant_opens_with_its_policy_its_people_and_its_pledges() -> None:
    talk = opened()

    events = [envelope.data for envelope in talk.stream]
    assert isinstance(events[0], GrantOpened)
    assert events[1] == PolicyAdopted(policy=POLICY, sha256=POLICY.sha256)
    assert talk.grant.administration.people == PEOPLE
    assert events[-1] == PledgeRecorded.model_validate({"donor": "norland", "amount": "EUR 210000"})
    assert {envelope.authority for envelope in talk.stream} == {"programme-officer"}


def test_a_grant_is_opened_once() -> None:
    opened().refuses(AlreadyDoneError, opening(), field="reference", mend="a reference of its own")


def test_nothing_is_said_to_a_grant_that_is_not_open() -> None:
    Conversation().refuses(NotYetError, pledge(), field="reference", mend="Start it first")


def test_two_donors_may_not_have_one_short_name() -> None:
    twice = opening(donors=(NORLAND, NORLAND))

    Conversation().refuses(
        DuplicateNameError, twice, field="donors", mend="a short name of its own"
    )


def test_two_beneficiaries_may_not_have_one_short_name() -> None:
    police = Beneficiary(id="police", name="Police")

    Conversation().refuses(
        DuplicateNameError,
        opening(beneficiaries=(police, police)),
        field="beneficiaries",
        mend="a short name of its own",
    )


def test_only_a_donor_of_the_grant_pledges_with_its_opening() -> None:
    strange = opening(pledges=({"donor": "ostland", "amount": "USD 1"},))

    Conversation().refuses(UnknownSubjectError, strange, field="donor", mend="norland, sudland")


def test_a_further_donor_pledges() -> None:
    talk = opened()

    events = talk.send(pledge())

    assert events == [PledgeRecorded.model_validate(pledge().model_dump(exclude={"type"}))]
    assert str(talk.grant.agreement.pledges["sudland"]) == "USD 1,000.00"


def test_only_a_donor_of_the_grant_pledges() -> None:
    opened().refuses(UnknownSubjectError, pledge("ostland"), field="donor", mend="norland, sudland")


def test_a_pledge_does_not_follow_its_agreement() -> None:
    signed().refuses(ContradictionError, pledge("norland"), field="donor", mend="as a contribution")


def test_an_agreement_is_signed_once() -> None:
    signed().refuses(AlreadyDoneError, say.signing(), field="donor", mend="grants timeline")


def test_an_agreement_follows_a_pledge() -> None:
    opened().refuses(
        NotYetError, say.signing(donor="sudland"), field="donor", mend="Record the pledge first"
    )


def test_only_a_donor_of_the_grant_signs() -> None:
    opened().refuses(
        UnknownSubjectError, say.signing(donor="ostland"), field="donor", mend="norland"
    )


def test_instalments_are_in_the_agreements_currency() -> None:
    mixed = say.signing(instalments=(say.instalment("2025-02-01", "USD 1000"),))

    opened().refuses(ContradictionError, mixed, field="instalments", mend="Give it in EUR")


def test_two_agreements_may_not_ask_for_reports_of_one_name() -> None:
    talk = signed()
    talk.send(pledge())

    talk.refuses(
        DuplicateNameError,
        say.signing(donor="sudland", amount="USD 1000"),
        field="reports",
        mend="a short name of its own",
    )


def test_money_comes_in() -> None:
    talk = signed()

    (event,) = talk.send(say.money_in())

    assert isinstance(event, ContributionReceived)
    assert event.irregularities == ()
    assert str(talk.grant.received) == "USD 226,000.00"
    assert str(talk.grant.spendable) == "USD 200,000.00"


def test_what_may_be_spent_on_goods_is_exact_to_the_cent() -> None:
    talk = signed()

    talk.send(say.money_in("USD 113000", amount="EUR 100000"))

    assert str(talk.grant.spendable) == "USD 100,000.00"


def test_money_is_credited_in_the_budgets_currency() -> None:
    signed().refuses(
        ContradictionError, say.money_in("EUR 200000"), field="credited", mend="in USD"
    )


def test_only_a_donor_of_the_grant_pays() -> None:
    signed().refuses(
        UnknownSubjectError, say.money_in(donor="ostland"), field="donor", mend="norland"
    )


def test_money_without_an_agreement_is_irregular_and_does_not_count() -> None:
    talk = opened()

    (event,) = talk.send(say.money_in())

    assert isinstance(event, ContributionReceived)
    assert event.irregularities == ("no agreement with norland is signed",)
    assert str(talk.grant.received) == "USD 0.00"


def test_money_in_another_currency_than_the_agreements_is_irregular() -> None:
    (event,) = signed().send(say.money_in(amount="USD 226000"))

    assert isinstance(event, ContributionReceived)
    assert event.irregularities == ("the agreement is in EUR",)


def test_money_above_the_agreements_ceiling_is_irregular() -> None:
    talk = funded()

    (event,) = talk.send(say.money_in("USD 11000", amount="EUR 10000.01"))

    assert isinstance(event, ContributionReceived)
    assert event.irregularities == ("contributions of norland pass the agreement's ceiling",)
    assert str(talk.grant.received) == "USD 226,000.00"


def test_money_up_to_the_agreements_ceiling_is_regular() -> None:
    talk = funded()

    talk.send(say.money_in("USD 11000", amount="EUR 10000"))

    assert talk.grant.irregularities == {}


def test_irregular_money_counts_once_it_is_accepted() -> None:
    talk = opened()
    talk.send(say.money_in())

    talk.send(say.ruling(talk.last.sequence, accepted=True))

    assert str(talk.grant.received) == "USD 226,000.00"


def test_irregular_money_that_is_rejected_is_struck_out() -> None:
    talk = opened()
    talk.send(say.money_in())

    talk.send(say.ruling(talk.last.sequence, accepted=False))

    assert talk.grant.agreement.contributions == ()
    assert str(talk.grant.received) == "USD 0.00"


def test_what_is_not_irregular_is_not_resolved() -> None:
    talk = funded()

    talk.refuses(
        UnknownSubjectError,
        say.ruling(talk.last.sequence, accepted=True),
        field="event",
        mend="(none waits)",
    )


def test_an_irregularity_is_resolved_once() -> None:
    talk = opened()
    talk.send(say.money_in())
    ruling = say.ruling(talk.last.sequence, accepted=True)
    talk.send(ruling)

    talk.refuses(UnknownSubjectError, ruling, field="event", mend="Name one of")
