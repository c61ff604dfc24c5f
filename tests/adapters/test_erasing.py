"""A person's data can go, while chain, log and older proofs still hold."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from grants.adapters.database import connect
from grants.adapters.examining import examine
from grants.adapters.journal import SqlJournal
from grants.adapters.signing import Signer, installation_key
from grants.domain.administration.events import PersonAppointed
from grants.domain.envelope import Envelope
from grants.proof.checkpoint import Verifier
from grants.proof.tlogproof import check
from tests.domain import builders

REF = "EXA-1"
FAMILY = "data.appointment.name.family"


@pytest.fixture
def stream() -> list[Envelope]:
    return builders.funded().stream


@pytest.fixture
def signed(engine: Engine, tmp_path: Path, stream: list[Envelope]) -> SqlJournal:
    journal = SqlJournal(engine, Signer(installation_key(tmp_path / "keys"), tmp_path / "head"))
    journal.append(stream)
    return journal


@pytest.fixture
def verifier(signed: SqlJournal, tmp_path: Path) -> Verifier:
    key = installation_key(tmp_path / "keys")
    return Verifier(signed.id, key.public_key().public_bytes_raw())


def appointed(stream: list[Envelope]) -> tuple[int, str]:
    """The first appointment's sequence, and the person's family name."""
    event = next(item for item in stream if isinstance(item.data, PersonAppointed))
    assert isinstance(event.data, PersonAppointed)
    return event.sequence, event.data.appointment.name.family


def everything(engine: Engine, of: str) -> str:
    """All that the tables hold of one grant's event and beside it."""
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        rows = [connection.execute(text(f"SELECT * FROM {name}")).all() for name in tables]  # noqa: S608
    return str([row for table in rows for row in table if of in str(row)])


def test_the_value_is_gone_and_chain_and_log_still_hold(
    engine: Engine, signed: SqlJournal, stream: list[Envelope], verifier: Verifier, url: str
) -> None:
    sequence, family = appointed(stream)
    before = signed.stream(REF)

    signed.erase(REF, {sequence: {FAMILY: "erased"}})

    after = signed.stream(REF)
    assert [event.hash for event in after] == [event.hash for event in before]
    assert f'"{family}"' not in everything(engine, family)
    assert signed.verify(REF) == []
    report = examine(url, verifier.public, {"The head": signed.checkpoint()})
    assert [fault.says for fault in report.faults] == ["something was erased, and no event says so"]


def test_an_older_proof_and_one_of_the_other_fields_still_hold(
    signed: SqlJournal, stream: list[Envelope], verifier: Verifier
) -> None:
    sequence, family = appointed(stream)
    older = signed.proof(REF, sequence, [FAMILY])

    signed.erase(REF, {sequence: {FAMILY: "erased"}})

    assert check(older, verifier).fields == {FAMILY: family}
    newer = check(signed.proof(REF, sequence, ["data.appointment.role"]), verifier)
    assert newer.fields == {"data.appointment.role": "programme-officer"}
    with pytest.raises(LookupError, match="no field"):
        signed.proof(REF, sequence, [FAMILY])


def test_a_second_erasure_adds_to_the_first(
    signed: SqlJournal, stream: list[Envelope], verifier: Verifier
) -> None:
    sequence, _ = appointed(stream)

    signed.erase(REF, {sequence: {FAMILY: "erased"}})
    signed.erase(REF, {sequence: {"data.appointment.email": None}})

    assert signed.verify(REF) == []
    shown = check(signed.proof(REF, sequence, ["on"]), verifier)
    assert list(shown.fields) == ["on"]


def test_the_event_as_it_was_recorded_is_still_a_repeat(
    signed: SqlJournal, stream: list[Envelope]
) -> None:
    sequence, _ = appointed(stream)
    signed.erase(REF, {sequence: {FAMILY: "erased"}})

    states = signed.append(stream)

    assert states[-1] == signed.folded(REF)
    assert "erased" in str(signed.stream(REF)[sequence - 1])


def test_the_database_lets_nothing_else_be_changed(engine: Engine, signed: SqlJournal) -> None:
    for change in ("data = data", "salts = salts || 'x'", "salts = '', actor = 'x'"):
        with engine.begin() as connection:
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(f"UPDATE events SET {change}"))  # noqa: S608
            connection.rollback()

    assert signed.verify(REF) == []


def test_a_sound_journal_is_found_sound(signed: SqlJournal, verifier: Verifier, url: str) -> None:
    report = examine(url, verifier.public, {"The head": signed.checkpoint()})

    assert report.faults == []
    assert report.id == signed.id
    other = connect(url)
    assert SqlJournal(other).id == signed.id
    other.dispose()
