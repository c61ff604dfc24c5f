"""Handovers and the units that go with them."""

import pytest

from grants.domain.delivery.content import Share
from grants.domain.delivery.events import (
    HandoverPlanned,
    UnitsAllocated,
)
from grants.domain.errors import (
    AlreadyDoneError,
    DuplicateNameError,
    IrregularityOpenError,
    UnitsNotAvailableError,
    UnknownSubjectError,
)
from grants.domain.grant import duties
from tests.domain import phrases as say
from tests.domain.builders import (
    ALL_FOUR,
    LOT,
    allocated,
    delivered,
    ordered,
    paid,
    planned,
    stocked,
)
from tests.domain.conversation import Conversation


def with_boats(*serials: str) -> Conversation:
    """Four cars and some boats in stock, and a handover planned."""
    talk = planned()
    talk.send(say.lot("boats", quantity=len(serials)))
    talk.send(say.goods(*serials, of="boats"))
    talk.send(say.ruling(talk.last.sequence, accepted=True))
    return talk


def test_a_handover_is_planned() -> None:
    assert paid().send(say.plan()) == [
        HandoverPlanned(handover="gift", title="Handover gift", ceremony=True)
    ]


def test_a_handover_has_a_name_of_its_own() -> None:
    planned().refuses(DuplicateNameError, say.plan(), field="handover", mend="another short name")


def test_nothing_is_said_of_a_handover_that_is_not_planned() -> None:
    planned().refuses(
        UnknownSubjectError,
        say.custody("other"),
        field="handover",
        mend="Name one of: gift, or plan it first",
    )


def test_units_are_allocated_by_name() -> None:
    talk = planned()

    (event,) = talk.send(say.allocation(say.units("C2", "C4")))

    assert isinstance(event, UnitsAllocated)
    assert event.goods == {LOT: 2}
    assert talk.grant.delivery.handovers["gift"].units == ((LOT, "C2"), (LOT, "C4"))


def test_units_are_allocated_by_number_in_the_order_of_their_arrival() -> None:
    talk = planned()

    talk.send(say.allocation(say.units("C2"), say.some(2, to="customs")))

    assert talk.grant.delivery.handovers["gift"].units == (
        (LOT, "C2"),
        (LOT, "C1"),
        (LOT, "C3"),
    )


def test_only_beneficiaries_get_units() -> None:
    planned().refuses(
        UnknownSubjectError,
        say.allocation(say.units("C1", to="navy")),
        field="shares",
        mend="customs, police",
    )


def test_without_beneficiaries_the_recipient_gets_the_units() -> None:
    talk = stocked(beneficiaries=())
    talk.send(say.plan())
    talk.refuses(
        UnknownSubjectError,
        say.allocation(say.units("C1", to="police")),
        field="shares",
        mend="Name one of: recipient.",
    )

    talk.send(say.allocation(say.units("C1", to="recipient")))

    assert talk.grant.allocated(LOT) == {"C1"}


@pytest.mark.parametrize(
    "share",
    [
        pytest.param(say.units("C9"), id="not in stock"),
        pytest.param(say.units("C1", "C1"), id="twice"),
        pytest.param(say.units("C1", of="boats"), id="of another lot"),
        pytest.param(say.some(5), id="too many"),
        pytest.param(Share(beneficiary="police"), id="none at all"),
    ],
)
def test_units_that_are_not_in_stock_are_not_allocated(share: Share) -> None:
    planned().refuses(UnitsNotAvailableError, say.allocation(share), field="shares", mend="units")


def test_a_quantity_comes_from_a_lot_that_is_open() -> None:
    planned().refuses(
        UnknownSubjectError,
        say.allocation(say.some(1, of="boats")),
        field="lot",
        mend="Name one of: cars",
    )


def test_damaged_units_are_not_allocated() -> None:
    talk = ordered()
    talk.send(say.goods(*ALL_FOUR, damaged=("C4",)))
    talk.send(say.plan())

    talk.refuses(
        UnitsNotAvailableError,
        say.allocation(say.units("C4")),
        field="shares",
        mend="received fit for use",
    )
    talk.send(say.allocation(say.some(3)))


def test_a_unit_is_allocated_once() -> None:
    talk = allocated()
    talk.send(say.plan("other"))

    talk.refuses(
        UnitsNotAvailableError,
        say.allocation(say.units("C1"), to="other"),
        field="shares",
        mend="are free",
    )
    talk.refuses(
        UnitsNotAvailableError, say.allocation(say.some(1)), field="shares", mend="in stock"
    )


def test_nothing_is_allocated_while_the_lots_goods_are_irregular() -> None:
    talk = planned()
    talk.send(say.goods("C5"))

    talk.refuses(
        IrregularityOpenError,
        say.allocation(say.units("C1")),
        field="event",
        mend="resolve irregularity",
    )


def test_one_handover_takes_units_of_two_lots() -> None:
    talk = with_boats("B1", "B2")

    talk.send(say.allocation(say.units("C1", "B1"), say.some(1, to="customs", of="boats")))

    handover = talk.grant.delivery.handovers["gift"]
    assert handover.units == ((LOT, "C1"), ("boats", "B1"), ("boats", "B2"))
    last = talk.last.data
    assert isinstance(last, UnitsAllocated)
    assert last.goods == {LOT: 1, "boats": 2}


def test_where_two_lots_have_one_serial_number_the_lot_is_named() -> None:
    talk = with_boats("C1")

    talk.refuses(
        UnitsNotAvailableError,
        say.allocation(say.units("C1")),
        field="shares",
        mend="name the lot where two lots have the same number",
    )
    talk.send(say.allocation(say.units("C1", of="boats")))

    assert talk.grant.allocated("boats") == {"C1"}
    assert talk.grant.allocated(LOT) == set()


def test_one_lot_goes_out_in_several_handovers() -> None:
    talk = planned(ceremony=False)
    talk.send(say.plan("rest", ceremony=False))
    talk.send(say.allocation(say.some(3)))
    talk.send(say.allocation(say.some(1, to="customs"), to="rest"))
    talk.send(say.custody())

    talk.send(say.custody("rest"))

    assert talk.last.data.model_dump()["units"] == ("C4",)
    assert talk.grant.allocated(LOT) == set(ALL_FOUR)


def test_what_is_left_in_stock_is_somebodys_duty() -> None:
    talk = planned()
    talk.send(say.allocation(say.some(3)))

    assert "Allocate 1 units in stock" in [duty.what for duty in duties(talk.grant)]


def test_nothing_is_added_to_a_handover_that_has_taken_place() -> None:
    delivered().refuses(
        AlreadyDoneError,
        say.allocation(say.units("C1")),
        field="handover",
        mend="Plan another handover",
    )
