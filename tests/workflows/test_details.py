"""What is shown of a grant without a server: how far its documents have come."""

from tests.domain import phrases as say
from tests.domain.builders import accepted, submitted
from workflows.details import document_status


def test_a_report_that_went_to_the_donor_is_no_draft_any_more() -> None:
    for talk in (submitted(), accepted()):
        assert document_status(talk.grant.reporting.documents[say.DRAFT]) == "submitted"
