"""A real journal, ledger, archive and outbox in a folder, and a stream to fill them with."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from grants.adapters.archive import FolderArchive
from grants.adapters.database import NOTICES, connect, migrate
from grants.adapters.journal import SqlJournal, SqlLedger
from grants.adapters.mail import FolderNotifier
from grants.domain.envelope import Envelope
from grants.ports import Ledger
from tests.reference import reference_stream


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
    """The reference story."""
    return list(reference_stream())
