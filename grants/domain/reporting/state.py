"""What is known of documents, reports and passages."""

from grants.domain.model import Evidence, Model, Slug, Text
from grants.domain.reporting.commands import DocumentKind


class Document(Model):
    """A document that was asked for, as far as it has come."""

    kind: DocumentKind
    about: Slug
    requested_by: Slug
    sequence: int
    files: tuple[Evidence, ...] = ()
    drafted: bool = False
    failed: Text | None = None
    cleared_by: Slug | None = None
    published: bool = False
    withdrawn: bool = False

    @property
    def pending(self) -> bool:
        """Whether the document service still has it in hand."""
        return not self.drafted and self.failed is None


class DonorReport(Model):
    """A report that an agreement asks for, as far as it has come."""

    submitted: Text | None = None
    """The document that it went out as, if it is with the donor."""
    returned: int = 0
    accepted: bool = False


class ReportingState(Model):
    """The reporting stage."""

    passages: tuple[Slug, ...] = ()
    documents: dict[str, Document] = {}
    reports: dict[str, DonorReport] = {}
