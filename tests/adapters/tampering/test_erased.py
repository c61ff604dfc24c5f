# ruff: noqa: S608 - statements are made of constants, by those who tamper
"""What was erased in silence is found; what an event says was erased is in order."""

from grants.adapters.journal import SqlJournal, connect
from grants.domain.administration.events import PersonAppointed, PersonErased
from grants.domain.envelope import Envelope
from grants.domain.people import Appointment
from grants.domain.personal import left
from tests.adapters.tampering.homes import CHANGED, ENDED, RUNNING, Home, cancelled, grant, said
from tests.domain import phrases as say


def erase(home: Home, path: str, word: str | None) -> None:
    engine = connect(home.url)
    person = next(e for e in home.stream(RUNNING) if e.type == "person-appointed")
    SqlJournal(engine).erase(RUNNING, {person.sequence: {path: word}})
    engine.dispose()


def stated(event: Envelope) -> Appointment:
    assert isinstance(event.data, PersonAppointed)
    return event.data.appointment


def test_what_was_erased_in_silence_is_found_and_nothing_else_is_wrong(home: Home) -> None:
    erase(home, "data.appointment.name.family", "erased")

    assert [fault.says for fault in home.examined().faults] == [
        "something was erased, and no event says so"
    ]
    assert "erased" in str(home.stream(RUNNING))


def test_another_value_in_an_erased_place_is_found(home: Home) -> None:
    erase(home, "data.appointment.name.family", "Somebody")

    assert CHANGED in said(home.examined())


def test_a_value_that_comes_back_without_its_salt_is_found(home: Home) -> None:
    before = home.stream(RUNNING)
    erase(home, "data.appointment.name.family", "erased")
    person = next(e for e in before if isinstance(e.data, PersonAppointed))
    family = stated(person).name.family
    home.sql(
        f"UPDATE events SET data = replace(data, '\"erased\"', '\"{family}\"') "
        f"WHERE stream = '{RUNNING}' AND sequence = {person.sequence}"
    )

    assert CHANGED in said(home.examined())


def test_somebody_is_erased_after_a_grant_was_cancelled_and_nothing_is_wrong(home: Home) -> None:
    talk = cancelled()
    talk.send(say.erasing("dan"))
    new = grant(talk, ENDED)[-1]
    assert isinstance(new.data, PersonErased)
    home.append([new])

    engine = connect(home.url)
    places = {at: {path: left(path) for path in paths} for at, paths in new.data.fields.items()}
    SqlJournal(engine).erase(ENDED, places)
    engine.dispose()

    assert said(home.examined()) == ""
