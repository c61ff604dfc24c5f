"""What goes in and what comes out: commands (requests and reports) and events."""

from typing import ClassVar

from grants.domain.model import Model, Text
from grants.domain.people import Role


class Command(Model):
    """What somebody asks or tells; its envelope says who, when and on what evidence."""

    roles: ClassVar[frozenset[Role]]
    """Who may send it, by role."""


class Request(Command):
    """Asks for a decision; may be refused."""


class Report(Command):
    """Tells what happened outside; refused only if malformed or contradictory.

    Where it breaks a rule, the event carries an irregularity that blocks what depends on it.
    """


class Event(Model):
    """What happened; never changed."""

    version: ClassVar[int] = 1
    """Of the stored form; older forms are upcast when they are read."""


class ReportedEvent(Event):
    """What a report told, with whatever is irregular about it."""

    irregularities: tuple[Text, ...] = ()


def subject_of(item: Event | Command) -> str:
    """What a command or an event is about: its lot, handover, document or report, else nothing."""
    for field in ("lot", "handover", "report", "document"):
        subject = getattr(item, field, None)
        if subject is not None:
            return str(subject)
    return ""
