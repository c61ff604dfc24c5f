"""Closing and cancelling: what is asked for, what is undone, what is possible afterwards."""

from collections.abc import Callable

import pytest

from grants.domain.administration.commands import CancelGrant
from grants.domain.administration.events import GrantCancelled, GrantClosed
from grants.domain.errors import (
    ChecklistIncompleteError,
    ContradictionError,
    GrantEndedError,
)
from grants.domain.grant import duties
from grants.domain.messages import Command, subject_of
from grants.domain.procurement.events import LotCancelled
from grants.domain.reporting.commands import ClearRelease, PublishRelease
from tests.domain import phrases as say
from tests.domain.builders import (
    accepted,
    allocated,
    bid_for,
    closed,
    delivered,
    funded,
    opened,
    ordered,
    paid,
    planned,
    signed,
    solicited,
    stocked,
    with_lot,
)
from tests.domain.cast import opening
from tests.domain.conversation import Conversation

STOP = CancelGrant(reason="The donor withdrew")


def given_up(released: str) -> LotCancelled:
    return LotCancelled.model_validate({"lot": "cars", "reason": STOP.reason, "released": released})


def cancelled() -> Conversation:
    talk = solicited()
    talk.send(STOP)
    return talk


def test_the_books_close_on_a_complete_checklist() -> None:
    (event,) = accepted().send(say.closure())

    assert isinstance(event, GrantClosed)
    assert all(item.done for item in event.checklist)
    assert (str(event.spent), str(event.refund)) == ("USD 40,000.00", "USD 0.00")


def test_closing_is_the_last_duty() -> None:
    assert [duty.key for duty in duties(accepted().grant)] == ["close"]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (opened, "every pledge is an agreement (Sign the agreement with Norland)"),
        (signed, "and every irregularity resolved (Record the contribution of Norland)"),
        (funded, "Open a lot and reserve its ceiling"),
        (with_lot, "every lot is bought, received and paid (Invite bids: Cars)"),
        (stocked, "Register the invoice: Cars"),
        (paid, "every unit is handed over, with title (Plan the handover of 4 units in stock)"),
        (delivered, "Transfer title: Handover gift"),
        (delivered, "every release published (Draft the release: Handover gift"),
        (delivered, "every report is accepted"),
    ],
)
def test_the_refusal_to_close_names_what_is_missing(
    given: Callable[[], Conversation], missing: str
) -> None:
    refusal = given().refuses(ChecklistIncompleteError, say.closure(), mend="whose turn it is")

    assert missing in refusal.says


def test_the_books_do_not_close_over_an_irregularity() -> None:
    talk = accepted()
    talk.send(say.money_in("USD 11000", amount="EUR 10000.01"))

    refusal = talk.refuses(ChecklistIncompleteError, say.closure(), mend="Do these first")

    to_do = f"Resolve irregularity {talk.last.sequence}: contribution received"
    assert f"every irregularity resolved ({to_do})" in refusal.says


def test_the_unspent_balance_may_be_refunded_to_the_cent() -> None:
    talk = accepted()

    (event,) = talk.send(say.closure("USD 180800.00"))

    assert isinstance(event, GrantClosed)
    assert str(event.refund) == "USD 180,800.00"


@pytest.mark.parametrize("refund", ["USD 180800.01", "EUR 1"])
def test_a_refund_above_the_unspent_balance_or_in_another_currency_is_refused(
    refund: str,
) -> None:
    accepted().refuses(
        ContradictionError, say.closure(refund), field="refund", mend="up to the unspent balance"
    )


def test_cancelling_a_pledge_leaves_nothing_to_undo() -> None:
    assert [event.type for event in opened().send(STOP)] == ["grant-cancelled"]


def test_cancelling_a_lot_releases_its_reserve() -> None:
    assert with_lot().send(STOP) == [
        given_up("USD 60000"),
        GrantCancelled.model_validate({"reason": STOP.reason, "unspent": "USD 226000.00"}),
    ]


def test_cancelling_a_solicitation_calls_it_off() -> None:
    assert kinds(bid_for()) == ["solicitation-cancelled", "lot-cancelled", "grant-cancelled"]


def test_cancelling_an_order_calls_it_off() -> None:
    assert kinds(ordered()) == ["order-cancelled", "lot-cancelled", "grant-cancelled"]


def test_cancelling_does_not_call_off_goods_that_have_arrived() -> None:
    assert kinds(stocked()) == ["lot-cancelled", "grant-cancelled"]


def test_cancelling_a_planned_handover_gives_its_units_back() -> None:
    talk = allocated()

    assert kinds(talk) == ["handover-cancelled", "lot-cancelled", "grant-cancelled"]
    assert talk.grant.allocated("cars") == set()


def test_cancelling_leaves_what_has_been_handed_over() -> None:
    talk = delivered()

    assert kinds(talk)[-2:] == ["lot-cancelled", "grant-cancelled"]
    assert not talk.grant.delivery.handovers["gift"].cancelled


def test_cancelling_releases_what_was_not_spent() -> None:
    talk = paid()

    events = talk.send(STOP)

    assert events == [
        given_up("USD 20000.00"),
        GrantCancelled.model_validate({"reason": STOP.reason, "unspent": "USD 180800.00"}),
    ]


def test_cancelling_undoes_every_stage_in_reverse_order() -> None:
    talk = delivered()
    talk.send(say.lot("boats", ceiling="USD 30000"))
    talk.send(say.solicitation("boats", closes="2025-07-01T12:00"))
    talk.send(say.plan("later"))
    talk.send(say.plan("last"))

    assert [(event.type, subject_of(event)) for event in talk.send(STOP)] == [
        ("release-withdrawn", "press-release/1"),
        ("handover-cancelled", "last"),
        ("handover-cancelled", "later"),
        ("solicitation-cancelled", "boats"),
        ("lot-cancelled", "boats"),
        ("lot-cancelled", "cars"),
        ("grant-cancelled", ""),
    ]


def test_cancelling_leaves_a_published_release() -> None:
    assert kinds(accepted()) == ["lot-cancelled", "grant-cancelled"]


def test_a_cancelled_grant_asks_nothing_of_anybody() -> None:
    assert duties(cancelled().grant) == ()


@pytest.mark.parametrize(
    "command", [STOP, say.closure(), say.passage(), say.money_in(), say.lot("boats")]
)
def test_nothing_is_said_to_a_cancelled_grant(command: Command) -> None:
    cancelled().refuses(GrantEndedError, command, mend="Open another grant")


@pytest.mark.parametrize(
    "command",
    [STOP, say.closure(), say.money_in(), say.lot("boats"), say.plan("more"), say.acceptance()],
)
def test_nothing_that_moves_money_or_goods_follows_the_closing(command: Command) -> None:
    closed().refuses(GrantEndedError, command, mend="grants show")


def test_an_ended_grant_is_not_opened_again() -> None:
    closed().refuses(GrantEndedError, opening(), mend="Open another grant")


def test_a_release_may_still_be_drafted_cleared_and_published_after_the_closing() -> None:
    talk = closed()
    release = "press-release/2"

    talk.send(say.passage())
    talk.send(say.release_draft(), by="ines")
    talk.send(say.drafted(release))
    talk.send(ClearRelease(document=release))
    talk.send(PublishRelease(document=release, channel="Radio"))

    assert talk.grant.reporting.documents[release].published
    assert talk.grant.administration.ended == "closed"


def test_a_lot_in_stock_may_be_planned_for_until_the_grant_is_cancelled() -> None:
    talk = planned()
    talk.send(STOP)

    talk.refuses(GrantEndedError, say.allocation(say.some(1)), mend="Open another grant")


def kinds(talk: Conversation) -> list[str]:
    """The types of what cancelling leads to."""
    return [event.type for event in talk.send(STOP)]
