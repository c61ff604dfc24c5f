"""Documents that were asked for: each is drafted by a child workflow, then recorded."""

import asyncio

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ChildWorkflowError

from grants.domain.envelope import Message
from grants.domain.people import ENGINE
from grants.domain.reporting.commands import RecordDocument
from grants.domain.reporting.state import Document
from workflows.case import Case, pending
from workflows.documents import DocumentWorkflow
from workflows.messages import DocumentInput, DocumentOutcome, document_workflow_id


async def drafting(case: Case) -> None:
    """Have every document drafted that is asked for, beside each other."""
    begun: dict[tuple[str, int], asyncio.Task[None]] = {}
    while not case.resting:
        for name, document in _asked(case).items():
            if (name, document.sequence) not in begun:
                work = asyncio.create_task(_draft(case, name, document))
                begun[name, document.sequence] = work
        await workflow.wait_condition(
            lambda: (
                case.resting
                or any(work.done() and work.exception() for work in begun.values())
                or any((name, item.sequence) not in begun for name, item in _asked(case).items())
            )
        )
        for work in begun.values():
            if work.done():
                work.result()


def _asked(case: Case) -> dict[str, Document]:
    """The documents that are asked for, once the journal holds what they are drafted from."""
    documents = case.grant.reporting.documents
    asked = {name: documents[name] for name in pending(case.grant)}
    return {name: item for name, item in asked.items() if item.sequence <= case.recorded}


async def _draft(case: Case, name: str, asked: Document) -> None:
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
            key=f"document/{name}/{asked.sequence}",
            by=ENGINE,
            command=RecordDocument(
                document=name,
                files=outcome.files,
                digest=outcome.digest,
                failure=outcome.failure,
            ),
        )
    )
