"""A real journal, ledger, archive and outbox in a folder, and a stream to fill them with."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.testing import ActivityEnvironment

from grants.adapters.archive import FolderArchive
from grants.adapters.database import NOTICES, connect, migrate
from grants.adapters.journal import SqlJournal, SqlLedger
from grants.adapters.mail import FolderNotifier
from grants.domain.envelope import Envelope, read
from grants.ports import Ledger
from tests.histories.test_replay import stream_of


@dataclass
class Outside:
    """What activities work with."""

    home: Path
    journal: SqlJournal
    ledger: Ledger
    archive: FolderArchive
    notifier: FolderNotifier
    keeper: FolderNotifier

    def noted(self, message_id: str) -> list[str]:
        """The keys that a mail's Message-ID, without its domain, stands for in the ledger."""
        engine = connect(f"sqlite:///{self.home / 'journal.db'}")
        query = select(NOTICES.c.key).where(NOTICES.c.message_id == message_id)
        with engine.connect() as connection:
            found = list(connection.scalars(query))
        engine.dispose()
        return found

    def mails(self, folder: str) -> set[str]:
        """The notices in a folder of the outbox."""
        return {path.name for path in (self.home / folder).glob("*.eml")}


def within(workflow: str, kind: str = "GrantWorkflow", **more: Any) -> ActivityEnvironment:
    """What an activity is run in by a workflow of an id and a type."""
    found = ActivityEnvironment()
    found.info = replace(
        found.info,
        workflow_id=workflow,
        workflow_type=kind,
        **{"start_to_close_timeout": timedelta(seconds=30), **more},
    )
    return found


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    engine = connect(f"sqlite:///{tmp_path / 'journal.db'}")
    migrate(engine)
    return Outside(
        tmp_path,
        SqlJournal(engine),
        SqlLedger(engine),
        FolderArchive(tmp_path / "archive"),
        FolderNotifier(tmp_path / "sent", "grants@example.org"),
        FolderNotifier(tmp_path / "kept", "grants@example.org"),
    )


@pytest.fixture
def stream() -> list[Envelope]:
    """The story as it was recorded."""
    return [read(event) for event in stream_of("back-entry-1")]
