"""What activities are asked, one object each, so that fields can be added compatibly."""

from typing import Final

from temporalio.exceptions import ApplicationError

from grants.domain.envelope import Envelope
from grants.domain.model import Evidence, Model, Reference, Slug
from grants.domain.reporting.commands import DocumentKind


class RecordInput(Model):
    """Events of one grant, in order."""

    events: tuple[Envelope, ...]


class FoldInput(Model):
    """A grant to be folded from its stream, up to a sequence."""

    reference: Reference
    through: int


class TellInput(Model):
    """Events whose notices are due, by sequence, both ends included."""

    reference: Reference
    first: int
    last: int


class Told(Model):
    """What came of a telling; people by their short names, never by address."""

    sent: int = 0
    """Mails that left the house."""
    kept: int = 0
    """Mails composed and kept in it."""
    refused: tuple[Slug, ...] = ()
    """Who can never be reached at the address that the appointment gives."""


NOT_REACHED: Final = "NotReached"
"""The type of the failure that names, as its details, who has not been reached yet."""


def not_reached(error: BaseException | None) -> tuple[str, ...]:
    """Who was not reached, by the error of a telling that was given up; else nobody is named."""
    while error is not None:
        if isinstance(error, ApplicationError) and error.type == NOT_REACHED:
            return tuple(str(actor) for actor in error.details)
        error = error.__cause__
    return ()


class RenderInput(Model):
    """A document to render from the journal, up to a sequence."""

    reference: Reference
    document: str
    kind: DocumentKind
    about: str
    through: int


class CheckInput(Model):
    """A rendered document's files, to be checked against the journal."""

    reference: Reference
    files: tuple[Evidence, ...]
