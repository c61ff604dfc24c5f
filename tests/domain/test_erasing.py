"""A person's names, addresses and words leave the grant, and the short name stays."""

from grants.domain import personal
from grants.domain.administration.commands import CancelGrant
from grants.domain.administration.events import PersonErased
from grants.domain.envelope import Envelope
from grants.domain.errors import (
    ContradictionError,
    NotAppointedError,
    SeparationOfDutiesError,
    UnknownSubjectError,
)
from grants.domain.grant import replay
from tests.domain import phrases as say
from tests.domain.builders import closed, opened, scheduled
from tests.domain.conversation import Conversation


def held() -> Conversation:
    talk = scheduled()
    talk.send(say.invitation("minister", "envoy"))
    talk.send(say.postponement("2025-05-27T10:00"))
    talk.send(say.ceremony("minister", "envoy", spoke="envoy"), on="2025-05-20")
    return talk


def taken_out(stream: list[Envelope], of: PersonErased) -> list[Envelope]:
    """The stream as the journal keeps it afterwards."""
    return [
        personal.erased(told, of.fields[told.sequence]) if told.sequence in of.fields else told
        for told in stream
    ]


def erased(talk: Conversation, person: str) -> PersonErased:
    (event,) = talk.send(say.erasing(person))
    assert isinstance(event, PersonErased)
    return event


def test_an_officer_s_name_and_address_leave_the_state() -> None:
    talk = opened()

    event = erased(talk, "dan")

    (dan,) = (item for item in talk.grant.people if item.actor == "dan")
    assert (dan.name.full, dan.email, dan.role) == ("erased", None, "donor-focal-point")
    (paths,) = event.fields.values()
    assert paths == ("data.appointment.name.family",)
    assert "Dan" not in talk.grant.model_dump_json()


def test_a_guest_s_name_and_words_leave_the_state_even_where_they_wait_for_a_decision() -> None:
    talk = held()
    assert talk.grant.irregularities

    event = erased(talk, "envoy")

    assert "Envoy" not in talk.grant.model_dump_json()
    assert "Drive safely" not in talk.grant.model_dump_json()
    assert "Minister" in talk.grant.model_dump_json()
    assert "data.remarks[0].words" in str(event.fields)


def test_the_state_is_the_same_from_the_stream_that_is_left() -> None:
    for person in ("envoy", "dan"):
        talk = held()
        event = erased(talk, person)

        assert replay(talk.grant.reference, taken_out(talk.stream, event)) == talk.grant


def test_a_picture_s_caption_goes_with_those_whom_it_names() -> None:
    talk = scheduled()
    command = say.ceremony("minister", "envoy").but(caption="Left: Sam Envoy.")
    talk.send(command, on="2025-05-27")

    assert "data.caption" not in str(erased(talk, "minister").fields)
    assert "data.caption" in str(erased(talk, "envoy").fields)


def test_those_who_signed_and_have_no_short_name_go_together() -> None:
    talk = opened()
    talk.send(say.signing(signatories=("Hana Example", "Olu Sample")))
    signed = talk.stream[-1].sequence

    event = erased(talk, "signatories")

    assert event.fields == {signed: ("data.signatories",)}
    left = taken_out(talk.stream, event)
    assert "Hana" not in str(left)
    assert replay(talk.grant.reference, left) == talk.grant
    talk.refuses(UnknownSubjectError, say.erasing("signatories"), field="person", mend="ada")


def test_who_is_erased_has_it_done_by_somebody_else() -> None:
    opened().refuses(
        SeparationOfDutiesError, say.erasing("ada"), by="ada", field="by", mend="another"
    )
    opened().refuses(
        NotAppointedError, say.erasing("dan"), by="pia", field="by", mend="approving authority"
    )


def test_nobody_is_erased_twice_nor_unknown() -> None:
    talk = opened()
    talk.refuses(UnknownSubjectError, say.erasing("nobody"), field="person", mend="dan")
    erased(talk, "dan")

    talk.refuses(UnknownSubjectError, say.erasing("dan"), field="person", mend="ada")


def test_a_reason_that_names_the_person_is_refused() -> None:
    opened().refuses(
        ContradictionError,
        say.erasing("dan", "Dan asked for it"),
        field="reason",
        mend="without the name",
    )


def test_a_grant_that_has_ended_can_still_forget() -> None:
    talk = opened()
    talk.send(CancelGrant(reason="The donor withdrew"))
    erased(talk, "dan")

    erased(closed(), "dan")
