"""One person, one short name: duties are kept apart between people, not between names."""

from typing import Any

import pytest

from grants.domain.errors import ContradictionError
from grants.domain.people import Appointment, PersonName, Role
from tests.domain import phrases as say
from tests.domain.builders import opened
from tests.domain.cast import PEOPLE, appointment, opening
from tests.domain.conversation import Conversation

ADA = "ada@example.org"
SAM = PersonName(given="Sam", family="Reed")


def zoe(**more: Any) -> Appointment:
    return appointment("zoe", Role.FINANCE, **more)


def with_ada_and(other: Appointment) -> tuple[Appointment, ...]:
    ada = appointment("ada", Role.APPROVER, email=ADA)
    return (*(item for item in PEOPLE if item.actor != "ada"), ada, other)


@pytest.mark.parametrize("mail", [ADA, "Ada@Example.org"])
def test_nobody_is_appointed_under_a_second_short_name(mail: str) -> None:
    talk = opened()
    talk.send(say.appointing("ada", Role.APPROVER, email=ADA), by="abe")

    refusal = talk.refuses(
        ContradictionError,
        say.appointing("zoe", Role.FINANCE, email=mail),
        field="appointment",
        mend="Give the person the one short name ada",
    )

    assert ADA not in str(refusal).lower()


def test_a_grant_is_not_opened_with_two_short_names_for_one_person() -> None:
    Conversation().refuses(
        ContradictionError,
        opening(people=with_ada_and(zoe(email=ADA))),
        field="people",
        mend="Give the person the one short name",
    )


@pytest.mark.parametrize("mail", [None, "sam@example.org"])
def test_who_bears_the_same_name_is_the_same_person_unless_their_addresses_differ(
    mail: str | None,
) -> None:
    talk = opened()
    talk.send(say.appointing("sam", Role.FINANCE, name=SAM, email=mail))

    talk.refuses(
        ContradictionError,
        say.appointing("sam.2", Role.EVALUATOR, name=SAM, email=mail),
        field="appointment",
        mend="an address each",
    )


def test_two_people_of_one_name_are_told_apart_by_their_addresses() -> None:
    talk = opened()
    talk.send(say.appointing("sam", Role.FINANCE, name=SAM, email="sam@example.org"))

    talk.send(say.appointing("sam.2", Role.EVALUATOR, name=SAM, email="reed@example.org"))

    assert talk.last.type == "person-appointed"


def test_one_person_holds_several_roles_under_one_short_name() -> None:
    talk = opened()
    talk.send(say.appointing("zoe", Role.FINANCE, email="zoe@example.org"))

    talk.send(say.appointing("zoe", Role.EVALUATOR, email="zoe@example.org"))

    assert talk.last.type == "person-appointed"


def test_whose_name_was_erased_is_nobodys_double() -> None:
    talk = opened()
    talk.send(say.erasing("dan"))
    talk.send(say.erasing("otto"))

    talk.send(say.appointing("dan", Role.DONOR, name=PersonName(family="erased")))

    assert talk.last.type == "person-appointed"
