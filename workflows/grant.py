"""The grant workflow: one grant, one workflow, one log."""

from temporalio import workflow
from temporalio.common import VersioningBehavior

from activities.journal import JournalActivities
from activities.messages import FoldInput
from workflows.agreement import agreement
from workflows.case import Case, pending
from workflows.commands import takes_commands
from workflows.delivery import delivery
from workflows.messages import GrantInput, GrantOutcome, Progress
from workflows.options import STEADFAST
from workflows.procurement import procurement
from workflows.publishing import recording, showing, telling
from workflows.reporting import document, reporting


@workflow.defn(versioning_behavior=VersioningBehavior.PINNED)
@takes_commands
class GrantWorkflow:
    """A grant from pledge to closed books."""

    @workflow.init
    def __init__(self, start: GrantInput) -> None:
        self._start = start
        self.case = Case(start)

    @workflow.run
    async def run(self, start: GrantInput) -> GrantOutcome:
        """Pledge → procurement → delivery → reporting, each stage's processes as they open."""
        case = self.case
        if case.refusal is not None:
            raise case.refusal
        if not case.loaded:
            await self._read_back(start)
        case.begin(showing(case))
        case.begin(recording(case))
        case.begin(telling(case))
        case.begin(case.begin_each(lambda grant: grant.agreement.pledges, agreement))
        case.begin(case.begin_each(lambda grant: grant.agreement.lots, procurement))
        case.begin(case.begin_each(lambda grant: grant.delivery.handovers, delivery))
        case.begin(case.begin_each(lambda grant: grant.report_duties, reporting))
        case.begin(case.begin_each(pending, document))
        await case.rest(over=self._over, tired=self._tired)
        if not self._over():
            workflow.continue_as_new(
                self._carried(), initial_versioning_behavior=self._next_version()
            )
        grant = case.grant
        return GrantOutcome(
            reference=grant.reference, ended=grant.agreement.ended or "", sequence=grant.sequence
        )

    @workflow.query(description="How far the grant is with what follows from its events.")
    def progress(self) -> Progress:
        """How far the grant is with what follows from its events."""
        return self.case.progress

    async def _read_back(self, start: GrantInput) -> None:
        workflow.set_current_details("Reading the grant back from its journal.")
        grant = await workflow.execute_activity_method(
            JournalActivities.fold_stream,
            FoldInput(reference=start.reference, through=start.through),
            summary="Read the grant back from its journal",
            **STEADFAST,
        )
        self.case.restore(grant)

    def _free(self) -> bool:
        return workflow.all_handlers_finished() and not pending(self.case.grant)

    def _over(self) -> bool:
        case = self.case
        return case.grant.ended and not case.outbox and not case.untold and self._free()

    def _tired(self) -> bool:
        info = workflow.info()
        limit = self._start.rest_after
        long = limit is not None and info.get_current_history_length() >= limit
        newer = info.is_target_worker_deployment_version_changed()
        wanted = long or newer or info.is_continue_as_new_suggested()
        return wanted and self._free() and self.case.halted is None

    def _carried(self) -> GrantInput:
        case = self.case
        large = len(case.grant.model_dump_json().encode()) > self._start.carry_up_to
        return GrantInput(
            reference=case.reference,
            grant=None if large and not case.outbox else case.grant,
            through=case.grant.sequence,
            outbox=tuple(case.outbox),
            untold=tuple(case.untold),
            rest_after=self._start.rest_after,
            carry_up_to=self._start.carry_up_to,
        )

    def _next_version(self) -> workflow.ContinueAsNewVersioningBehavior | None:
        if workflow.info().is_target_worker_deployment_version_changed():
            return workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE
        return None
