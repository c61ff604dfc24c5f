"""What a checker lets come after a grant's end is what the rule book lets come."""

from typing import Final

from grants.domain.disclosure import BECOMES
from grants.domain.grant import AFTER_CLOSURE, AFTER_THE_END
from grants.domain.messages import Command, type_of
from grants.proof import rules

ENGINES: Final = {
    "record-document": ("document-drafted", "document-confirmed", "document-failed"),
    "record-failure": ("notice-failed",),
}
"""The events that the engine's own commands become, by type."""


def becomes(commands: tuple[type[Command], ...]) -> set[str]:
    table = {**BECOMES, **ENGINES}
    return {event for command in commands for event in table[type_of(command)]}


def test_what_comes_after_closure_is_as_the_rules_say() -> None:
    assert becomes(AFTER_CLOSURE) == rules.AFTER_CLOSURE


def test_what_comes_after_any_end_is_as_the_rules_say() -> None:
    assert becomes(AFTER_THE_END) == rules.AFTER_THE_END
