"""The grant's updates, made from the stages' commands: one for each that a person may send."""

from collections.abc import Callable
from inspect import cleandoc
from typing import Any, TypeVar

from temporalio import workflow

from grants.domain.commands import SENT
from grants.domain.envelope import Message, Receipt
from grants.domain.errors import ContradictionError, NotAppointedError
from grants.domain.messages import Command
from grants.domain.people import ENGINE
from workflows.case import Case
from workflows.refusals import attempt, refused

W = TypeVar("W", bound=type[Any])


def takes_commands(cls: W) -> W:
    """Give a workflow class one update for each command, named and described like it."""
    for name, command in SENT.items():
        setattr(cls, name.replace("-", "_"), _update(name, command))
    return cls


def _update(name: str, command: type[Command]) -> Callable[..., Any]:
    """One update. `self` goes without a type, or the SDK would take it for an argument."""

    async def handle(self, message: Message) -> Receipt:  # type: ignore[no-untyped-def] # noqa: ANN001
        case: Case = self.case
        if not case.loaded:
            await workflow.wait_condition(lambda: case.loaded)
        with attempt(case.reference, message):
            await case.catch_up(message)
            return case.handle(message)

    def check(self, message: Message) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
        with attempt(self.case.reference, message):
            _sent_by_a_person(name, message)
            self.case.check(message)

    handle.__name__ = name.replace("-", "_")
    handle.__qualname__ = handle.__name__
    handle.__doc__ = command.__doc__
    description = cleandoc(command.__doc__ or name).splitlines()[0]
    update = workflow.update(name=name, description=description)(handle)
    update.validator(check)
    return update


def _sent_by_a_person(name: str, message: Message) -> None:
    if message.command.type != name:
        raise refused(
            ContradictionError(
                f"{message.command.type} was sent as {name}.",
                mend=f"Send it as {message.command.type}.",
                field="command",
            )
        )
    if message.by == ENGINE:
        raise refused(
            NotAppointedError(
                f"{ENGINE} is the engine itself, and nobody is appointed to it.",
                mend="Send it under your own short name.",
                field="by",
            )
        )
