"""What is kept beside the events, compared with what a replay of them gives; read only."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from hmac import compare_digest
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Table, select

from grants.adapters.database import BALANCES, DUTIES, EVENTS, GRANTS, SNAPSHOTS
from grants.adapters.marks import Mark, of_state, of_view
from grants.adapters.readmodels import duty_rows, fingerprint
from grants.adapters.rows import AS_TEXT, as_text, envelope
from grants.domain.grant import evolve
from grants.domain.state import Grant
from grants.proof.examination import Fault, Row
from grants.views.view import view

_TABLES: Final = {"line": GRANTS, "duties": DUTIES, "balances": BALANCES, "snapshots": SNAPSHOTS}
"""What is kept, in the words that a person reads."""


class Beside(NamedTuple):
    """What was found of grants: what is not theirs, and whose is of another version of Grants."""

    faults: list[Fault]
    older: list[str]


def beside(
    connection: Connection, leaves: Mapping[str, str], mark: Mark | None, replayed: Collection[str]
) -> Beside:
    """Compare what is kept of grants, given with their newest leaves, with a replay of them.

    A replay is spared where the worker's mark stands on all of it, and the grant is not one of
    those to be `replayed`. The events have to be sound.
    """
    found = Beside([], [])
    spared = set() if mark is None else set(marked(connection, leaves, mark)) - {*replayed}
    for reference in leaves:
        if reference in spared:
            continue
        kept = _kept(connection, GRANTS, reference)
        if kept and kept[0].code != fingerprint():
            found.older.append(reference)
            continue
        try:
            wrong = list(_wrong(connection, reference, kept))
        except (ValueError, KeyError):
            wrong = ["none of it can be made of them"]
        if wrong:
            says = f"what is kept beside the events is not theirs: {', '.join(wrong)}"
            found.faults.append(Fault(reference, 0, says))
    return found


def marked(connection: Connection, leaves: Mapping[str, str], mark: Mark) -> Iterator[str]:
    """The grants of which all that is kept was made by today's code, and is marked."""
    code = fingerprint()
    duties, balances = _by_grant(connection, DUTIES), _by_grant(connection, BALANCES)
    unmarked = set(_unmarked(connection, mark))
    for row in connection.execute(select(*as_text(GRANTS.c))):
        leaf = leaves.get(row.reference)
        if leaf is None or row.code != code or row.reference in unmarked:
            continue
        its = (duties.get(row.reference, []), sorted(balances.get(row.reference, [])))
        text = of_view(row.reference, leaf, code, row.line, *its)
        if compare_digest(mark(text), row.mark):
            yield row.reference


def _unmarked(connection: Connection, mark: Mark) -> Iterator[str]:
    """The grants of which a snapshot by today's code is not marked, or is of no event."""
    its_event = (EVENTS.c.stream == SNAPSHOTS.c.reference) & (
        EVENTS.c.sequence == SNAPSHOTS.c.sequence
    )
    query = (
        select(SNAPSHOTS, EVENTS.c.hash)
        .join_from(SNAPSHOTS, EVENTS, its_event, isouter=True)
        .where(SNAPSHOTS.c.code == fingerprint())
    )
    for row in connection.execute(query):
        text = of_state(row.reference, row.hash or "", row.code, row.state)
        if not compare_digest(mark(text), row.mark):
            yield row.reference


def _by_grant(connection: Connection, table: Table) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a table without their reference, in order, by grant."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for reference, *row in connection.execute(
        select(*as_text(table.c)).order_by(*table.primary_key)
    ):
        found.setdefault(reference, []).append(tuple(row))
    return found


def strangers(connection: Connection, references: Collection[str]) -> Iterator[Fault]:
    """What is kept of grants that have no events."""
    told: dict[str, list[str]] = {}
    for name, table in _TABLES.items():
        for reference in connection.scalars(select(table.c.reference).distinct()):
            if reference not in references:
                told.setdefault(reference, []).append(name)
    for reference, wrong in told.items():
        yield Fault(reference, 0, f"there are no events, but {', '.join(wrong)} beside them")


def _wrong(connection: Connection, reference: str, kept: Sequence[Any]) -> Iterator[str]:
    """The names of what is not as the events say."""
    states = {
        row.sequence: row.state
        for row in _kept(connection, SNAPSHOTS, reference)
        if row.code == fingerprint()
    }
    grant = Grant(reference=reference)
    for row in _events(connection, reference):
        grant = evolve(grant, envelope(row))
        state = states.pop(grant.sequence, None)
        if state is not None and not _is(state, grant):
            yield f"the snapshot at event {grant.sequence}"
    if states:
        yield "a snapshot of an event that is not there"
    told = view(grant)
    if [row.line for row in kept] != [told.line.model_dump(mode="json")]:
        yield "its line in the portfolio"
    duties = [row._asdict() for row in _kept(connection, DUTIES, reference)]
    if duties != [{"reference": reference, **row} for row in duty_rows(told)]:
        yield "duties"
    balances = {row.account: row.balance for row in _kept(connection, BALANCES, reference)}
    if balances != {name: str(amount) for name, amount in told.balances.items()}:
        yield "balances"


def _is(state: str, grant: Grant) -> bool:
    try:
        return Grant.model_validate_json(state) == grant
    except ValueError:
        return False


def _kept(connection: Connection, table: Table, reference: str) -> Sequence[Any]:
    query = select(table).where(table.c.reference == reference)
    return connection.execute(query.order_by(*table.primary_key)).all()


def _events(connection: Connection, reference: str) -> Iterator[Row]:
    of_it = EVENTS.c.stream == reference
    query = select(*AS_TEXT).where(of_it).order_by(EVENTS.c.sequence)
    return map(Row._make, connection.execute(query))
