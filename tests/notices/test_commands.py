"""The command of a duty: it exists, its options exist, what is known is filled in, no more."""

import shlex
from collections.abc import Iterator

import pytest

from cli.content import fields_of
from grants.domain.commands import BY_TYPE
from grants.domain.grant import duties
from grants.domain.people import Role
from grants.domain.state import Duty, Grant
from grants.notices.letter import command
from grants.views.duties import GROUPS
from tests.domain import builders
from tests.domain import phrases as say
from tests.domain.conversation import Conversation

STAGES = (
    builders.opened,
    builders.signed,
    builders.funded,
    builders.with_lot,
    builders.solicited,
    builders.bid_for,
    builders.opened_bids,
    builders.evaluated,
    builders.awarded,
    builders.ordered,
    builders.stocked,
    builders.invoiced,
    builders.paid,
    builders.planned,
    builders.allocated,
    builders.scheduled,
    builders.held,
    builders.delivered,
    builders.owned,
    builders.released,
    builders.submitted,
    builders.accepted,
)


def talks() -> Iterator[Conversation]:
    for build in STAGES:
        yield build()
    talk = builders.owned()
    yield talk
    talk.send(say.drafted(say.RELEASE))
    yield talk
    closed = builders.bid_for()
    closed.send(say.appointing("pat", Role.PROGRAMME), on="2025-02-10T13:00")
    yield closed
    late = builders.invoiced()
    late.send(say.invoice("INV-9", "USD 90000"))
    yield late


def open_duties() -> dict[str, tuple[Grant, Duty]]:
    return {duty.key: (talk.grant, duty) for talk in talks() for duty in duties(talk.grant)}


FOUND = open_duties()


@pytest.mark.parametrize("key", [key for key, (_, duty) in FOUND.items()])
def test_every_duty_of_a_person_has_a_command_that_exists(key: str) -> None:
    grant, duty = FOUND[key]
    line = command(grant.reference, duty, "pia")
    if duty.role is Role.ENGINE:
        assert line is None
        return

    assert line is not None
    program, stage, name, reference, *options = shlex.split(line)
    assert (program, reference) == ("grants", "EXA-1")
    assert GROUPS[BY_TYPE[name].stage] == stage
    given = [option for option in options if option.startswith("--")]
    known = {f"--{field.replace('_', '-')}" for field in fields_of(BY_TYPE[name])}
    assert set(given) <= known | {"--by", "--offer"}
    assert duty.role in BY_TYPE[name].roles


def line_of(key: str) -> str | None:
    return command("EXA-1", FOUND[key][1], "ada")


def test_what_is_known_is_filled_in() -> None:
    assert line_of("award/cars") == "grants procurement approve-award EXA-1 --by ada --lot cars"
    assert line_of("clear/gift") == (
        "grants reporting clear-release EXA-1 --by ada --document press-release/1"
    )


def test_what_only_a_person_knows_stands_in_capitals() -> None:
    assert line_of("custody/gift") == (
        "grants delivery transfer-custody EXA-1 --by ada --handover gift"
        " --receiver RECEIVER --certificate CERTIFICATE"
    )


def test_what_may_be_given_in_one_of_several_ways_says_one() -> None:
    assert line_of("receive/cars") == (
        "grants procurement receive-goods EXA-1 --by ada --lot cars --quantity QUANTITY"
    )


def test_a_yes_or_no_says_what_may_be_said() -> None:
    assert line_of("resolve/30") == (
        "grants admin resolve-irregularity EXA-1 --by ada --event 30"
        " --accepted TRUE-OR-FALSE --reason REASON"
    )


def test_what_the_command_line_fills_in_itself_is_not_asked_for() -> None:
    assert line_of("open-bids/cars") == (
        "grants procurement open-bids EXA-1 --by ada --lot cars --witness WITNESS"
    )


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("INV-7", "INV-7"),
        ("INV/7", "INV/7"),
        ("no 7; rm -rf ~", "'no 7; rm -rf ~'"),
        ("it's 7", "'it'\"'\"'s 7'"),
        ("7\n$(reboot)", "INVOICE"),
        ("7\u202e", "INVOICE"),
        ("see www.evil.example", "INVOICE"),
    ],
)
def test_a_value_is_one_word_of_the_shell_or_is_left_to_the_person(
    number: str, written: str
) -> None:
    duty = FOUND["pay/cars/INV-1"][1]
    duty = duty.but(given={"lot": "cars", "invoice": number})

    line = command("EXA-1", duty, "finn")

    assert line == (
        f"grants procurement pay-invoice EXA-1 --by finn --lot cars --invoice {written}"
    )
