"""The grant's updates, made from the stages' commands: one for each that a person may send."""

from collections.abc import Callable
from inspect import cleandoc
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from grants.domain.agreement.commands import OpenGrant
from grants.domain.commands import BY_TYPE
from grants.domain.envelope import Message, Receipt
from grants.domain.messages import Command
from grants.domain.people import Role
from workflows.case import Case


W = TypeVar("W", bound=type[Any])

SENT: dict[str, type[Command]] = {
    name: command
    for name, command in BY_TYPE.items()
    if command is not OpenGrant and command.roles != {Role.ENGINE}
}
"""The commands that people send, by name: all but the opening and the engine's own."""


def takes_commands(cls: W) -> W:
    """Give a workflow class one update for each command, named and described like it."""
    for name, command in SENT.items():
        setattr(cls, name.replace("-", "_"), _update(name, command))
    return cls


def _update(name: str, command: type[Command]) -> Callable[..., Any]:
    """One update. `self` goes without a type, or the SDK would take it for an argument."""

    async def handle(self, message: Message) -> Receipt:  # type: ignore[no-untyped-def] # noqa: ANN001
        case: Case = self.case
        await workflow.wait_condition(lambda: case.loaded)
        return case.handle(message)

    def check(self, message: Message) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
        if message.command.type != name:
            raise ApplicationError(
                f"{message.command.type} was sent as {name}.",
                {"field": "command", "mend": f"Send it as {message.command.type}."},
                type="ContradictionError",
            )
        self.case.check(message)

    handle.__name__ = name.replace("-", "_")
    handle.__qualname__ = handle.__name__
    handle.__doc__ = command.__doc__
    description = cleandoc(command.__doc__ or name).splitlines()[0]
    update = workflow.update(name=name, description=description)(handle)
    update.validator(check)
    return update
