"""The composition root: settings → adapters → activities → Worker. Run it as `python worker.py`."""

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import structlog
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig

from activities.documents import DocumentActivities
from activities.journal import JournalActivities
from activities.notifications import NotificationActivities, TellingOutside
from grants.adapters.archive import FolderArchive
from grants.adapters.database import connect as connect_database
from grants.adapters.database import migrate
from grants.adapters.files import jot
from grants.adapters.journal import SqlJournal, SqlLedger
from grants.adapters.mail import FolderNotifier, SmtpNotifier
from grants.adapters.serverfolder import read_address
from grants.adapters.signing import Signer, installation_key
from grants.logs import configure, quieten_core, quieten_temporal
from grants.ports import Archive, Journal, Ledger, Notifier
from grants.settings import Settings
from workflows import BUILD_ID, DEPLOYMENT
from workflows.connection import NoAddressError, connect, runner, task_queue
from workflows.documents import DocumentWorkflow
from workflows.grant import GrantWorkflow
from workflows.search import SEARCH_ATTRIBUTES

WORKFLOWS = [GrantWorkflow, DocumentWorkflow]
PRIVATE = 0o077
"""What the worker writes is for its owner's eyes only."""
ACTIVITY_THREADS = 8
CACHED_WORKFLOWS = 1000
"""Grants kept in memory, at about half a megabyte each; the others are replayed when they move."""

log = structlog.get_logger("grants.worker")


class WorkerSetupError(Exception):
    """The server is not set up for this worker; the sentence names the mend."""


@dataclass(frozen=True)
class Adapters:
    """The outside, as this installation is set up for it."""

    journal: Journal
    ledger: Ledger
    archive: Archive
    notifier: Notifier
    keeper: Notifier
    """Keeps in the house what may not leave it: notices of back entry."""
    web_ui: str = ""
    """Address of the Web UI that mails link to."""
    close: Callable[[], None] = lambda: None
    """Puts away what is open, and writes what waits."""

    @property
    def queue(self) -> str:
        """The task queue of the journal's own grants."""
        return task_queue(self.journal.id)


def adapters(settings: Settings) -> Adapters:
    """The adapters that the settings ask for; the journal is brought up to date first."""
    engine = connect_database(settings.journal)
    migrate(engine)
    outbox = FolderNotifier(settings.outbox / "sent", settings.mail_from)
    signer = Signer(installation_key(settings.keys), settings.checkpoint)

    def close() -> None:
        signer.close()
        engine.dispose()

    return Adapters(
        journal=SqlJournal(engine, signer),
        ledger=SqlLedger(engine),
        archive=FolderArchive(settings.archive),
        notifier=SmtpNotifier(settings) if settings.smtp_host else outbox,
        # what is kept in the house can be composed again from the journal
        keeper=FolderNotifier(settings.outbox / "kept", settings.mail_from, jot),
        web_ui=settings.web_ui,
        close=close,
    )


def build_worker(
    client: Client,
    outside: Adapters,
    *,
    build: str | None = BUILD_ID,
    cached: int = CACHED_WORKFLOWS,
    sandboxed: bool = False,
) -> Worker:
    """A worker for grants and documents; without a build only where the server knows none.

    The sandbox guards that workflows are deterministic, at a seventh of a story's work and half of
    an open grant's memory. It is where that is tested: every test runs in it, and none outside.
    """
    notifications = NotificationActivities(
        TellingOutside(
            outside.journal, outside.ledger, outside.archive, outside.notifier, outside.keeper
        ),
        web_ui=outside.web_ui,
    )
    journal = JournalActivities(outside.journal, notifications)
    documents = DocumentActivities(outside.journal, outside.archive)
    quieten_temporal()
    return Worker(
        client,
        task_queue=outside.queue,
        workflows=WORKFLOWS,
        activities=[
            journal.record_events,
            journal.fold_stream,
            notifications.tell,
            documents.draft_document,
        ],
        activity_executor=ThreadPoolExecutor(ACTIVITY_THREADS),
        max_concurrent_activities=ACTIVITY_THREADS,
        workflow_runner=runner() if sandboxed else UnsandboxedWorkflowRunner(),
        graceful_shutdown_timeout=timedelta(seconds=5),
        max_cached_workflows=cached,
        deployment_config=_deployment(build) if build is not None else None,
    )


def _deployment(build: str) -> WorkerDeploymentConfig:
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=build),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.PINNED,
    )


async def check_search_attributes(client: Client) -> None:
    """Raise WorkerSetupError if the namespace does not know what grants are found by."""
    request = ListSearchAttributesRequest(namespace=client.namespace)
    answer = await client.operator_service.list_search_attributes(request)
    missing = [
        f"--name {name} --type {kind}"
        for name, kind in SEARCH_ATTRIBUTES.items()
        if name not in answer.custom_attributes
    ]
    if missing:
        message = (
            f"namespace {client.namespace} lacks search attributes; "
            f"run: temporal operator search-attribute create {' '.join(missing)}"
        )
        raise WorkerSetupError(message)


async def take_over(client: Client, build: str = BUILD_ID) -> None:
    """Make a worker's version current once the server knows it, unless a newer one is."""
    while True:
        try:
            if await _is_current(client, build):
                return
            await client.workflow_service.set_worker_deployment_current_version(
                SetWorkerDeploymentCurrentVersionRequest(
                    namespace=client.namespace,
                    deployment_name=DEPLOYMENT,
                    build_id=build,
                    identity=client.identity,
                )
            )
            log.info("version current", build=build)
        except RPCError as error:
            if error.status in _NEVER:
                raise
            await asyncio.sleep(0.1)


_NEVER = {
    RPCStatusCode.INVALID_ARGUMENT,
    RPCStatusCode.PERMISSION_DENIED,
    RPCStatusCode.UNAUTHENTICATED,
    RPCStatusCode.UNIMPLEMENTED,
}
"""What trying again does not mend; a server that goes away in the middle is none of these."""


async def _is_current(client: Client, build: str) -> bool:
    answer = await client.workflow_service.describe_worker_deployment(
        DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=DEPLOYMENT)
    )
    info = answer.worker_deployment_info
    current = info.routing_config.current_deployment_version.build_id
    return current.isdigit() and int(current) >= int(build)


async def _reached(settings: Settings) -> Client:
    """A client of a server that is ready for us; one that is not up yet is waited for."""
    embedded = read_address(settings.server)
    while True:
        try:
            client = await connect(embedded[0] if embedded else None)
            await check_search_attributes(client)
        except NoAddressError:
            raise
        except (RuntimeError, RPCError) as error:
            if isinstance(error, RPCError) and error.status in _NEVER:
                raise
            log.warning("no server yet", reason=str(error))
            await asyncio.sleep(1)
        else:
            return client


def _spare_the_collector() -> None:
    """Let the garbage collector leave alone what was imported, and come less often.

    What a command leaves behind is mostly freed without it; the modules are never free.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


async def run(settings: Settings) -> None:
    """Work until told to stop."""
    client = await _reached(settings)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    outside = adapters(settings)
    _spare_the_collector()
    with closing(outside):
        async with build_worker(client, outside):
            await take_over(client)
            log.info("worker ready", task_queue=outside.queue, build=BUILD_ID)
            await stopped.wait()


def main() -> int:
    """Entry point: exit code 1 with one sentence where the server is not ready for us."""
    os.umask(PRIVATE)
    settings = Settings()
    configure(settings.log_format, settings.log_level, security_log=settings.security_log)
    quieten_core()
    try:
        asyncio.run(run(settings))
    except (WorkerSetupError, RuntimeError, RPCError) as error:
        log.error("worker stopped", reason=str(error))  # noqa: TRY400
        return 1
    return 0


if __name__ == "__main__":
    # the SDK's threads may abort an interpreter that ends in its own time (sdk-python#300)
    code = main()
    logging.shutdown()
    os._exit(code)
