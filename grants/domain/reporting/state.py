"""What is known of documents, reports and passages."""

from grants.domain.model import Evidence, Model, Moment, Prose, Sha256, Slug, Text
from grants.domain.reporting.content import DocumentKind


class Document(Model):
    """A document that was asked for, as far as it has come."""

    kind: DocumentKind
    about: Slug
    requested_by: Slug
    sequence: int
    """The request: the document is drafted from what the journal holds up to there."""
    through: int = 0
    """The last event that it is known to say; 0 while it is being drafted."""
    files: tuple[Evidence, ...] = ()
    digest: Sha256 | None = None
    """Of what it says, sentence by sentence."""
    drafted: bool = False
    failed: Prose | None = None
    cleared_by: Slug | None = None
    published: bool = False
    submitted: bool = False
    withdrawn: bool = False

    @property
    def pending(self) -> bool:
        """Whether the document service still has it in hand."""
        return not self.drafted and self.failed is None

    @property
    def fixed(self) -> bool:
        """Whether people have begun to rely on it: it is not drafted again by itself."""
        return self.cleared_by is not None or self.published or self.submitted or self.withdrawn


class DonorReport(Model):
    """A report that an agreement asks for, as far as it has come."""

    submitted: Text | None = None
    """The document that it went out as, if it is with the donor."""
    returned: int = 0
    accepted: bool = False


class Stir(Model):
    """The last event that may change what a kind of document says."""

    sequence: int
    known: Moment
    """By the grant's clock: when the engine heard of it."""


class ReportingState(Model):
    """The reporting stage."""

    passages: tuple[Slug, ...] = ()
    documents: dict[str, Document] = {}
    reports: dict[str, DonorReport] = {}
    stirred: dict[DocumentKind, Stir] = {}
    taken_back: int = 0
    """The last event after which something may not be published any more; 0 where none is."""

    def outdated(self, document: Document) -> bool:
        """Whether a release may say what has been taken back since: it must not go out as it is."""
        over = document.published or document.withdrawn
        release = document.kind is DocumentKind.PRESS_RELEASE
        return release and not over and self.taken_back > document.through

    def newest(self, kind: DocumentKind, about: str) -> tuple[str, Document] | None:
        """The newest document of a kind about something, if any was asked for."""
        found = [
            (name, item)
            for name, item in self.documents.items()
            if item.kind is kind and item.about == about
        ]
        return found[-1] if found else None
