"""A home with a journal, and what somebody can do to it from outside."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from grants.adapters.database import EVENTS, JOURNAL
from grants.adapters.examining import Report, examine
from grants.adapters.journal import SqlJournal, connect, migrate
from grants.adapters.rows import chained, entered
from grants.adapters.signing import Signer, installation_key
from grants.domain.administration.commands import CancelGrant
from grants.domain.envelope import Envelope
from grants.proof import log
from grants.proof.commitments import GENESIS
from tests.domain import builders
from tests.domain.conversation import Conversation

ENDED, RUNNING = "EXA-1", "EXA-2"
NOBODY = "nobody-at-all"
CHANGED = "its content is not what was recorded"
GONE = "are gone"


@dataclass
class Home:
    """A journal with two grants, its key and its newest checkpoint."""

    folder: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    @property
    def file(self) -> Path:
        return self.folder / "journal.db"

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint"

    def append(self, events: list[Envelope], *, signed: bool = True) -> None:
        """Write events as the engine does: with chain and log, and the signature if we have it."""
        engine = connect(self.url)
        migrate(engine)
        key = installation_key(self.folder / "keys")
        SqlJournal(engine, Signer(key, self.checkpoint) if signed else None).append(events)
        engine.dispose()

    def stream(self, reference: str) -> list[Envelope]:
        engine = connect(self.url)
        found = [item.envelope for item in SqlJournal(engine).stream(reference)]
        engine.dispose()
        return found

    def tamper(self, change: Callable[[Connection], object]) -> None:
        """Change the file as somebody would who owns it; what guards it is put back after."""
        engine = connect(self.url)
        with engine.begin() as connection:
            kept = connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            ).all()
            for name, _ in kept:
                connection.execute(text(f"DROP TRIGGER {name}"))
            change(connection)
            for _, sql in kept:
                connection.execute(text(sql))
        engine.dispose()

    def sql(self, statement: str) -> None:
        self.tamper(lambda connection: connection.exec_driver_sql(statement))

    def take(self, other: "Home") -> None:
        """Be a copy of another home."""
        shutil.copytree(other.folder / "keys", self.folder / "keys")
        shutil.copy(other.checkpoint, self.checkpoint)
        with (
            closing(sqlite3.connect(other.file)) as source,
            closing(sqlite3.connect(self.file)) as to,
        ):
            source.backup(to)

    def examined(self, *replayed: str, marks: bool = True) -> Report:
        note = self.checkpoint.read_text(encoding="utf-8")
        key = installation_key(self.folder / "keys")
        return examine(
            self.url,
            key.public_key().public_bytes_raw(),
            {"the checkpoint": note},
            mark=Signer(key, self.checkpoint).mark if marks else None,
            replayed=replayed,
        )


def cancelled() -> Conversation:
    talk = builders.funded()
    talk.send(CancelGrant(reason="The donor withdrew."))
    return talk


def grant(talk: Conversation, reference: str) -> list[Envelope]:
    return [event.model_copy(update={"stream": reference}) for event in talk.stream]


def said(report: Report) -> str:
    return "\n".join(str(fault) for fault in report.faults)


def like(event: Envelope, sequence: int, **changes: Any) -> Envelope:
    """A forged event, as good as its forger can make it."""
    return event.model_copy(update={"sequence": sequence, "key": f"forged/{sequence}", **changes})


def forged(home: Home, **changes: Any) -> Envelope:
    stream = home.stream(RUNNING)
    money = next(event for event in stream if event.type == "contribution-received")
    return like(money, stream[-1].sequence + 1, **changes)


def rewritten(connection: Connection, change: Callable[[Envelope], Envelope]) -> None:
    """Write the whole past anew, with chains, leaves and tree that fit: only signatures do not."""
    rows = connection.execute(select(EVENTS).order_by(EVENTS.c.position)).mappings().all()
    connection.execute(delete(EVENTS))
    last: dict[str, str] = {}
    edge: list[bytes] = []
    for row in rows:
        event = change(entered(row).envelope)
        (new,) = chained([event], {}, last.get(event.stream, GENESIS))
        last[event.stream] = new["hash"]
        edge = log.grown(edge, row["position"] - 1, bytes.fromhex(new["hash"]))
        connection.execute(insert(EVENTS).values(**new, position=row["position"]))
    connection.execute(update(JOURNAL).values(edge=[node.hex() for node in edge]))
