"""Duties as a person does them: the command to type, with what is known already filled in."""

import shlex
from typing import Final

from grants.domain.commands import BY_TYPE
from grants.domain.messages import Command
from grants.domain.model import Stage
from grants.domain.state import Duty

GROUPS: Final[dict[Stage, str]] = {
    Stage.ADMINISTRATION: "admin",
    Stage.AGREEMENT: "agreement",
    Stage.PROCUREMENT: "procurement",
    Stage.DELIVERY: "delivery",
    Stage.REPORTING: "reporting",
}
"""What a stage's commands are called by on the command line."""


def command_line(duty: Duty, reference: str, *, by: str = "you") -> str | None:
    """The command that does a duty, as it is typed; None where nobody but the engine does it.

    What is needed and not known yet stands in capitals: --witness WITNESS.
    """
    if duty.command is None:
        return None
    command = BY_TYPE[duty.command]
    words = ["grants", GROUPS[command.stage], duty.command, reference, "--by", by]
    for name in _shown(command, duty):
        words += [f"--{name.replace('_', '-')}", duty.given.get(name, _asked(command, name))]
    return " ".join([shlex.join(words), *_BESIDE.get(duty.command, ())])


def _asked(command: type[Command], name: str) -> str:
    """What stands for a value that only a person knows."""
    return "TRUE-OR-FALSE" if command.model_fields[name].annotation is bool else name.upper()


def _shown(command: type[Command], duty: Duty) -> list[str]:
    """The fields that are known, and those that have to be given besides; sealed ones are ours."""
    return [
        name
        for name, field in command.model_fields.items()
        if name in duty.given or (field.is_required() and name not in _OURS)
    ]


_OURS: Final = frozenset({"commitment", "envelope", "openings", "type"})
"""What the command line fills in itself where bids are sealed and opened."""
_BESIDE: Final[dict[str, tuple[str, ...]]] = {
    "receive-bid": ("--offer FILE",),
    "receive-goods": ("--quantity QUANTITY",),
}
"""What a command asks for that is no field of it, or that it takes in one of several ways."""
