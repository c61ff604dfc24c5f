"""Lots that are given up, and the ways out of what would be dead ends."""

from collections.abc import Callable

import pytest

from grants.domain.administration.commands import CancelGrant
from grants.domain.errors import (
    AboveCeilingError,
    ContradictionError,
    DuplicateNameError,
    IrregularityOpenError,
    UnknownSubjectError,
)
from grants.domain.grant import duties
from grants.domain.messages import subject_of
from grants.domain.people import Role
from tests.domain import phrases as say
from tests.domain.builders import (
    awarded,
    bid_for,
    opened_bids,
    ordered,
    solicited,
    stocked,
    with_lot,
)
from tests.domain.conversation import Conversation

STOP = CancelGrant(reason="The donor withdrew")


def turns(talk: Conversation) -> list[tuple[str, Role, str | None]]:
    """What is open about lots: its key, whose it is, and the command that does it."""
    return [
        (duty.key, duty.role, duty.command)
        for duty in duties(talk.grant)
        if duty.phase == "procurement"
    ]


@pytest.mark.parametrize(
    ("given", "undone"),
    [
        (with_lot, ["lot-cancelled"]),
        (solicited, ["solicitation-cancelled", "lot-cancelled"]),
        (bid_for, ["solicitation-cancelled", "lot-cancelled"]),
        (opened_bids, ["solicitation-cancelled", "lot-cancelled"]),
        (awarded, ["solicitation-cancelled", "lot-cancelled"]),
        (ordered, ["order-cancelled", "lot-cancelled"]),
    ],
)
def test_a_lot_is_given_up_at_any_point_before_its_goods_arrive(
    given: Callable[[], Conversation], undone: list[str]
) -> None:
    talk = given()

    events = talk.send(say.giving_up(), by="pia")

    assert [event.type for event in events] == undone
    assert talk.grant.lot("cars") is None
    assert (str(talk.grant.reserved), str(talk.grant.free(None))) == ("USD 0.00", "USD 200,000.00")


def test_a_lot_whose_goods_are_here_is_not_given_up() -> None:
    stocked().refuses(ContradictionError, say.giving_up(), field="lot", mend="Hand them over")


def test_a_lot_whose_goods_are_said_to_be_here_is_given_up_once_that_is_decided() -> None:
    talk = with_lot()
    talk.send(say.goods("C1"))
    told = talk.last.sequence

    talk.refuses(
        IrregularityOpenError, say.giving_up(), field="event", mend=f"resolve irregularity {told}"
    )
    talk.send(say.ruling(told, accepted=False))
    talk.send(say.giving_up())

    assert talk.grant.lot("cars") is None


def test_a_lot_is_given_up_once() -> None:
    talk = with_lot()
    talk.send(say.lot("boats", ceiling="USD 1000"))
    talk.send(say.giving_up())

    talk.refuses(UnknownSubjectError, say.giving_up(), field="lot", mend="Name one of: boats, or")


def test_the_name_of_a_lot_that_was_given_up_is_not_given_again() -> None:
    talk = with_lot()
    talk.send(say.giving_up())

    talk.refuses(DuplicateNameError, say.lot(), field="lot", mend="another short name")


def test_nothing_more_is_asked_about_a_lot_that_was_given_up() -> None:
    talk = bid_for()
    talk.send(say.lot("boats", ceiling="USD 1000"))
    talk.send(say.giving_up())

    talk.send(say.passage(), on="2025-03-01")

    assert turns(talk) == [("solicit/boats", Role.PROCUREMENT, "issue-solicitation")]
    assert talk.rung == []


def test_a_lot_for_which_no_bid_came_is_given_up() -> None:
    talk = solicited()
    talk.send(say.passage(), on="2025-02-11")

    assert turns(talk) == [("give-up/cars", Role.PROGRAMME, "cancel-lot")]
    talk.send(say.giving_up())
    talk.send(say.lot("cars-again"))

    assert turns(talk) == [("solicit/cars-again", Role.PROCUREMENT, "issue-solicitation")]


def test_a_lot_whose_only_bid_came_late_and_was_sent_back_is_given_up() -> None:
    talk = solicited()
    talk.send(say.bid(), on="2025-02-11")
    talk.send(say.ruling(talk.last.sequence, accepted=False))

    assert turns(talk) == [("give-up/cars", Role.PROGRAMME, "cancel-lot")]


def test_a_lot_of_which_no_bid_is_compliant_is_given_up() -> None:
    talk = opened_bids()
    unfit = say.evaluation(compliant=(), failing=("alpha", "beta"))
    talk.refuses(
        ContradictionError, unfit, field="recommended", mend="cancel the lot where there is none"
    )

    talk.send(say.giving_up())

    assert turns(talk) == []


def test_a_lot_whose_winner_is_above_its_ceiling_is_opened_again_with_a_higher_one() -> None:
    talk = opened_bids(("alpha", "USD 70000"))
    talk.send(say.evaluation(compliant=["alpha"]))
    talk.refuses(AboveCeilingError, say.award(), field="lot", mend="open one with a higher ceiling")

    talk.send(say.giving_up())
    talk.send(say.lot("more-cars", ceiling="USD 70000"))

    assert str(talk.grant.reserved) == "USD 70,000.00"


def test_cancelling_the_grant_after_a_lot_does_not_call_its_solicitation_off_twice() -> None:
    talk = solicited()
    talk.send(say.lot("boats", ceiling="USD 1000"))
    talk.send(say.giving_up())

    assert [(event.type, subject_of(event)) for event in talk.send(STOP)] == [
        ("lot-cancelled", "boats"),
        ("grant-cancelled", ""),
    ]


def test_units_are_taken_from_the_first_lot_that_is_open() -> None:
    talk = with_lot()
    talk.send(say.giving_up())
    talk.send(say.lot("boats"))
    talk.send(say.goods("B1", of="boats"))
    talk.send(say.ruling(talk.last.sequence, accepted=True))
    talk.send(say.plan())

    talk.send(say.allocation(say.some(1)))

    assert talk.grant.allocated("boats") == {"B1"}


def test_a_lot_that_was_given_up_is_not_named_for_choice() -> None:
    talk = with_lot()
    talk.send(say.lot("boats", ceiling="USD 1000"))
    talk.send(say.giving_up("boats"))

    refusal = talk.refuses(
        UnknownSubjectError, say.solicitation("boats"), field="lot", mend="Name one of: cars, or"
    )

    assert "boats" not in refusal.mend
