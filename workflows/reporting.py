"""Reporting's processes: donor reports by their due dates, and the documents that are asked for."""

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ChildWorkflowError

from grants.domain.envelope import Message
from grants.domain.people import ENGINE
from grants.domain.reporting.commands import RecordDocument
from workflows.case import Case
from workflows.documents import DocumentWorkflow
from workflows.messages import DocumentInput, DocumentOutcome, document_workflow_id


async def reporting(case: Case, report: str) -> None:
    """One donor report: draft → submission → acceptance, again if it comes back."""
    await case.see_to(
        f"submit/{report}",
        done=lambda grant: (
            report in grant.reporting.reports and grant.reporting.reports[report].accepted
        ),
    )


async def document(case: Case, name: str) -> None:
    """One document: drafted by a child workflow, then recorded."""
    asked = case.grant.document(name)
    try:
        outcome = await workflow.execute_child_workflow(
            DocumentWorkflow.run,
            DocumentInput(
                reference=case.reference,
                document=name,
                kind=asked.kind,
                about=asked.about,
                through=asked.sequence,
            ),
            id=document_workflow_id(case.reference, name),
            # a leftover of a run that was terminated; rendering again gives the same files
            id_reuse_policy=WorkflowIDReusePolicy.TERMINATE_IF_RUNNING,
            static_summary=f"Draft {name}: {case.grant.opened.title}"[:200],
        )
    except ChildWorkflowError as error:
        outcome = DocumentOutcome(failure=str(error.cause or error))
    case.note(
        Message(
            key=f"document/{name}",
            by=ENGINE,
            command=RecordDocument(
                document=name,
                files=outcome.files,
                through=asked.sequence,
                failure=outcome.failure,
            ),
        )
    )
