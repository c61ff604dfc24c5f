"""Replaying a history, and hearing which events the workflow sends to the journal meanwhile."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import (
    Interceptor,
    Replayer,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

from activities.messages import RecordInput
from grants.domain.envelope import Envelope
from worker import WORKFLOWS
from workflows.connection import DATA_CONVERTER, runner

FOLDER: Final = Path(__file__).parent
HISTORY: Final = ".history.json"
STREAM: Final = ".stream.json"


class Listener(Interceptor):
    """Hears every event that a workflow sends to the journal, once each.

    A replay compares which activities are scheduled, and not what they are asked: under a changed
    rule a history may replay clean and lead to another stream.
    """

    def __init__(self) -> None:
        self._heard: dict[int, Envelope] = {}

    @property
    def stream(self) -> list[dict[str, Any]]:
        """What was heard, in order, as it is kept beside a history."""
        return [self._heard[number].model_dump(mode="json") for number in sorted(self._heard)]

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 (the SDK's name)
    ) -> type[WorkflowInboundInterceptor] | None:
        """See Interceptor: what runs in the sandbox speaks to us by a function from outside."""
        input.unsafe_extern_functions["heard"] = self._hear
        return _Inbound

    def _hear(self, batch: RecordInput) -> None:
        self._heard.update({event.sequence: event for event in batch.events})


class _Inbound(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_Outbound(outbound))


class _Outbound(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002
        if input.activity == "record_events":
            functions: Mapping[str, Callable[..., Any]] = workflow.extern_functions()
            functions["heard"](input.args[0])
        return super().start_activity(input)


def kept() -> list[str]:
    """The names of the histories in the folder."""
    return sorted(path.name.removesuffix(HISTORY) for path in FOLDER.glob(f"*{HISTORY}"))


def history_of(name: str) -> WorkflowHistory:
    """A history as it was kept."""
    return WorkflowHistory.from_json(name, (FOLDER / f"{name}{HISTORY}").read_text("utf-8"))


async def replayed(history: WorkflowHistory) -> list[dict[str, Any]]:
    """Replay a history as a worker would; return the stream that it leads to today.

    Raises where today's workflows ask for other steps than those in the history.
    """
    listener = Listener()
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=runner(),
        data_converter=DATA_CONVERTER,
        interceptors=[listener],
    )
    await replayer.replay_workflow(history)
    return listener.stream
