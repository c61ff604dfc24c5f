"""What is kept beside the events is what the events say, and can be made anew from them."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, select, update

from grants.adapters import readmodels
from grants.adapters.database import BALANCES, DUTIES, EVENTS, GRANTS, SNAPSHOTS, connect
from grants.adapters.journal import SqlJournal, migrate
from grants.domain.administration.commands import CancelGrant
from grants.domain.envelope import Envelope
from grants.domain.grant import duties, replay
from grants.domain.keys import Keys
from tests.domain import builders

REF = "EXA-1"
TABLES = (GRANTS, DUTIES, BALANCES, SNAPSHOTS)


@pytest.fixture(scope="module")
def stream() -> list[Envelope]:
    return builders.opened_bids().stream


@pytest.fixture(scope="module")
def long(stream: list[Envelope]) -> list[Envelope]:
    """A grant with many events: the last one again and again."""
    last = stream[-1]
    more = range(last.sequence + 1, 5 * readmodels.EVERY + 8)
    return [*stream, *(last.model_copy(update={"sequence": n, "key": f"k/{n}"}) for n in more)]


def kept(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return [connection.execute(select(table)).all() for table in TABLES]


def test_line_duties_and_balances_follow_each_event(
    journal: SqlJournal, stream: list[Envelope]
) -> None:
    for number, event in enumerate(stream, 1):
        journal.append([event])
        grant = replay(REF, stream[:number])

        (line,) = journal.portfolio()
        assert line.sequence == number
        assert line.title == grant.opened.title
        assert tuple(item.duty for item in journal.duties(REF)) == duties(grant)
        assert journal.balances(REF) == {
            name: str(amount) for name, amount in grant.ledger.balances.items()
        }
        assert journal.folded(REF) == grant


def test_an_ended_grant_has_no_duties_and_says_how_it_ended(journal: SqlJournal) -> None:
    talk = builders.funded()
    talk.send(CancelGrant(reason="The donor withdrew."))
    journal.append(talk.stream)

    (line,) = journal.portfolio()

    assert line.ended == "cancelled"
    assert line.stands.startswith("cancelled on ")
    assert journal.duties() == []


def test_a_grant_can_be_asked_for_as_it_was_after_any_event(
    engine: Engine, long: list[Envelope]
) -> None:
    journal = SqlJournal(engine)
    for start in range(0, len(long), 90):
        journal.append(long[start : start + 90])

    for asked in (journal, SqlJournal(engine)):
        for through in (0, 1, 5, 199, 200, 201, 777, len(long) - 1, len(long)):
            assert asked.folded(REF, through=through) == replay(REF, long[:through])
        assert asked.folded(REF) == replay(REF, long)
    assert journal.folded("NONE").sequence == 0


def test_no_more_events_are_folded_than_lie_between_two_snapshots(
    engine: Engine, long: list[Envelope]
) -> None:
    journal = SqlJournal(engine)
    for start in range(0, len(long), 90):
        journal.append(long[start : start + 90])

    with engine.connect() as connection:
        snapshots = connection.scalars(select(SNAPSHOTS.c.sequence)).all()

    assert len(snapshots) == 2
    assert len(long) - max(snapshots) < readmodels.EVERY + 90


def test_a_snapshot_of_other_code_is_not_taken(engine: Engine, long: list[Envelope]) -> None:
    SqlJournal(engine).append(long)
    with engine.begin() as connection:
        connection.execute(update(SNAPSHOTS).values(code="other", state="{}"))
        connection.execute(update(GRANTS).values(code="other", line={}))

    journal = SqlJournal(engine)

    assert journal.folded(REF) == replay(REF, long)
    assert [line.sequence for line in journal.portfolio()] == [len(long)]


def test_all_of_it_can_be_dropped_and_is_made_anew_from_the_events(
    engine: Engine, stream: list[Envelope]
) -> None:
    journal = SqlJournal(engine)
    journal.append(stream)
    before = kept(engine)
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(delete(table))

    assert journal.rebuild() == [REF]

    assert kept(engine) == before


def test_commands_go_on_while_it_is_made_anew(engine: Engine, stream: list[Envelope]) -> None:
    journal = SqlJournal(engine)
    names = [f"EXA-{number}" for number in range(10)]
    for name in names:
        journal.append([event.model_copy(update={"stream": name}) for event in stream[:-5]])

    def go_on() -> None:
        for name in names:
            SqlJournal(engine).append(
                [event.model_copy(update={"stream": name}) for event in stream[-5:]]
            )

    writer = threading.Thread(target=go_on)
    writer.start()
    journal.rebuild()
    writer.join()

    assert {line.sequence for line in journal.portfolio()} == {len(stream)}


def test_what_fails_to_be_appended_leaves_no_trace_beside_the_events(
    engine: Engine, stream: list[Envelope]
) -> None:
    journal = SqlJournal(engine)
    journal.append(stream[:5])
    before = kept(engine)

    with pytest.raises(ValueError, match="together"):
        journal.append([*stream[5:7], stream[7].model_copy(update={"stream": "OTHER"})])

    assert kept(engine) == before
    assert journal.folded(REF) == replay(REF, stream[:5])


def test_keys_are_known_without_the_contents(journal: SqlJournal, stream: list[Envelope]) -> None:
    journal.append(stream)
    keys = Keys()
    keys.note(stream)

    assert journal.keys(REF) == keys.kept


def test_a_journal_that_was_put_back_is_not_taken_for_what_it_was(
    tmp_path: Path, stream: list[Envelope]
) -> None:
    """A worker lives on while somebody restores the file: its memory has to follow the file."""
    engine = connect(f"sqlite:///{tmp_path / 'journal.db'}")
    migrate(engine)
    journal = SqlJournal(engine)
    journal.append(stream[:8])
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_are_not_deleted")
        connection.execute(delete(EVENTS).where(EVENTS.c.sequence > 5))
        connection.exec_driver_sql("UPDATE journal SET size = 5")

    other = stream[5].model_copy(update={"key": "another"})
    journal.append([other])

    assert journal.folded(REF) == replay(REF, [*stream[:5], other])
    engine.dispose()


def test_an_append_writes_only_its_own_grant(engine: Engine, stream: list[Envelope]) -> None:
    journal = SqlJournal(engine)
    journal.append(stream)
    journal.append([event.model_copy(update={"stream": "EXA-2"}) for event in stream[:5]])

    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(GRANTS)) == 2
    assert [line.reference for line in journal.portfolio()] == [REF, "EXA-2"]
    assert {item.reference for item in journal.duties()} == {REF, "EXA-2"}
