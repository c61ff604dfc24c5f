"""Ceremonies, custody and title."""

from collections.abc import Callable

import pytest

from grants.domain.delivery.events import (
    CeremonyHeld,
    CeremonyPostponed,
    CeremonyScheduled,
    CustodyTransferred,
    PeopleInvited,
    TitleTransferred,
)
from grants.domain.errors import (
    AlreadyDoneError,
    ContradictionError,
    IrregularityOpenError,
    NotYetError,
    WrongDateError,
)
from tests.domain import phrases as say
from tests.domain.builders import (
    ALL_FOUR,
    allocated,
    delivered,
    held,
    owned,
    planned,
    scheduled,
)
from tests.domain.cast import at
from tests.domain.conversation import Conversation


def test_a_ceremony_is_scheduled() -> None:
    assert allocated().send(say.schedule()) == [
        CeremonyScheduled(handover="gift", starts=at(say.CEREMONY), place="Courtyard")
    ]


def test_a_ceremony_is_scheduled_once() -> None:
    scheduled().refuses(
        AlreadyDoneError, say.schedule(), field="handover", mend="Postpone the ceremony"
    )


def test_a_handover_without_a_ceremony_has_none_scheduled() -> None:
    allocated(ceremony=False).refuses(
        AlreadyDoneError, say.schedule(), field="handover", mend="Transfer custody, or plan another"
    )


def test_a_ceremony_needs_units_to_hand_over() -> None:
    planned().refuses(NotYetError, say.schedule(), field="handover", mend="Allocate units first")


def test_a_ceremony_is_not_scheduled_in_the_past() -> None:
    allocated().refuses(
        WrongDateError,
        say.schedule("2025-05-07T08:59"),
        on="2025-05-07",
        field="starts",
        mend="a later time",
    )


def test_people_are_invited_to_a_scheduled_ceremony() -> None:
    talk = scheduled()

    (event,) = talk.send(say.invitation("minister"))
    talk.send(say.invitation("envoy"))

    assert isinstance(event, PeopleInvited)
    ceremony = talk.grant.delivery.handovers["gift"].ceremony
    assert ceremony is not None
    assert [guest.person for guest in ceremony.guests] == ["minister", "envoy"]


def test_nobody_is_invited_to_a_ceremony_that_is_not_scheduled() -> None:
    allocated().refuses(
        NotYetError, say.invitation("envoy"), field="handover", mend="Schedule it first"
    )


def test_nobody_is_invited_to_a_ceremony_that_is_over() -> None:
    held().refuses(
        AlreadyDoneError, say.invitation("envoy"), field="handover", mend="grants timeline"
    )


def test_a_ceremony_is_postponed() -> None:
    talk = scheduled()

    assert talk.send(say.postponement("2025-05-27T10:00")) == [
        CeremonyPostponed(handover="gift", starts=at("2025-05-27T10:00"), reason="Rain")
    ]


def test_a_ceremony_is_not_postponed_to_an_earlier_time() -> None:
    scheduled().refuses(
        WrongDateError, say.postponement(say.CEREMONY), field="starts", mend="a later time"
    )


def test_a_ceremony_is_held() -> None:
    (*_, event) = scheduled().send(say.ceremony("envoy", spoke="envoy"), on="2025-05-20")

    assert isinstance(event, CeremonyHeld)
    assert event.irregularities == ()


def test_a_ceremony_is_held_once() -> None:
    held().refuses(AlreadyDoneError, say.ceremony(), field="handover", mend="grants timeline")


def test_who_spoke_was_there() -> None:
    scheduled().refuses(
        ContradictionError,
        say.ceremony("minister", spoke="envoy"),
        on="2025-05-20",
        field="remarks",
        mend="one of the attendees: minister",
    )


def test_a_ceremony_before_its_date_is_irregular_and_blocks_custody() -> None:
    talk = scheduled()

    (event,) = talk.send(say.ceremony(), on="2025-05-12")

    assert isinstance(event, CeremonyHeld)
    assert event.irregularities == ("held before the date that was set, 2025-05-20",)
    talk.refuses(IrregularityOpenError, say.custody(), field="event", mend="resolve irregularity")


def test_a_ceremony_out_of_the_blue_is_irregular() -> None:
    (event,) = planned().send(say.ceremony())

    assert isinstance(event, CeremonyHeld)
    assert event.irregularities == ("no ceremony was scheduled", "no units were allocated")


@pytest.mark.parametrize("given", [allocated, scheduled])
def test_an_irregular_ceremony_that_is_rejected_has_not_been_held(
    given: Callable[[], Conversation],
) -> None:
    talk = given()
    talk.send(say.ceremony(), on="2025-05-12")
    talk.send(say.ruling(talk.last.sequence, accepted=False))

    talk.refuses(NotYetError, say.custody(), field="handover", mend="Report the ceremony first")


def test_custody_follows_the_ceremony() -> None:
    scheduled().refuses(
        NotYetError, say.custody(), field="handover", mend="or plan the handover without one"
    )


def test_custody_needs_units() -> None:
    planned().refuses(NotYetError, say.custody(), field="handover", mend="Allocate units first")


def test_a_handover_without_a_ceremony_goes_straight_to_custody() -> None:
    (event,) = allocated(ceremony=False).send(say.custody())

    assert isinstance(event, CustodyTransferred)
    assert (event.giver, event.units) == ("EA", ALL_FOUR)


def test_custody_is_transferred_once() -> None:
    delivered().refuses(
        AlreadyDoneError, say.custody(), field="handover", mend="Transfer title next"
    )


def test_title_follows_custody() -> None:
    held().refuses(NotYetError, say.title(), field="handover", mend="Transfer custody first")


def test_title_goes_to_the_units_handed_over() -> None:
    *_, event = delivered().send(say.title())

    assert isinstance(event, TitleTransferred)
    assert event.units == ALL_FOUR


def test_title_is_transferred_once() -> None:
    owned().refuses(AlreadyDoneError, say.title(), field="handover", mend="Nothing has to be done")
