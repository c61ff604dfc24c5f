"""The grant workflow: one grant, one workflow, one log. It knows no stage and no process."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from temporalio import workflow
from temporalio.common import VersioningBehavior

from activities.journal import JournalActivities
from activities.messages import FoldInput
from grants.domain.keys import Keys
from grants.views.digest import digest
from workflows.case import Case, pending
from workflows.commands import takes_commands
from workflows.drafting import drafting
from workflows.messages import GrantInput, GrantOutcome, Held, Progress
from workflows.options import STEADFAST
from workflows.publishing import recording, showing, telling
from workflows.refusals import taken_over_from_elsewhere
from workflows.timing import timing


@workflow.defn(versioning_behavior=VersioningBehavior.PINNED)
@takes_commands
class GrantWorkflow:
    """A grant from pledge to closed books."""

    @workflow.init
    def __init__(self, start: GrantInput) -> None:
        self._start = start
        self.case = Case(start)
        self._work: list[asyncio.Task[None]] = []

    @workflow.run
    async def run(self, start: GrantInput) -> GrantOutcome:
        """Take commands, record, tell, draft, and sleep until the next alarm, until all is over.

        What comes after what in a grant's life is not written here: it is the table LIFE in
        grants/domain/grant.py, whose duties say what is open, whose turn it is and by when.
        """
        if start.carried is not None and not _continued():
            raise taken_over_from_elsewhere(start.reference)
        if self.case.refusal is not None:
            raise self.case.refusal
        if not self.case.loaded:
            await self._read_back()
        self.case.tired = self._tired
        for work in (showing, recording, telling, timing, drafting):
            self._begin(work(self.case))
        await self._until_over_or_tired()
        if not self._over():
            workflow.continue_as_new(
                self._start.but(
                    opening=None, through=0, carried=self.case.carried(start.carry_up_to)
                ),
                initial_versioning_behavior=self._next_version(),
            )
        grant = self.case.grant
        return GrantOutcome(
            reference=grant.reference,
            ended=grant.administration.ended or "",
            sequence=grant.sequence,
        )

    @workflow.query(description="How far the grant is with what follows from its events.")
    def progress(self) -> Progress:
        """How far the grant is with what follows from its events."""
        return self.case.progress

    @workflow.query(description="The state that it holds, to be compared with the journal's.")
    def held(self) -> Held:
        """The state that it holds, to be compared with the journal's."""
        grant = self.case.grant
        return Held(sequence=grant.sequence, digest=digest(grant))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._work.append(asyncio.create_task(work))

    async def _read_back(self) -> None:
        workflow.set_current_details("Reading the grant back from its journal.")
        folded = await workflow.execute_activity_method(
            JournalActivities.fold_stream,
            FoldInput(reference=self.case.reference, through=self.case.recorded),
            summary="Read the grant back from its journal",
            **STEADFAST,
        )
        self.case.restore(folded.grant, Keys(folded.keys))

    async def _until_over_or_tired(self) -> None:
        """Wait until all is over, or until a tired run is quiet; raise what any work fails with.

        A grant is cancelled by a command, which undoes what can be undone; a request to cancel the
        workflow would lose what the journal does not hold yet, and is ignored.
        """
        while not self._ready():
            try:
                await workflow.wait_condition(self._ready)
            except asyncio.CancelledError:
                workflow.logger.warning("cancel ignored", extra={"reference": self.case.reference})
        self.case.resting = True
        for work in self._work:
            if work.done():
                work.result()

    def _ready(self) -> bool:
        failed = any(_failed(work) for work in self._work)
        return failed or self._over() or (self._tired() and self.case.quiet)

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

    def _next_version(self) -> workflow.ContinueAsNewVersioningBehavior | None:
        if workflow.info().is_target_worker_deployment_version_changed():
            return workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE
        return None


def _continued() -> bool:
    """Whether the run before handed over to this one by itself.

    A run that the server begins again, by a schedule or after a failure, names one before it too.
    """
    info = workflow.info()
    return info.continued_run_id is not None and info.attempt == 1 and not info.cron_schedule


def _failed(work: asyncio.Task[None]) -> bool:
    return work.done() and not work.cancelled() and work.exception() is not None
