"""The document workflow: render, check and archive one document; answer with where it is."""

from temporalio import workflow
from temporalio.common import VersioningBehavior
from temporalio.exceptions import ActivityError, ApplicationError

from activities.documents import DocumentActivities
from activities.messages import CheckInput, RenderInput
from workflows.messages import DocumentInput, DocumentOutcome
from workflows.options import BRISK


@workflow.defn(versioning_behavior=VersioningBehavior.PINNED)
class DocumentWorkflow:
    """A bounded job beside the grant: it shares no state and lasts seconds."""

    @workflow.run
    async def run(self, asked: DocumentInput) -> DocumentOutcome:
        """Render → archive → check."""
        try:
            files = await workflow.execute_activity_method(
                DocumentActivities.render_document,
                RenderInput.model_validate(asked.model_dump()),
                summary=f"Render and archive {asked.document}",
                **BRISK,
            )
            events = await workflow.execute_activity_method(
                DocumentActivities.check_document,
                CheckInput(reference=asked.reference, files=files),
                summary=f"Check every sentence of {asked.document} against the journal",
                **BRISK,
            )
        except ActivityError as error:
            return DocumentOutcome(failure=_why(error))
        workflow.set_current_details(
            f"{asked.document} is drafted; its sentences hold against {events} events.\n\n"
            + "\n".join(f"- {file.uri}" for file in files)
        )
        return DocumentOutcome(files=files)


def _why(error: ActivityError) -> str:
    cause = error.cause
    return cause.message if isinstance(cause, ApplicationError) else str(cause or error)
