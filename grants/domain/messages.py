"""What goes in and what comes out: commands (requests and reports), events, and what they share."""

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Final, TypeGuard, TypeVar

from grants.domain.model import Few, Model, Stage, Text
from grants.domain.people import Role


class Content(Model):
    """What a command asks or tells and its event keeps: written once, inherited by both."""


class Command(Model):
    """What somebody asks or tells; its envelope says who, when and on what evidence."""

    stage: ClassVar[Stage]
    """Whose rules decide it."""
    roles: ClassVar[frozenset[Role]]
    """Who may send it, by role."""


class Request(Command):
    """Asks for a decision; may be refused."""


class Report(Command):
    """Tells what happened outside; refused only if malformed or contradictory.

    Where it breaks a rule, the event carries an irregularity that blocks what depends on it.
    """


@dataclass(frozen=True)
class Stated:
    """The facts that an event states, as its fields stand."""

    under: str
    """What their names begin with, as in `lot.{lot}.award`: a field in braces, or {sequence}."""
    fields: tuple[str, ...]
    """The fields that are facts under their own names; `date`, the day, always is one."""


def states(under: str, *fields: str) -> Stated:
    """The facts that an event states: what their names begin with, and its fields."""
    return Stated(under, fields)


NOTHING: Final = None
"""Said where an event states no fact as its fields stand, so that silence is never forgotten."""
NOBODY: Final[tuple[Role, ...]] = ()
"""Said where an event is told to nobody."""


class Event(Model):
    """What happened; never changed. Its class says what follows from it: no other table does."""

    version: ClassVar[int] = 1
    """Of the stored form; older forms are upcast when they are read."""
    stage: ClassVar[Stage]
    """Whose state it changes."""
    told: ClassVar[tuple[Role, ...]]
    """Who is told, by role; NOBODY is said too. An irregular one is told to an approver besides."""
    facts: ClassVar[Stated | None]
    """The facts that its fields state as they stand; NOTHING is said too."""
    correctable: ClassVar[frozenset[str]]
    """Its descriptive fields: those that no rule hangs on."""


class ReportedEvent(Event):
    """What a report told, with whatever is irregular about it."""

    irregularities: Few[Text] = ()


E = TypeVar("E", bound=Event)


def recorded(event: type[E], content: Content, **more: Any) -> E:  # noqa: ANN401 - its own fields
    """The event that keeps what `content` brings, and `more` that the rules have found.

    Raises TypeError where event and content have no content in common: a slip in the rules.
    """
    shared = [base for base in type(content).__mro__ if base in event.__mro__ and _holds(base)]
    if not shared:
        message = f"{event.__name__} and {type(content).__name__} share no content"
        raise TypeError(message)
    return event(**{name: getattr(content, name) for name in shared[0].model_fields}, **more)


def _holds(base: type) -> TypeGuard[type[Content]]:
    return issubclass(base, Content) and base is not Content


def type_of(said: type[Model]) -> str:
    """The stored name of a command or event class: approve-award, award-approved."""
    return str(said.model_fields["type"].default)


def subject_of(item: Model) -> str:
    """What a command or an event is about: its lot, handover, document or report, else nothing."""
    field = _subject_field(type(item))
    return "" if field is None else str(getattr(item, field))


@cache
def _subject_field(said: type[Model]) -> str | None:
    names = ("lot", "handover", "report", "document")
    return next((name for name in names if name in said.model_fields), None)
