"""Who is told: by role, by turn, by the day of recording; each once, however it is batched."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.domain.administration.events import PersonAppointed
from grants.domain.envelope import Entry, Envelope
from grants.domain.grant import course
from grants.domain.people import Role
from grants.domain.state import Grant
from grants.notices import tellings
from tests.domain import phrases as say
from tests.domain.builders import accepted, funded, owned
from tests.notices.post import letters, told, with_mail

STORY = with_mail(accepted().stream)


def keys(stream: list[Envelope]) -> set[str]:
    states = course(Grant(reference="EXA-1"), stream)
    return {key for one in tellings(states, stream) for key in one.keys}


def actors(stream: list[Envelope]) -> set[str]:
    """Who is told of the last event."""
    return {one.reader.actor for one in told(stream, len(stream), len(stream))[1]}


def test_whose_turn_it_becomes_is_told_beside_those_who_always_are() -> None:
    talk = owned()
    talk.send(say.drafted(say.RELEASE))

    assert actors(talk.stream) == {"ines", "pia", "ada", "abe"}


def test_an_event_that_is_told_to_nobody_is_told_to_nobody() -> None:
    talk = owned()
    talk.send(say.plan("later"))

    assert actors(talk.stream) == set()


@given(st.lists(st.integers(1, len(STORY)), max_size=12))
@settings(max_examples=25, deadline=None)
def test_who_is_told_of_what_does_not_depend_on_the_batches(cuts: list[int]) -> None:
    states, found = course(Grant(reference="EXA-1"), STORY), list[str]()
    bounds = [0, *sorted(set(cuts)), len(STORY)]
    for start, end in pairwise(bounds):
        parts = tellings(states[start : end + 1], STORY[start:end])
        found += [key for one in parts for key in one.keys]

    assert len(found) == len(set(found))
    assert set(found) == keys(STORY)


def test_a_person_of_two_roles_gets_one_mail() -> None:
    talk = funded()
    talk.send(say.appointing("finn", Role.PROGRAMME))
    talk.send(say.money_in("USD 1000", amount="EUR 900"))
    stream = with_mail(talk.stream)

    assert list(letters(stream, 1, len(stream))).count("finn") == 1


@pytest.mark.parametrize(("entry", "hears"), [(Entry.LATE, True), (Entry.BACK, False)])
def test_an_event_dated_back_cannot_choose_who_hears_of_it(entry: Entry, *, hears: bool) -> None:
    stream = with_mail(funded().stream)
    stream[-1] = stream[-1].model_copy(
        update={"on": stream[0].on - timedelta(days=2000), "entry": entry}
    )

    assert bool(actors(stream)) == hears


def test_who_was_appointed_after_the_recording_is_not_told() -> None:
    stream = with_mail(funded().stream)
    later = (stream[-1].recorded_at + timedelta(days=1)).date()

    def put_off(event: Envelope) -> Envelope:
        if not isinstance(event.data, PersonAppointed):
            return event
        appointment = event.data.appointment.model_copy(update={"since": later})
        data = event.data.model_copy(update={"appointment": appointment})
        return event.model_copy(update={"data": data})

    assert actors([put_off(event) for event in stream]) == set()


def test_who_has_no_mail_address_gets_no_mail() -> None:
    stream = funded().stream

    assert actors(stream) == {"pia", "dan"}
    assert letters(stream, len(stream), len(stream)) == {}
