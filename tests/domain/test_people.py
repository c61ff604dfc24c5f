"""Who may: appointments, delegated amounts, deputies, and the separation of duties."""

from datetime import date

import pytest

from grants.domain.administration.commands import Escalate, Remind
from grants.domain.administration.events import PersonAppointed
from grants.domain.errors import (
    AboveDelegationError,
    ContradictionError,
    NotAppointedError,
    SeparationOfDutiesError,
)
from grants.domain.messages import Command
from grants.domain.people import Role
from grants.domain.procurement.commands import CloseSolicitation
from grants.domain.reporting.commands import ClearRelease
from tests.domain import phrases as say
from tests.domain.builders import (
    bid_for,
    delivered,
    evaluated,
    invoiced,
    opened,
    opened_bids,
    signed,
    solicited,
    with_lot,
)
from tests.domain.cast import PEOPLE, appointment, opening
from tests.domain.conversation import Conversation


def appointed(actor: str, role: Role, **more: object) -> tuple[object, ...]:
    """The usual people, and one of them with a role besides."""
    return (*PEOPLE, appointment(actor, role, **more))


def test_who_holds_no_role_may_not_act() -> None:
    opened().refuses(
        NotAppointedError,
        say.signing(),
        by="stranger",
        field="by",
        mend="Have an approving authority send it",
    )


def test_an_auditor_may_look_and_not_act() -> None:
    opened().refuses(NotAppointedError, say.signing(), by="otto", field="by", mend="appoint otto")


def test_who_opens_a_grant_is_among_its_people() -> None:
    Conversation().refuses(
        NotAppointedError, opening(), by="zoe", field="by", mend="programme officer"
    )


@pytest.mark.parametrize(
    "command",
    [
        Remind(duty="bids/cars"),
        Escalate(duty="bids/cars"),
        CloseSolicitation(lot="cars"),
    ],
)
def test_nobody_but_the_engine_sends_what_is_the_clocks(command: Command) -> None:
    solicited().refuses(NotAppointedError, command, by="ada", field="by", mend="Leave it")


def test_an_appointment_begins_on_its_first_day_and_ends_after_its_last() -> None:
    talk = opened()
    term = {"since": date(2025, 2, 3), "until": date(2025, 2, 5)}
    talk.send(say.appointing("zoe", Role.APPROVER, **term))

    talk.refuses(
        NotAppointedError, say.signing(), by="zoe", on="2025-02-02", field="by", mend="zoe first"
    )
    talk.refuses(
        NotAppointedError, say.signing(), by="zoe", on="2025-02-06", field="by", mend="zoe first"
    )
    talk.send(say.signing(), by="zoe", on="2025-02-05T23:00")

    assert talk.last.actor == "zoe"


def test_a_person_is_appointed() -> None:
    talk = opened()

    events = talk.send(say.appointing("zoe", Role.FINANCE))

    assert events == [PersonAppointed(appointment=appointment("zoe", Role.FINANCE))]


def test_nobody_appoints_themselves() -> None:
    opened().refuses(
        SeparationOfDutiesError,
        say.appointing("ada", Role.FINANCE),
        by="ada",
        field="by",
        mend="another appointed person",
    )


@pytest.mark.parametrize(("actor", "role"), [("zoe", Role.ENGINE), ("engine", Role.FINANCE)])
def test_nobody_is_appointed_to_be_the_engine(actor: str, role: Role) -> None:
    talk = opened()

    talk.refuses(
        ContradictionError,
        say.appointing(actor, role),
        field="appointment",
        mend="a role of their own",
    )
    Conversation().refuses(
        ContradictionError,
        opening(people=appointed(actor, role)),
        field="people",
        mend="a role of their own",
    )


def test_a_delegated_amount_is_in_the_budgets_currency() -> None:
    opened().refuses(
        ContradictionError,
        say.appointing("zoe", Role.APPROVER, limit="EUR 1"),
        field="appointment",
        mend="in USD",
    )


def test_an_award_above_the_delegated_amount_is_refused() -> None:
    evaluated().refuses(
        AboveDelegationError, say.award(), by="abe", field="by", mend="a wider delegation"
    )


def test_an_award_of_the_delegated_amount_is_approved() -> None:
    talk = opened_bids(("alpha", "USD 30000"), ("beta", "USD 44000"))
    talk.send(say.evaluation())

    talk.send(say.award(), by="abe")

    assert talk.last.authority == "approving-authority, up to USD 30,000.00"


def test_a_payment_above_the_delegated_amount_is_refused() -> None:
    invoiced().refuses(
        AboveDelegationError, say.payment(), by="fay", field="by", mend="a wider delegation"
    )


def test_of_two_appointments_the_wider_one_counts() -> None:
    talk = evaluated()
    talk.send(say.appointing("abe", Role.APPROVER, limit="USD 50000"))

    talk.send(say.award(), by="abe")

    assert talk.last.authority == "approving-authority, up to USD 50,000.00"


def test_a_deputy_acts_in_the_others_place_and_the_record_says_so() -> None:
    talk = signed()

    talk.send(say.money_in(), by="fay")

    assert talk.last.authority == "finance-officer, up to USD 30,000.00, deputy of finn"


def test_bids_are_opened_by_two_officers() -> None:
    talk = bid_for()

    talk.refuses(
        SeparationOfDutiesError,
        say.bids_open(("alpha", "USD 40000"), ("beta", "USD 44000"), witness="paul"),
        on="2025-02-11",
        field="witness",
        mend="another procurement officer",
    )


def test_the_second_officer_is_a_procurement_officer() -> None:
    bid_for().refuses(
        NotAppointedError,
        say.bids_open(("alpha", "USD 40000"), ("beta", "USD 44000"), witness="pia"),
        on="2025-02-11",
        field="by",
        mend="appoint pia first",
    )


@pytest.mark.parametrize("officer", ["paul", "petra"])
def test_who_opened_the_bids_does_not_evaluate_them(officer: str) -> None:
    talk = opened_bids(people=appointed(officer, Role.EVALUATOR))

    talk.refuses(
        SeparationOfDutiesError,
        say.evaluation(),
        by=officer,
        field="by",
        mend="another appointed person",
    )


@pytest.mark.parametrize("actor", ["pia", "paul", "petra", "eva"])
def test_who_asked_invited_opened_or_evaluated_does_not_approve(actor: str) -> None:
    talk = evaluated(people=appointed(actor, Role.APPROVER))

    talk.refuses(
        SeparationOfDutiesError,
        say.award(),
        by=actor,
        field="by",
        mend="another appointed person",
    )


def test_who_only_invited_the_bids_does_not_approve_either() -> None:
    talk = with_lot(people=appointed("pat", Role.PROCUREMENT))
    talk.send(say.appointing("pat", Role.APPROVER))
    talk.send(say.solicitation(), by="pat", on="2025-02-03")
    talk.send(say.bid())
    talk.send(say.bids_open(("alpha", "USD 40000")), on="2025-02-11")
    talk.send(say.evaluation(compliant=["alpha"]))

    talk.refuses(
        SeparationOfDutiesError,
        say.award(),
        by="pat",
        field="by",
        mend="another appointed person",
    )


@pytest.mark.parametrize("actor", ["ada", "pia"])
def test_who_approved_the_award_or_received_the_goods_does_not_pay(actor: str) -> None:
    talk = invoiced(people=appointed(actor, Role.FINANCE))

    talk.refuses(
        SeparationOfDutiesError,
        say.payment(),
        by=actor,
        field="by",
        mend="another appointed person",
    )


def test_who_reported_an_irregular_event_does_not_resolve_it() -> None:
    talk = opened(people=appointed("finn", Role.APPROVER))
    talk.send(say.money_in(), by="finn")

    talk.refuses(
        SeparationOfDutiesError,
        say.ruling(talk.last.sequence, accepted=True),
        by="finn",
        field="by",
        mend="another appointed person",
    )


def test_who_had_a_release_drafted_does_not_clear_it() -> None:
    talk = delivered()
    talk.send(say.appointing("ines", Role.APPROVER))
    talk.send(say.drafted(say.RELEASE))
    talk.send(say.release_draft(), by="ines")
    talk.send(say.drafted("press-release/2"))

    talk.refuses(
        SeparationOfDutiesError,
        ClearRelease(document="press-release/2"),
        by="ines",
        field="by",
        mend="another appointed person",
    )


def test_a_lot_is_not_opened_by_somebody_whose_appointment_has_ended() -> None:
    talk = with_lot()
    talk.send(say.appointing("zoe", Role.PROGRAMME, until=date(2025, 1, 31)))

    talk.refuses(
        NotAppointedError,
        say.lot("boats"),
        by="zoe",
        on="2025-02-01",
        field="by",
        mend="appoint zoe first",
    )
