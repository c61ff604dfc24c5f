"""Examining a journal as it is stored, without writing to it: also a read-only copy of its file."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    Connection,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from grants.adapters.beside import Beside, beside, strangers
from grants.adapters.database import EVENTS, JOURNAL
from grants.adapters.marks import Mark
from grants.adapters.readonly import reading
from grants.adapters.rows import AS_TEXT
from grants.proof.checkpoint import Checkpoint, ProofError, Verifier, opened
from grants.proof.examination import Examination, Fault, Row, head_faults
from grants.proof.log import EMPTY

TRIGGERS: Final = {
    "sqlite": {
        "events_are_not_changed",
        "events_are_not_deleted",
        "events_are_not_replaced",
        "notices_are_counted",
        "notices_are_not_deleted",
    },
    "postgresql": {
        "events_are_not_changed",
        "events_are_not_deleted",
        "events_are_not_emptied",
        "notices_are_counted",
        "notices_are_not_deleted",
        "notices_are_not_emptied",
    },
}
"""What guards the tables, by the kind of database."""
_GUARDS: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' "
        "AND tgrelid IN ('events'::regclass, 'notices'::regclass)"
    ),
}


class Stored:
    """A journal's database at one moment, read only."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @property
    def there(self) -> bool:
        """Whether it is a journal at all."""
        return inspect(self.connection).has_table(JOURNAL.name)

    def journals(self) -> list[dict[str, Any]]:
        """The rows of the journal's own table: one, where all is well."""
        return [dict(row) for row in self.connection.execute(select(JOURNAL)).mappings()]

    def rows(self) -> Iterator[Row]:
        """All events by position, as they are stored."""
        query = select(*AS_TEXT).order_by(EVENTS.c.position)
        if self.connection.dialect.name == "sqlite":
            # there is nothing to convert, and a journal has very many rows
            cursor = self.connection.connection.cursor()
            return map(Row._make, cursor.execute(str(query.compile(self.connection))))
        return map(Row._make, self.connection.execution_options(yield_per=5000).execute(query))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return self.connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608

    def beside(
        self, leaves: Mapping[str, str], mark: Mark | None, replayed: Collection[str]
    ) -> Beside:
        """What is kept beside the events of all grants, compared with a replay of them."""
        found = beside(self.connection, leaves, mark, replayed)
        return Beside([*found.faults, *strangers(self.connection, leaves)], found.older)

    def unguarded(self) -> list[str]:
        """The triggers that are missing or switched off."""
        kind = self.connection.dialect.name
        found = set(self.connection.scalars(text(_GUARDS[kind])))
        return sorted(TRIGGERS[kind] - found)


@contextmanager
def stored(url: str) -> Iterator[Stored]:
    """A journal's database, opened so that nothing can be written. Raises SQLAlchemyError."""
    engine = reading(url)
    try:
        with engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(
                    text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                )
            yield Stored(connection)
    finally:
        engine.dispose()


@dataclass
class Report:
    """What an examination has found."""

    id: str = ""
    """The journal's own name; empty where there is no journal."""
    size: int = 0
    streams: dict[str, int] = field(default_factory=dict)
    """The streams that were seen, each with its last sequence."""
    ended: frozenset[str] = frozenset()
    """Those of them whose grant was closed or cancelled."""
    faults: list[Fault] = field(default_factory=list)
    beside: list[Fault] = field(default_factory=list)
    """What is kept beside the events and is not theirs; looked for where the events are sound."""
    older: list[str] = field(default_factory=list)
    """Grants of which another version of Grants has kept that: it is not compared."""
    compared: list[str] = field(default_factory=list)
    """The heads that the journal was compared with, by name and size."""

    def wrong(self, says: str) -> None:
        """Note a fault of the journal as a whole."""
        self.faults.append(Fault("", 0, says))


def examine(
    url: str,
    key: bytes | None,
    notes: Mapping[str, str],
    *,
    mark: Mark | None = None,
    replayed: Collection[str] = (),
) -> Report:
    """What is wrong with a journal, with what its signed heads say of it, and with what is beside.

    `key` is the public key of those who sign; `notes` are signed heads, by the name to call them.
    What is kept beside the events of a grant is held against a replay of them; where its worker
    has put the right `mark` on it, only if the grant is one of the `replayed`.
    """
    report = Report()
    try:
        with stored(url) as journal:
            if journal.there:
                leaves = _examine(journal, report, key, notes)
                if not report.faults:
                    report.beside, report.older = journal.beside(leaves, mark, replayed)
                return report
    except (SQLAlchemyError, ValueError) as error:
        why = str(error).strip().splitlines()[0].rstrip(".")
        if "unable to open" not in why:
            report.wrong(f"The journal cannot be read: {why}.")
            return report
    for name, note in notes.items():
        report.wrong(f"There is no journal, but {name} is of {_size(note)} events.")
    return report


def _examine(
    journal: Stored, report: Report, key: bytes | None, notes: Mapping[str, str]
) -> dict[str, str]:
    """Fill the report, but for what is beside the events; the streams' newest leaves."""
    rows = journal.journals()
    if len(rows) != 1:
        report.wrong("The journal's own row is not there, or not alone.")
    blank: dict[str, Any] = {"id": "", "size": -1, "edge": [], "signed": "", "notices": -1}
    row = rows[0] if rows else blank
    report.id = row["id"]
    heads = dict(_opened_heads(report, key, notes))
    own = list(_own_head(report, row["signed"], key))
    seen = Examination()
    sizes = frozenset(head.size for head in [*heads.values(), *own])
    report.faults.extend(seen.go(journal.rows(), sizes))
    report.size, report.streams, report.ended = seen.size, seen.streams, seen.ended
    for name, head in heads.items():
        for says in head_faults(seen, head, name):
            report.wrong(_begun(says))
    for head in own:
        if (head.size, head.root) != (seen.size, seen.heads[seen.size]):
            report.wrong("The journal's own signed head is not the one of its events.")
    if (row["size"], row["edge"]) != (seen.size, seen.edge):
        report.wrong("The journal's tree is not the one of its events.")
    if journal.count("notices") != row["notices"]:
        noted = f"{row['notices']} notices were noted and {journal.count('notices')} are there"
        report.wrong(f"The record of notices is not whole: {noted}.")
    for name in journal.unguarded():
        report.wrong(f"The trigger {name} is gone: the tables are not guarded any more.")
    return seen.leaves


def _opened_heads(
    report: Report, key: bytes | None, notes: Mapping[str, str]
) -> Iterator[tuple[str, Checkpoint]]:
    for name, note in notes.items():
        if key is None:
            report.wrong(f"{_begun(name)} cannot be checked: the key of the log is not there.")
            continue
        try:
            head = opened(note, Verifier(report.id, key))
        except ProofError as error:
            report.wrong(f"{_begun(name)} is not one of this journal's: {error}")
        else:
            report.compared.append(f"{name} ({head.size} events)")
            yield name, head


def _own_head(report: Report, note: str, key: bytes | None) -> Iterator[Checkpoint]:
    """The head that the journal keeps itself; where there is a key, there has to be one."""
    if key is None:
        return
    try:
        yield opened(note, Verifier(report.id, key)) if note else Checkpoint(report.id, 0, EMPTY)
    except ProofError as error:
        report.wrong(f"The journal's own signed head is false: {error}")


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _size(note: str) -> str:
    return [*note.splitlines(), "", "an unknown number of"][1]
