"""A handover that does not take place is called off, and its units are free again."""

from collections.abc import Callable

import pytest

from grants.domain.delivery.events import HandoverCancelled
from grants.domain.errors import ContradictionError, IrregularityOpenError, UnknownSubjectError
from grants.domain.grant import duties
from grants.domain.model import Phase
from tests.domain import phrases as say
from tests.domain.builders import allocated, delivered, held, owned, planned, scheduled
from tests.domain.conversation import Conversation


@pytest.mark.parametrize("given", [planned, allocated, scheduled, held])
def test_a_handover_is_called_off_before_its_units_change_hands(
    given: Callable[[], Conversation],
) -> None:
    talk = given()

    events = talk.send(say.calling_off(), by="pia")

    assert events == [HandoverCancelled(handover="gift", reason="Not safe")]
    assert talk.grant.handover("gift") is None
    assert talk.grant.allocated("cars") == set()


def test_nothing_more_is_asked_about_a_handover_that_was_called_off() -> None:
    talk = owned()
    talk.send(say.plan("later"))

    talk.send(say.calling_off("later"))

    assert [duty for duty in duties(talk.grant) if duty.phase is Phase.DELIVERY] == []


def test_a_handover_that_has_taken_place_is_not_called_off() -> None:
    delivered().refuses(
        ContradictionError, say.calling_off(), field="handover", mend="Transfer title next"
    )


def test_a_handover_is_called_off_once() -> None:
    talk = planned()
    talk.send(say.calling_off())

    talk.refuses(
        UnknownSubjectError, say.calling_off(), field="handover", mend="Name one of: (none yet)"
    )


def test_a_handover_whose_ceremony_is_in_question_is_called_off_once_that_is_decided() -> None:
    talk = scheduled()
    talk.send(say.ceremony("envoy"), on="2025-05-19")
    told = talk.last.sequence

    talk.refuses(
        IrregularityOpenError, say.calling_off(), field="event", mend=f"irregularity {told}"
    )
    talk.send(say.ruling(told, accepted=False))
    talk.send(say.calling_off())

    assert talk.grant.handover("gift") is None
