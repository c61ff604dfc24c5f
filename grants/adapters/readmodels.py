"""What the journal keeps beside its events: lines, duties, balances and snapshots of states."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, delete, insert, select

from grants.adapters.database import BALANCES, DUTIES, EVENTS, GRANTS, SNAPSHOTS
from grants.adapters.rows import entered
from grants.domain.grant import evolve
from grants.domain.state import Duty, Grant
from grants.views.portfolio import Line
from grants.views.view import OpenDuty, View, view

EVERY: Final = 200
"""Events from one snapshot of a grant to the next."""
NEWEST: Final = 2**31 - 1
"""A sequence that no stream reaches: as much as there is."""
_HELD: Final = 512
"""States that are held in memory for the next append, and for those who tell of the last."""
_REPLACING: Final = {
    table: (delete(table).where(table.c.reference == bindparam("of")), insert(table))
    for table in (GRANTS, DUTIES, BALANCES)
}


@cache
def fingerprint() -> str:
    """Names the code that folds: sha256 over the sources of the domain and of the views."""
    found = hashlib.sha256()
    for package in ("domain", "views"):
        for name, content in sorted(_sources(resources.files("grants") / package, package)):
            found.update(f"{name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        name = f"{path}/{item.name}"
        if item.is_dir():
            yield from _sources(item, name)
        elif name.endswith(".py"):
            yield name, item.read_bytes()


class States:
    """States of grants that were folded last, each by the leaf hash of its newest event.

    A hash names one past, so that no state is taken for that of a journal that was put back. It
    stays when something is erased: all states of before, by the journal's count, are dropped then.
    """

    def __init__(self) -> None:
        self._held: OrderedDict[str, Grant] = OrderedDict()
        self._lock = Lock()
        self._erasures = 0

    def get(self, leaf: str | None, erasures: int) -> Grant | None:
        """The state after an event, if it is held; what was held before an erasure is dropped."""
        with self._lock:
            if erasures > self._erasures:
                self._held.clear()
                self._erasures = erasures
            return None if leaf is None else self._held.get(leaf)

    def put(self, leaf: str, grant: Grant, erasures: int) -> None:
        """Hold a state, if none was erased since; the one that was put longest ago gives way."""
        with self._lock:
            if erasures != self._erasures:
                return
            self._held[leaf] = grant
            self._held.move_to_end(leaf)
            while len(self._held) > _HELD:
                self._held.popitem(last=False)

    def clear(self) -> None:
        """Hold nothing any more."""
        with self._lock:
            self._held.clear()


def folded(connection: Connection, reference: str, through: int = NEWEST) -> Grant:
    """A grant at an event, from the nearest snapshot before it and the events between."""
    grant = _snapshot(connection, reference, through) or Grant(reference=reference)
    tail = (
        select(EVENTS)
        .where(
            EVENTS.c.stream == reference,
            EVENTS.c.sequence > grant.sequence,
            EVENTS.c.sequence <= through,
        )
        .order_by(EVENTS.c.sequence)
    )
    for row in connection.execute(tail).mappings():
        grant = evolve(grant, entered(row).envelope)
    return grant


def _snapshot(connection: Connection, reference: str, through: int) -> Grant | None:
    kept = (
        select(SNAPSHOTS.c.state)
        .where(
            SNAPSHOTS.c.reference == reference,
            SNAPSHOTS.c.code == fingerprint(),
            SNAPSHOTS.c.sequence <= through,
        )
        .order_by(SNAPSHOTS.c.sequence.desc())
        .limit(1)
    )
    state = connection.scalar(kept)
    return None if state is None else Grant.model_validate_json(state)


def keep(connection: Connection, grant: Grant, before: Grant | None = None) -> None:
    """Keep what is read of a grant, in the transaction that wrote its events.

    What is the same as it was `before` is not written again.
    """
    found, known = view(grant), None if before is None else view(before)
    reference = grant.reference
    line = {"line": found.line.model_dump(mode="json"), "code": fingerprint()}
    _replace(connection, GRANTS, reference, [line])
    if known is None or known.duties != found.duties:
        _replace(connection, DUTIES, reference, list(_duties(found)))
    if known is None or known.balances != found.balances:
        held = found.balances.items()
        rows = [{"account": name, "balance": str(amount)} for name, amount in held]
        _replace(connection, BALANCES, reference, rows)
    if before is None or grant.sequence // EVERY > before.sequence // EVERY:
        _keep_state(connection, grant)


def _keep_state(connection: Connection, grant: Grant) -> None:
    """A snapshot where one is due; the one before it stays, for those who ask for a past event."""
    of_it = SNAPSHOTS.c.reference == grant.reference
    kept = select(SNAPSHOTS.c.sequence).where(of_it, SNAPSHOTS.c.code == fingerprint())
    newest = connection.scalar(kept.order_by(SNAPSHOTS.c.sequence.desc()).limit(1)) or 0
    if grant.sequence // EVERY <= newest // EVERY:
        return
    connection.execute(delete(SNAPSHOTS).where(of_it, SNAPSHOTS.c.sequence.not_in([newest])))
    state = {"reference": grant.reference, "sequence": grant.sequence, "code": fingerprint()}
    connection.execute(insert(SNAPSHOTS).values(**state, state=grant.model_dump_json()))


def _duties(found: View) -> Iterator[dict[str, Any]]:
    for place, duty in enumerate(found.duties):
        yield {
            "place": place,
            "key": duty.key,
            "role": duty.role.value,
            "due": duty.due.astimezone(UTC).isoformat() if duty.due else None,
            "duty": duty.model_dump(mode="json"),
        }


def _replace(
    connection: Connection, table: Table, reference: str, rows: list[dict[str, Any]]
) -> None:
    drop, enter = _REPLACING[table]
    connection.execute(drop, {"of": reference})
    if rows:
        connection.execute(enter, [{"reference": reference, **row} for row in rows])


def forget(connection: Connection, reference: str) -> None:
    """Drop all that is kept of a grant beside its events."""
    for table in (GRANTS, DUTIES, BALANCES, SNAPSHOTS):
        connection.execute(delete(table).where(table.c.reference == reference))


def lines(connection: Connection) -> list[Line]:
    """The portfolio, by reference; a line that older code made is made anew."""
    rows = connection.execute(select(GRANTS).order_by(GRANTS.c.reference)).all()
    return [
        Line.model_validate(row.line)
        if row.code == fingerprint()
        else view(folded(connection, row.reference)).line
        for row in rows
    ]


def open_duties(connection: Connection, reference: str | None = None) -> list[OpenDuty]:
    """The open duties of all grants or of one; those of a grant in life order."""
    query = select(DUTIES.c.reference, DUTIES.c.duty).order_by(DUTIES.c.reference, DUTIES.c.place)
    if reference is not None:
        query = query.where(DUTIES.c.reference == reference)
    return [
        OpenDuty(row.reference, Duty.model_validate(row.duty)) for row in connection.execute(query)
    ]


def balances(connection: Connection, reference: str) -> dict[str, str]:
    """The balances of a grant, by account, as in USD 250000.00."""
    query = select(BALANCES.c.account, BALANCES.c.balance).where(BALANCES.c.reference == reference)
    return {row.account: row.balance for row in connection.execute(query)}
