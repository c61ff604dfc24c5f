"""What activities are asked and what they answer, one object each, so that fields can be added."""

from typing import Final

from activities.packing import Batch
from grants.domain.keys import Kept
from grants.domain.model import Evidence, Model, Reference, Slug
from grants.domain.reporting.content import DocumentKind
from grants.domain.state import Grant


class RecordInput(Model):
    """Events of one grant, in order, and whether people are to be told of them at once."""

    events: Batch
    tell: bool = True


class FoldInput(Model):
    """A grant to be folded from its stream, up to a sequence."""

    reference: Reference
    through: int


class Folded(Model):
    """A grant as its stream tells it, and what its command keys led to."""

    grant: Grant
    keys: dict[str, Kept]


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
"""The type of the failure whose one detail is a list: who has not been reached yet."""


class DraftInput(Model):
    """A document to draft from the journal, up to a sequence."""

    reference: Reference
    document: str
    kind: DocumentKind
    about: str
    through: int


class Drafted(Model):
    """A document that has been drafted, checked and archived."""

    files: tuple[Evidence, ...]
    digest: str
    """Of what it says, sentence by sentence."""
    events: int
    """So many events stand behind its sentences."""
