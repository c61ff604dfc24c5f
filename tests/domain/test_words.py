"""The words that everything shares: texts, moments, names, goods, sealed offers, headlines."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from grants.domain.administration.commands import OpenGrant
from grants.domain.commands import BY_STAGE, BY_TYPE
from grants.domain.errors import DomainError, RefusalError
from grants.domain.grant import headline
from grants.domain.messages import subject_of
from grants.domain.model import Moment, Reference, Slug, Text
from grants.domain.parties import Goods
from grants.domain.people import PersonName, Role
from grants.domain.procurement.commands import ReceiveInvoice
from grants.domain.procurement.content import Opening
from grants.domain.state import Grant
from tests.domain import phrases as say
from tests.domain.builders import closed, solicited, with_lot
from tests.domain.cast import appointment, opening


def test_a_moment_has_an_offset_and_keeps_it() -> None:
    moments = TypeAdapter(Moment)

    kept = moments.validate_python("2016-10-25T10:00+02:00")

    assert kept.isoformat() == "2016-10-25T10:00:00+02:00"
    with pytest.raises(ValidationError, match="write an offset"):
        moments.validate_python("2016-10-25T10:00")


@pytest.mark.parametrize("year", ["0016", "1989", "2101", "9999"])
def test_a_moment_is_in_a_year_of_our_time(year: str) -> None:
    with pytest.raises(ValidationError, match="write a year from 1990 to 2100"):
        TypeAdapter(Moment).validate_python(f"{year}-12-31T23:00+00:00")


def test_a_text_is_trimmed_and_not_empty() -> None:
    texts = TypeAdapter(Text)

    assert texts.validate_python("  two words ") == "two words"
    for fault in ("", "  ", "a\0b"):
        with pytest.raises(ValidationError):
            texts.validate_python(fault)


@pytest.mark.parametrize("fault", ["Cars", "-cars", "two words", "", "x" * 65, "cárs"])
def test_a_short_name_is_plain(fault: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Slug).validate_python(fault)


@pytest.mark.parametrize("fault", ["", "-A", "A B", "A/B", "x" * 65])
def test_a_reference_is_plain(fault: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Reference).validate_python(fault)


def test_a_field_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        OpenGrant.model_validate({**opening().model_dump(), "colour": "green"})


def test_an_invoices_number_is_of_bounded_length() -> None:
    with pytest.raises(ValidationError, match="at most 64"):
        ReceiveInvoice.model_validate({"lot": "cars", "invoice": "9" * 65, "amount": "USD 1"})


def test_a_person_is_named_in_the_persons_own_order() -> None:
    sato = PersonName(given="Hana", family="Sato", honorific="Ms.", family_first=True)

    assert sato.full == "Ms. Sato Hana"
    assert sato.but(family_first=False).full == "Ms. Hana Sato"
    assert PersonName(family="Sukarno").full == "Sukarno"


def test_an_appointment_holds_on_its_days() -> None:
    held = appointment("zoe", Role.FINANCE, since="2025-02-03", until="2025-02-04")
    days = [date(2025, 2, day) for day in (2, 3, 4, 5)]

    assert [held.holds(day) for day in days] == [False, True, True, False]


def test_goods_are_counted_in_the_right_number() -> None:
    cars = Goods(singular="car", plural="cars")

    assert [cars.counted(number) for number in (0, 1, 2)] == ["cars", "car", "cars"]


def test_a_commitment_binds_the_offer_and_its_salt() -> None:
    offer = say.offer("USD 40000")

    assert offer.commitment("one") == say.offer("USD 40000").commitment("one")
    assert offer.commitment("one") != offer.commitment("two")
    assert offer.commitment("one") != say.offer("USD 40001").commitment("one")


def test_a_salt_is_not_short() -> None:
    with pytest.raises(ValidationError):
        Opening.model_validate({"bid": "alpha", "offer": {"price": "USD 1"}, "salt": "short"})


def test_every_command_belongs_to_a_stage_and_says_who_may_send_it() -> None:
    assert sum(map(len, BY_STAGE.values())) == len(BY_TYPE)
    for stage, commands in BY_STAGE.items():
        assert all(command.stage is stage and command.roles for command in commands)


def test_what_a_message_is_about_is_its_lot_its_handover_or_its_paper() -> None:
    assert subject_of(say.lot()) == "cars"
    assert subject_of(say.custody()) == "gift"
    assert subject_of(say.submission()) == "final"
    assert subject_of(say.passage()) == ""


def test_a_headline_says_what_happened_without_names_or_sums() -> None:
    talk = with_lot()

    assert headline(talk.last).text == "lot opened (cars)"
    assert talk.grant.latest[-1] == headline(talk.last)
    assert len(closed().grant.latest) == 5


def test_a_headline_of_a_reminder_says_what_is_due() -> None:
    talk = solicited()
    talk.send(say.passage(), on="2025-02-08")

    assert talk.stream[-2].type == "duty-reminded"
    assert headline(talk.stream[-2]).text == "duty reminded (Bids close: Cars)"


def test_a_grant_that_is_not_open_has_nobody_to_ask() -> None:
    with pytest.raises(LookupError, match="has not been opened"):
        _ = Grant(reference="EXA-1").opened


def test_a_refusal_is_the_askers_to_mend() -> None:
    refusal = RefusalError("It is so.", mend="Do this.", field="lot")

    assert isinstance(refusal, DomainError)
    assert (str(refusal), refusal.field) == ("It is so. Do this.", "lot")
