"""A grant and its story: steps that become messages, and the whole moved in time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from grants.domain.commands import BY_TYPE
from grants.domain.envelope import Message
from grants.domain.messages import Command
from grants.domain.model import Evidence
from grants.domain.procurement.content import Offer, Opening
from grants.grantfile.fields import is_of_our_time


@dataclass(frozen=True)
class Step:
    """One command of the story; some need the sender's help to become a message."""

    key: str
    by: str
    on: datetime
    evidence: tuple[Evidence, ...]
    public: tuple[str, ...]
    do: str
    content: dict[str, Any]
    """The command's fields, as far as the file gives them."""
    offer: Offer | None = None
    """A bid in the clear, for the sender to seal."""
    salt: str | None = None
    """What to seal it with; without it, the sender draws one by lot."""
    about: str | None = None
    """The key of the earlier step whose event it is about."""

    @property
    def unseals(self) -> bool:
        """Whether the sender brings offers and salts from the archived envelopes."""
        return self.do == "open-bids" and self.content.get("openings") is None

    @property
    def complete(self) -> bool:
        """Whether the step is a message without the sender's help."""
        return self.offer is None and self.about is None and not self.unseals

    def message(
        self,
        *,
        seal: Callable[["Step"], tuple[str, str]],
        unseal: Callable[["Step"], Sequence[Opening]],
        locate: Callable[[str], tuple[int, str]],
    ) -> Message:
        """The step as it is sent: `seal` gives a bid's commitment and envelope, `unseal` the bids
        that count, opened, and `locate` sequence and type of the event that a key led to.
        """
        content = dict(self.content)
        if self.offer is not None:
            content["commitment"], content["envelope"] = seal(self)
        elif self.unseals:
            content["openings"] = tuple(unseal(self))
        elif self.about is not None:
            found = zip(("event", "kind"), locate(self.about), strict=True)
            fields = BY_TYPE[self.do].model_fields
            content |= {name: value for name, value in found if name in fields}
        return message_from(self, key=self.key, command=BY_TYPE[self.do].model_validate(content))


@dataclass(frozen=True)
class GrantFile:
    """A grant as a person wrote it: what opens it, and what happened then, in date order."""

    reference: str
    opening: Message
    steps: tuple[Step, ...]

    @property
    def opened_on(self) -> datetime:
        """When the grant was opened; a file always says so."""
        if self.opening.on is None:
            message = f"the opening of {self.reference} has no date"
            raise LookupError(message)
        return self.opening.on


def message_from(sent: Any, *, key: str, command: Command) -> Message:
    """A command in its envelope."""
    content = {name: getattr(sent, name) for name in ("by", "on", "evidence", "public")}
    return Message.model_validate({**content, "key": key, "command": command})


def shifted(grantfile: GrantFile, start: date) -> GrantFile:
    """The same story moved by whole days, its opening on `start`; clock times stay as they are.

    Raises OverflowError where one of its dates would be outside of our time.
    """
    days = start - grantfile.opened_on.date()
    steps = tuple(
        replace(step, on=_moved(step.on, days), content=_moved(step.content, days))
        for step in grantfile.steps
    )
    return replace(grantfile, opening=_moved(grantfile.opening, days), steps=steps)


def _moved(value: Any, days: timedelta) -> Any:
    match value:
        case date():
            there = value + days
            if not is_of_our_time(there):
                raise OverflowError
            return there
        case BaseModel():
            return value.model_copy(
                update={name: _moved(getattr(value, name), days) for name in value.model_fields_set}
            )
        case dict():
            return {name: _moved(item, days) for name, item in value.items()}
        case tuple():
            return tuple(_moved(item, days) for item in value)
        case _:
            return value
