"""What activities are asked, one object each, so that fields can be added compatibly."""

from grants.domain.envelope import Envelope
from grants.domain.model import Evidence, Model, Reference
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
