"""The document workflow: render, check and archive one document; answer with where it is."""

from temporalio import workflow
from temporalio.common import VersioningBehavior
from temporalio.exceptions import ActivityError, ApplicationError

from activities.documents import DocumentActivities
from activities.messages import DraftInput
from workflows.messages import DocumentInput, DocumentOutcome
from workflows.options import BRISK


@workflow.defn(versioning_behavior=VersioningBehavior.PINNED)
class DocumentWorkflow:
    """A bounded job beside the grant: it shares no state and lasts seconds."""

    @workflow.run
    async def run(self, asked: DocumentInput) -> DocumentOutcome:
        """Render → check → archive, in one activity: nothing is archived that does not hold."""
        try:
            drafted = await workflow.execute_activity_method(
                DocumentActivities.draft_document,
                DraftInput(
                    reference=asked.reference,
                    document=asked.document,
                    kind=asked.kind,
                    about=asked.about,
                    through=asked.through,
                ),
                summary=f"Draft, check and archive {asked.document}",
                **BRISK,
            )
        except ActivityError as error:
            return DocumentOutcome(failure=_why(error))
        workflow.set_current_details(
            f"{asked.document} is drafted; its sentences hold against {drafted.events} events.\n\n"
            + "\n".join(f"- {file.uri}" for file in drafted.files)
        )
        return DocumentOutcome(files=drafted.files, digest=drafted.digest)


def _why(error: ActivityError) -> str:
    cause = error.cause
    return cause.message if isinstance(cause, ApplicationError) else str(cause or error)
