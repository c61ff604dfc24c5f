"""What goes into and comes out of workflows and activities, and what they are called."""

from pydantic import Field

from grants.domain.envelope import Envelope, Message
from grants.domain.keys import Kept
from grants.domain.model import Evidence, Model, Reference
from grants.domain.reporting.content import DocumentKind
from grants.domain.state import Grant


def grant_workflow_id(reference: str) -> str:
    """grant/UNODC-JPN-MLI-2016-01."""
    return f"grant/{reference}"


def document_workflow_id(reference: str, document: str) -> str:
    """grant/UNODC-JPN-MLI-2016-01/document/press-release/1."""
    return f"{grant_workflow_id(reference)}/document/{document}"


class Untold(Model):
    """Events in the journal whose notices have not reached everybody, both ends included."""

    first: int
    last: int


class Carried(Model):
    """What a run of a grant's workflow hands to the next; taken over from the run before only."""

    grant: Grant | None = None
    """The state; without it, the next run reads it back from the journal."""
    through: int
    """The sequence that the state has come to."""
    keys: dict[str, Kept] = Field(default_factory=dict)
    """What each command key led to; they go the same way as the state."""
    outbox: tuple[Envelope, ...] = ()
    """Events that the journal has not confirmed."""
    untold: tuple[Untold, ...] = ()


class GrantInput(Model):
    """What a grant starts from: its opening, its stream in the journal, or the run before."""

    reference: Reference
    opening: Message | None = None
    """The pledge that it begins with."""
    through: int = 0
    """The sequence up to which the journal is to be folded, where there is no opening."""
    carried: Carried | None = None
    """What the run before handed over."""
    rest_after: int | None = Field(default=None, ge=20)
    """Continue as new after so many history events, and not only when the server suggests it."""
    carry_up_to: int = 256_000
    """The next run folds a state of more bytes (of JSON) from the journal; a smaller is carried."""


class GrantOutcome(Model):
    """How a grant's workflow ended."""

    reference: Reference
    ended: str
    sequence: int


class Progress(Model):
    """How far a grant's workflow is with what follows from its events."""

    loaded: bool = True
    """False while it is being read back from its journal: what is drafted is not known then."""
    sequence: int
    unrecorded: int
    """Events that the journal has not confirmed."""
    untold: int
    """Events whose notices have not reached everybody."""
    drafting: tuple[str, ...]
    """Documents that the document service has in hand."""
    live: bool
    halted: str | None
    """Why the grant takes no commands, if it does not."""


class Held(Model):
    """The state that a grant's workflow holds, as those see it who hold another copy."""

    sequence: int
    digest: str
    """See grants.views.digest."""


class DocumentInput(Model):
    """A document to draft, from the journal up to a sequence."""

    reference: Reference
    document: str
    kind: DocumentKind
    about: str
    through: int


class DocumentOutcome(Model):
    """Where a drafted document's files are and what they say, or why there are none."""

    files: tuple[Evidence, ...] = ()
    digest: str | None = None
    """Of what the document says, sentence by sentence."""
    failure: str | None = None
