"""The journal's promises, and how it finds out that somebody broke them from outside."""

import multiprocessing
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from multiprocessing.process import BaseProcess
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update

from grants.adapters.database import EVENTS
from grants.adapters.journal import SqlJournal, connect, migrate
from grants.adapters.rows import chained
from grants.domain.administration.events import PersonAppointed, WentLive
from grants.domain.envelope import UPCASTS, Entry, Envelope, read
from grants.domain.model import Evidence
from grants.domain.people import Appointment, PersonName, Role
from grants.domain.procurement.content import Offer
from grants.domain.procurement.events import BidsOpened, OpenedBid
from grants.ports import Journal, JournalConflictError
from grants.proof.commitments import GENESIS
from tests.adapters.envelopes import GRANT, envelope, envelopes, money, pledge

OTHER = "UNODC-JPN-MLI-2017-02"
TOKYO = timezone(timedelta(hours=9))


def story() -> list[Envelope]:
    """Events with everything that could be lost on the way to a database and back."""
    offer = Offer(price=money("USD 249999.90"), delivery_days=90, remarks="Livré à Bamako «DAP»")
    opened = OpenedBid(bid="b-1", supplier="Société d'Équipement", offer=offer, salt="s" * 16)
    bids = BidsOpened(lot="vehicles", officers=("a.traore", "k.sato"), opened=(opened,))
    live = WentLive(live_from=datetime(2016, 10, 25, 10, 0, 0, 123456, tzinfo=TOKYO))
    name = PersonName(given="Awa", family="Traoré", honorific="Mme")
    day = date(2016, 1, 4)
    person = Appointment(actor="a.traore", name=name, role=Role.PROCUREMENT, since=day)
    evidence = (Evidence(uri="archive:x/accord.pdf", sha256="a" * 64, title="Échange de notes"),)
    return [
        envelope(1, on=datetime(2016, 3, 1, 9, 30, tzinfo=TOKYO), entry=Entry.BACK),
        envelope(2, PersonAppointed(appointment=person), public=("appointment",)),
        envelope(3, bids, evidence=evidence, public=("all",)),
        envelope(4, live, caused_by=3, on=datetime(2016, 3, 1, 9, 0, 0, 5, tzinfo=UTC)),
    ]


def tamper(engine: Engine, statement: str) -> None:
    """Change events as somebody would who owns the database."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for what in ("changed", "deleted"):
                connection.execute(text(f"DROP TRIGGER events_are_not_{what}"))
        else:
            connection.execute(text("ALTER TABLE events DISABLE TRIGGER USER"))
        connection.execute(text(statement))


def test_events_come_back_byte_for_byte(journal: SqlJournal) -> None:
    journal.append(story())

    back = [entered.envelope for entered in journal.stream(GRANT)]

    assert back == story()
    assert [e.model_dump_json() for e in back] == [e.model_dump_json() for e in story()]


def test_each_event_is_linked_to_the_one_before_it(journal: SqlJournal) -> None:
    journal.append(story())

    entered = journal.stream(GRANT)

    hashes = [event.hash for event in entered]
    assert len(set(hashes)) == 4
    assert [event.previous for event in entered] == [GENESIS, *hashes[:-1]]
    assert journal.verify(GRANT) == []


def test_equal_events_in_two_journals_have_leaves_of_their_own(
    journal: SqlJournal, tmp_path: Path
) -> None:
    """The salts differ, so that nobody can guess a value and try it against the leaf."""
    other = connect(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(other)
    again = SqlJournal(other)
    for each in (journal, again):
        each.append(story())

    assert not {e.hash for e in journal.stream(GRANT)} & {e.hash for e in again.stream(GRANT)}
    assert journal.id != again.id
    other.dispose()


def test_append_answers_with_the_grant_before_and_after_each_event(journal: SqlJournal) -> None:
    assert journal.append([]) == ()
    assert [grant.sequence for grant in journal.append(envelopes(3))] == [0, 1, 2, 3]
    assert [grant.sequence for grant in journal.append(envelopes(5)[2:])] == [2, 3, 4, 5]
    assert journal.append(envelopes(5)[2:])[-1] == journal.folded(GRANT)
    assert [grant.sequence for grant in journal.append(envelopes(1))] == [0, 1]
    assert journal.last(GRANT) == 5
    assert journal.last(OTHER) == 0


def test_a_repeat_changes_nothing(journal: SqlJournal) -> None:
    journal.append(story())
    once = journal.stream(GRANT)

    journal.append(story())
    journal.append(story()[1:3])

    assert journal.stream(GRANT) == once


def test_a_repeat_that_goes_further_adds_what_is_new(journal: SqlJournal) -> None:
    journal.append(envelopes(3))

    journal.append(envelopes(5)[1:])

    assert [event.envelope.sequence for event in journal.stream(GRANT)] == [1, 2, 3, 4, 5]


def test_another_event_in_the_same_place_is_a_conflict_and_overwrites_nothing(
    journal: SqlJournal,
) -> None:
    journal.append(envelopes(2))
    before = journal.stream(GRANT)

    with pytest.raises(JournalConflictError, match=f"{GRANT}: .* another event 2"):
        journal.append([envelope(2, pledge("JPY 1")), envelope(3)])

    assert journal.stream(GRANT) == before


def test_the_same_event_after_another_past_is_a_conflict(journal: SqlJournal) -> None:
    journal.append(envelopes(2))

    with pytest.raises(JournalConflictError, match="another event 1"):
        journal.append([envelope(1, pledge("JPY 1")), envelope(2)])


@pytest.mark.parametrize("sequences", [[2], [1, 3], [1, 2, 4, 5]])
def test_a_gap_is_a_conflict_and_nothing_is_kept(journal: SqlJournal, sequences: list[int]) -> None:
    with pytest.raises(JournalConflictError, match="gap"):
        journal.append([envelope(sequence) for sequence in sequences])

    assert journal.stream(GRANT) == []


def test_events_of_two_streams_are_not_appended_together(journal: SqlJournal) -> None:
    with pytest.raises(ValueError, match="together"):
        journal.append([envelope(1), envelope(2, stream=OTHER)])

    assert journal.references() == []


def test_grants_are_known_in_the_order_of_their_first_entry(journal: SqlJournal) -> None:
    for stream in (OTHER, GRANT, "A-1"):
        journal.append(envelopes(1, stream=stream))
    journal.append(envelopes(2))

    assert journal.references() == [OTHER, GRANT, "A-1"]


def test_positions_run_over_all_streams(journal: SqlJournal) -> None:
    journal.append(envelopes(2))
    journal.append(envelopes(2, stream=OTHER))
    journal.append([envelope(3)])

    assert [event.position for event in journal.stream(GRANT)] == [1, 2, 5]
    assert [event.position for event in journal.stream(OTHER)] == [3, 4]


def test_a_stream_is_read_from_where_the_reader_stands(journal: SqlJournal) -> None:
    journal.append(envelopes(4))

    assert [event.envelope.sequence for event in journal.stream(GRANT, after=2)] == [3, 4]
    assert journal.stream(GRANT, after=4) == []


def test_a_key_leads_to_its_events(journal: SqlJournal) -> None:
    journal.append([envelope(1, key="k"), envelope(2), envelope(3, key="k")])
    journal.append([envelope(1, key="k", stream=OTHER)])

    assert [event.envelope.sequence for event in journal.key(GRANT, "k")] == [1, 3]
    assert journal.key(GRANT, "unheard-of") == []


Span = tuple[str, int, float, float]
"""Stream and sequence of an append, and the moments at which it began and ended."""


def append_one_by_one(url: str, stream: str, count: int, spans: SimpleQueue[Span]) -> None:
    engine = connect(url)
    journal = SqlJournal(engine)
    for event in envelopes(count, stream=stream):
        begun = time.monotonic()
        journal.append([event])
        spans.put((stream, event.sequence, begun, time.monotonic()))
    engine.dispose()


def append_all(url: str, count: int) -> None:
    engine = connect(url)
    SqlJournal(engine).append(envelopes(count))
    engine.dispose()


def start(target: Callable[..., None], *all_arguments: tuple[Any, ...]) -> list[BaseProcess]:
    spawn = multiprocessing.get_context("spawn")
    processes: list[BaseProcess] = [spawn.Process(target=target, args=a) for a in all_arguments]
    for process in processes:
        process.start()
    return processes


def test_processes_that_append_at_once_get_positions_in_the_order_of_commit(
    url: str, engine: Engine, journal: SqlJournal
) -> None:
    streams, count = ("A-1", "B-2", "C-3"), 40
    spans: SimpleQueue[Span] = multiprocessing.get_context("spawn").SimpleQueue()

    processes = start(append_one_by_one, *((url, stream, count, spans) for stream in streams))
    while any(process.is_alive() for process in processes):
        with engine.connect() as connection:
            seen = connection.scalars(select(EVENTS.c.position).order_by(EVENTS.c.position)).all()
        assert seen == list(range(1, len(seen) + 1))
    assert [process.exitcode for process in processes] == [0, 0, 0]
    appends = [spans.get() for _ in range(len(streams) * count)]

    position = {
        (stream, event.envelope.sequence): event.position
        for stream in streams
        for event in journal.stream(stream)
    }
    assert sorted(position.values()) == list(range(1, len(streams) * count + 1))
    assert all(
        position[earlier[:2]] < position[later[:2]]
        for earlier in appends
        for later in appends
        if earlier[3] < later[2]
    )
    assert [journal.verify(stream) for stream in streams] == [[], [], []]


def test_processes_that_append_the_same_events_keep_them_once(
    url: str, journal: SqlJournal
) -> None:
    processes = start(append_all, *[(url, 20)] * 3)
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert [event.position for event in journal.stream(GRANT)] == list(range(1, 21))


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        (
            "UPDATE events SET data = replace(CAST(data AS TEXT), '769', '1') WHERE sequence = 3",
            ["event 3: its content is not what was recorded."],
        ),
        (
            "UPDATE events SET actor = 'somebody.else' WHERE sequence = 1",
            ["event 1: its content is not what was recorded."],
        ),
        (
            "DELETE FROM events WHERE sequence IN (2, 3)",
            ["event 4: what stood between it and event 1 is missing."],
        ),
        (
            "DELETE FROM events WHERE sequence = 1",
            ["event 2: what stood between it and event 0 is missing."],
        ),
        (
            "UPDATE events SET previous = hash WHERE sequence = 4",
            [
                "event 4: it is not linked to the event before it.",
                "event 4: its content is not what was recorded.",
            ],
        ),
    ],
)
def test_tampering_is_found_and_named(
    engine: Engine, journal: SqlJournal, *, statement: str, faults: list[str]
) -> None:
    if engine.dialect.name == "postgresql":
        statement = statement.replace("'1')", "'1')::json")
    journal.append(envelopes(5))
    journal.append(envelopes(2, stream=OTHER))

    tamper(engine, f"{statement} AND stream = '{GRANT}'")

    assert journal.verify(GRANT) == [f"{GRANT}, {fault}" for fault in faults]
    assert journal.verify(OTHER) == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_content_that_is_no_json_is_found_and_named(engine: Engine, journal: SqlJournal) -> None:
    """PostgreSQL does not even take it."""
    journal.append(envelopes(5))

    tamper(engine, "UPDATE events SET data = '{' WHERE sequence = 5")

    assert journal.verify(GRANT) == [f"{GRANT}, event 5: its content is not what was recorded."]


def test_a_forged_event_with_a_chain_of_its_own_breaks_the_link_of_the_next(
    engine: Engine, journal: SqlJournal
) -> None:
    journal.append(envelopes(3))
    before = journal.stream(GRANT)[0].hash
    (forged,) = chained([envelope(2, actor="somebody.else")], {}, before)

    tamper(engine, "UPDATE events SET actor = 'somebody.else' WHERE sequence = 2")
    with engine.begin() as connection:
        connection.execute(update(EVENTS).where(EVENTS.c.sequence == 2).values(forged))

    assert journal.verify(GRANT) == [f"{GRANT}, event 3: it is not linked to the event before it."]


def test_an_upcast_changes_what_is_read_and_not_what_is_verified(
    journal: SqlJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(envelopes(2))

    monkeypatch.setitem(UPCASTS, ("pledge-recorded", 1), lambda data: data | {"donor": "jpn"})

    first, second = (event.envelope for event in journal.stream(GRANT))
    assert first.version == second.version == 2
    assert first.data == second.data == pledge().model_copy(update={"donor": "jpn"})
    assert journal.verify(GRANT) == []
    assert journal.append([envelope(3)])[-1].sequence == 3
    assert journal.verify(GRANT) == []


def test_the_journal_keeps_the_promises_of_its_port(journal: SqlJournal) -> None:
    port: Journal = journal

    assert port.stream(GRANT) == []
    assert port.verify(GRANT) == []


def test_the_stored_form_is_what_read_takes() -> None:
    assert [read(event.model_dump(mode="json")) for event in story()] == story()
