# ruff: noqa: S608 - statements are made of constants, by those who tamper
"""Whatever somebody does to the journal from outside is found, and said in a sentence."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from grants.adapters import readmodels
from grants.adapters.database import EVENTS, GRANTS, JOURNAL, NOTICES
from grants.adapters.examining import Report, examine, stored
from grants.adapters.journal import SqlJournal, connect, migrate
from grants.adapters.rows import chained, entered
from grants.adapters.signing import Signer, installation_key
from grants.domain.administration.commands import CancelGrant
from grants.domain.administration.events import PersonAppointed, PersonErased
from grants.domain.envelope import Envelope
from grants.domain.grant import replay
from grants.domain.ledger import Ledger
from grants.domain.people import Appointment
from grants.domain.personal import left
from grants.proof import log
from grants.proof.commitments import GENESIS
from tests.domain import builders
from tests.domain import phrases as say
from tests.domain.conversation import Conversation

ENDED, RUNNING = "EXA-1", "EXA-2"
NOBODY = "nobody-at-all"


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


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("built"))
    home.append(grant(builders.opened(), RUNNING))
    home.append(grant(cancelled(), ENDED))
    home.append(grant(builders.funded(), RUNNING)[len(home.stream(RUNNING)) :])
    engine = connect(home.url)
    with engine.begin() as connection:
        noted = {"status": "sent", "recipient": "a@example.org", "subject": "x", "message_id": "y"}
        connection.execute(insert(NOTICES), [{"key": f"{n}", **noted} for n in range(3)])
    engine.dispose()
    return home


@pytest.fixture
def home(built: Home, tmp_path: Path) -> Home:
    found = Home(tmp_path / "home")
    shutil.copytree(built.folder, found.folder)
    return found


def said(report: Report) -> str:
    return "\n".join(str(fault) for fault in report.faults)


def test_a_sound_journal_has_no_fault_and_its_streams_are_named(home: Home) -> None:
    report = home.examined()

    assert said(report) == ""
    assert set(report.streams) == {ENDED, RUNNING}
    assert report.compared == [f"the checkpoint ({report.size} events)"]


def test_a_copy_is_examined_and_not_written_to(home: Home, tmp_path: Path) -> None:
    """A copy of the file alone, as somebody gets it who may only read."""
    copy = Home(tmp_path / "copy")
    copy.folder.mkdir()
    copy.take(home)
    before = copy.file.read_bytes()
    copy.file.chmod(0o400)
    copy.folder.chmod(0o500)

    report = copy.examined()

    copy.folder.chmod(0o700)
    assert said(report) == ""
    assert copy.file.read_bytes() == before


CHANGED = "its content is not what was recorded"
COLUMNS = {
    "the day on which it happened": "\"on\" = '2024-01-01T00:00:00Z'",
    "the moment of recording": "recorded_at = '2024-01-01T00:00:00Z'",
    "who did it": "actor = 'otto'",
    "the authority": "authority = 'auditor'",
    "the key": "key = 'other'",
    "the command": "command = 'other'",
    "what was asked": "asked = 'other'",
    "what caused it": "caused_by = 1",
    "how it was entered": "entry = 'late'",
    "the evidence": """evidence = '[{"sha256":null,"title":null,"uri":"x"}]'""",
    "what may be published": """public = '["all"]'""",
    "the content": "data = replace(data, 'norland', 'sudland')",
    "the type": "type = 'pledge-recorded'",
    "the version": "version = 2",
    "the salts": "salts = 'AAAAAAAAAAAAAAAAAAAAAA' || substr(salts, 23)",
    "the digests": "digests = replace(digests, substr(digests, 1, 43), substr(digests, 45, 43))",
    "the leaf": "hash = substr(previous, 1, 64)",
    "the link": "previous = replace(previous, substr(previous, 1, 8), '00000000')",
    "a doubled name": """data = replace(data, '{', '{"donor":"sudland",')""",
    "blanks in the JSON": "data = replace(data, ',', ', ')",
    "no JSON": "data = '{'",
    "no text at all": "data = x'00'",
}


@pytest.mark.parametrize("set_to", COLUMNS.values(), ids=COLUMNS.keys())
def test_an_event_that_was_changed_is_found_and_named(home: Home, set_to: str) -> None:
    of_it = f"stream = '{RUNNING}' AND type = 'agreement-signed'"
    sequence = next(e.sequence for e in home.stream(RUNNING) if e.type == "agreement-signed")

    home.sql(f"UPDATE events SET {set_to} WHERE {of_it}")

    assert f"{RUNNING}, event {sequence}: {CHANGED}." in said(home.examined())


GONE = "are gone"
CUTS: dict[str, tuple[str, str]] = {
    "the newest event": (
        "DELETE FROM events WHERE position = (SELECT max(position) FROM events)",
        GONE,
    ),
    "the newest events": (
        "DELETE FROM events WHERE position > (SELECT max(position) FROM events) - 5",
        GONE,
    ),
    "an event in the middle": (
        f"DELETE FROM events WHERE stream = '{ENDED}' AND sequence = 9",
        "what stood between it and event 8 is missing",
    ),
    "the first event": (
        f"DELETE FROM events WHERE stream = '{ENDED}' AND sequence = 1",
        "what stood between it and event 0 is missing",
    ),
    "a stream": (f"DELETE FROM events WHERE stream = '{ENDED}'", GONE),
    "every event": ("DELETE FROM events", GONE),
    "the tables": ("DROP TABLE journal", "There is no journal"),
    "the journal's row": ("DELETE FROM journal", "own row is not there"),
    "the head": ("UPDATE journal SET signed = ''", "signed head is not the one"),
    "the notices": ("DELETE FROM notices", "The record of notices is not whole"),
    "a notice": ("DELETE FROM notices WHERE key = '1'", "The record of notices is not whole"),
}


@pytest.mark.parametrize(("statement", "says"), CUTS.values(), ids=CUTS.keys())
def test_what_was_cut_off_is_missed(home: Home, statement: str, says: str) -> None:
    home.sql(statement)

    assert says in said(home.examined())


def test_a_file_that_is_gone_is_missed(home: Home) -> None:
    for path in home.folder.glob("journal.db*"):
        path.unlink()

    assert "There is no journal, but the checkpoint is of" in said(home.examined())


def test_a_file_that_is_no_database_is_said_to_be_none(home: Home) -> None:
    for path in home.folder.glob("journal.db*"):
        path.unlink()
    home.file.write_bytes(b"x" * 5000)

    assert "The journal cannot be read" in said(home.examined())


def test_an_older_state_of_the_whole_file_is_found(home: Home, tmp_path: Path) -> None:
    older = Home(tmp_path / "older")
    older.folder.mkdir()
    older.take(home)
    last = home.stream(RUNNING)[-1]
    home.append([like(last, last.sequence + 1)])

    for path in home.folder.glob("journal.db*"):
        path.unlink()
    older.file.rename(home.file)

    assert "the newest 1 of them are gone" in said(home.examined())


MOVES = {
    "two events change places": (
        "UPDATE events SET position = CASE position WHEN 2 THEN -3 ELSE -2 END "
        "WHERE position IN (2, 3)",
        "UPDATE events SET position = -position WHERE position < 0",
    ),
    "a place is left empty": (
        "UPDATE events SET position = position + 1 "
        "WHERE position = (SELECT max(position) FROM events)",
    ),
    "an event goes to another grant": (
        f"UPDATE events SET stream = 'OTHER' WHERE stream = '{RUNNING}' AND sequence = 3",
    ),
    "a grant changes its name": (f"UPDATE events SET stream = 'OTHER' WHERE stream = '{RUNNING}'",),
    "an event gets another number": (
        f"UPDATE events SET sequence = 99 WHERE stream = '{RUNNING}' AND sequence = 3",
    ),
    "an event stands there twice": (
        "CREATE TEMP TABLE again AS SELECT * FROM events WHERE position = 3",
        "UPDATE again SET position = (SELECT max(position) + 1 FROM events), sequence = 98",
        "INSERT INTO events SELECT * FROM again",
    ),
}


@pytest.mark.parametrize("statements", MOVES.values(), ids=MOVES.keys())
def test_what_was_moved_is_found(home: Home, statements: tuple[str, ...]) -> None:
    def move(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    home.tamper(move)

    assert said(home.examined())


def like(event: Envelope, sequence: int, **changes: Any) -> Envelope:
    """A forged event, as good as its forger can make it."""
    return event.model_copy(update={"sequence": sequence, "key": f"forged/{sequence}", **changes})


def forged(home: Home, **changes: Any) -> Envelope:
    stream = home.stream(RUNNING)
    money = next(event for event in stream if event.type == "contribution-received")
    return like(money, stream[-1].sequence + 1, **changes)


def test_a_forged_event_that_is_well_made_lacks_the_signature(home: Home) -> None:
    home.append([forged(home)], signed=False)

    assert "signed head is not the one of its events" in said(home.examined())


def test_a_forged_grant_that_is_well_made_lacks_the_signature(home: Home) -> None:
    home.append(grant(builders.funded(), "FORGED-1"), signed=False)

    assert "signed head is not the one of its events" in said(home.examined())


FORGERIES: dict[str, tuple[dict[str, Any], str]] = {
    "by nobody at all": ({"actor": NOBODY}, f"{NOBODY} was never appointed"),
    "under an authority that is none": (
        {"authority": "emperor"},
        "finn did not hold the authority 'emperor'",
    ),
    "in somebody else's name": ({"actor": "ada"}, "ada did not hold the authority"),
    "in the engine's name": ({"actor": "engine"}, "engine was never appointed"),
    "as the engine": (
        {"actor": "engine", "authority": "engine"},
        "'receive-contribution' is not for 'engine' to send",
    ),
    "by somebody whose role may not": (
        {"actor": "ada", "authority": "programme-officer"},
        "'receive-contribution' is not for 'programme-officer' to send",
    ),
    "from another command": (
        {"command": "pay-invoice"},
        "it does not follow from 'pay-invoice'",
    ),
    "from a command that there is not": (
        {"command": "mint-money"},
        "there is no command 'mint-money' that it could follow from",
    ),
}


@pytest.mark.parametrize(("changes", "says"), FORGERIES.values(), ids=FORGERIES.keys())
def test_what_the_rules_could_not_have_recorded_is_found_even_signed(
    home: Home, changes: dict[str, Any], says: str
) -> None:
    home.append([forged(home, **changes)])

    assert says in said(home.examined())


def test_an_event_under_a_key_that_was_used_for_another_is_found_even_signed(home: Home) -> None:
    money = next(e for e in home.stream(RUNNING) if e.type == "contribution-received")
    home.append([forged(home, key=money.key, asked="0123456789abcdef")])

    assert f"its key '{money.key}' is that of something else that was sent" in said(home.examined())


def test_an_event_after_the_books_were_closed_is_found_even_signed(home: Home) -> None:
    closed = grant(builders.closed(), "EXA-5")
    money = next(event for event in closed if event.type == "contribution-received")
    home.append([*closed, like(money, closed[-1].sequence + 1)])

    assert "it came after the grant was closed" in said(home.examined())


def test_an_act_after_an_appointment_has_ended_is_found_even_signed(home: Home) -> None:
    stream = grant(builders.opened(), "EXA-3")
    for place, event in enumerate(stream):
        if isinstance(event.data, PersonAppointed) and event.data.appointment.actor == event.actor:
            over = event.data.appointment.model_copy(update={"until": event.on.date()})
            data = event.data.model_copy(update={"appointment": over})
            stream[place] = event.model_copy(update={"data": data})
    late = stream[-1].on + timedelta(days=400)
    home.append([*stream, like(stream[-1], stream[-1].sequence + 1, on=late, recorded_at=late)])

    assert "EXA-3" in said(home.examined())
    assert "was not appointed on" in said(home.examined())


def test_an_event_after_the_end_is_found_even_signed(home: Home) -> None:
    stream = home.stream(ENDED)
    money = next(event for event in stream if event.type == "contribution-received")
    home.append([like(money, stream[-1].sequence + 1)])

    assert "it came after the grant was cancelled" in said(home.examined())


def test_a_second_opening_is_found_even_signed(home: Home) -> None:
    stream = home.stream(RUNNING)
    home.append([like(stream[0], stream[-1].sequence + 1)])

    assert "it opens a grant that is open already" in said(home.examined())


def test_a_grant_without_an_opening_is_found_even_signed(home: Home) -> None:
    home.append([forged(home).model_copy(update={"stream": "EXA-4", "sequence": 1})])

    assert "EXA-4, event 1: it stands before the grant was opened." in said(home.examined())


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


def test_a_past_that_was_written_anew_is_found(home: Home) -> None:
    def other(event: Envelope) -> Envelope:
        return event.model_copy(update={"evidence": ()})

    home.tamper(lambda connection: rewritten(connection, other))

    report = home.examined()
    assert CHANGED not in said(report)
    assert "are not those that were signed" in said(report)
    assert "signed head is not the one of its events" in said(report)


def test_a_journal_that_takes_another_s_name_is_found(home: Home) -> None:
    home.sql(f"UPDATE journal SET id = '{'a' * 32}'")

    assert "not one of this journal's" in said(home.examined())


def test_two_journals_in_one_are_found(home: Home) -> None:
    home.sql(
        f"INSERT INTO journal SELECT '{'a' * 32}', size, edge, signed, notices, erasures "
        "FROM journal"
    )

    assert "not alone" in said(home.examined())


def test_a_tree_that_is_not_that_of_the_events_is_found(home: Home) -> None:
    home.sql("UPDATE journal SET edge = '[]'")

    assert "tree is not the one" in said(home.examined())


def test_a_head_signed_with_another_key_is_found(home: Home, tmp_path: Path) -> None:
    engine = connect(home.url)
    other = Signer(installation_key(tmp_path / "other"), tmp_path / "checkpoint")
    SqlJournal(engine, other).append([forged(home)])
    engine.dispose()

    assert "signed head is false" in said(home.examined())


def test_a_checkpoint_of_another_journal_is_no_checkpoint_of_this_one(
    home: Home, tmp_path: Path
) -> None:
    other = Home(tmp_path / "other")
    other.folder.mkdir()
    other.append(grant(builders.opened(), RUNNING))
    shutil.copy(other.checkpoint, home.checkpoint)

    assert "not one of this journal's" in said(home.examined())


@pytest.mark.parametrize(
    "trigger",
    [
        "events_are_not_changed",
        "events_are_not_deleted",
        "events_are_not_replaced",
        "notices_are_counted",
        "notices_are_not_deleted",
    ],
)
def test_a_trigger_that_is_gone_is_missed(home: Home, trigger: str) -> None:
    engine = connect(home.url)
    with engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {trigger}"))
    engine.dispose()

    assert f"The trigger {trigger} is gone" in said(home.examined())


BESIDE: dict[str, tuple[str, str]] = {
    "the title in the portfolio": (
        f"UPDATE grants SET line = json_set(line, '$.title', 'x') WHERE reference = '{ENDED}'",
        f"{ENDED}: what is kept beside the events is not theirs: its line in the portfolio.",
    ),
    "a line that is gone": (
        f"DELETE FROM grants WHERE reference = '{RUNNING}'",
        f"{RUNNING}: what is kept beside the events is not theirs: its line in the portfolio.",
    ),
    "a duty that is gone": (
        f"DELETE FROM duties WHERE reference = '{RUNNING}' AND place = 0",
        "is not theirs: duties.",
    ),
    "whose turn it is": (
        f"UPDATE duties SET duty = json_set(duty, '$.role', 'auditor') WHERE place = 0 "
        f"AND reference = '{RUNNING}'",
        "is not theirs: duties.",
    ),
    "a balance": (
        f"UPDATE balances SET balance = '1' WHERE reference = '{RUNNING}' "
        "AND account LIKE 'received/%'",
        "is not theirs: balances.",
    ),
    "a grant that is only in the portfolio": (
        "INSERT INTO grants SELECT 'FORGED-1', code, line, mark FROM grants LIMIT 1",
        "FORGED-1: there are no events, but line beside them.",
    ),
    "a snapshot": (
        "INSERT INTO snapshots SELECT reference, 3, code, '{}', mark FROM grants LIMIT 1",
        "is not theirs: the snapshot at event 3.",
    ),
}


@pytest.mark.parametrize(("statement", "says"), BESIDE.values(), ids=BESIDE.keys())
def test_what_is_kept_beside_the_events_is_held_against_their_replay(
    home: Home, statement: str, says: str
) -> None:
    home.sql(statement)

    for report in (home.examined(), home.examined(marks=False), home.examined(ENDED, RUNNING)):
        assert report.faults == []
        assert says in "\n".join(map(str, report.beside))


def test_what_the_worker_has_marked_is_not_replayed_unless_it_is_asked_for(home: Home) -> None:
    """As if the worker itself had made a mistake, and marked it."""
    engine = connect(home.url)
    key = installation_key(home.folder / "keys")
    with engine.begin() as connection:
        grant = replay(RUNNING, home.stream(RUNNING))
        other = grant.but(ledger=Ledger())
        leaf = connection.scalar(
            select(EVENTS.c.hash).where(
                EVENTS.c.stream == RUNNING, EVENTS.c.sequence == grant.sequence
            )
        )
        mark = Signer(key, home.checkpoint).mark
        readmodels.keep(connection, other, leaf=leaf or "", mark=mark)
    engine.dispose()

    assert home.examined().beside == []
    assert "is not theirs" in str(home.examined(RUNNING).beside[0])
    assert "is not theirs" in str(home.examined(marks=False).beside[0])


def test_a_mark_of_another_moment_is_no_mark(home: Home) -> None:
    """Somebody puts back what was kept before the newest event, with the mark that it had."""
    engine = connect(home.url)
    with engine.connect() as connection:
        before = connection.execute(select(GRANTS).where(GRANTS.c.reference == RUNNING)).one()
    engine.dispose()
    last = home.stream(RUNNING)[-1]
    home.append([like(last, last.sequence + 1)])
    home.tamper(
        lambda connection: connection.execute(
            update(GRANTS).where(GRANTS.c.reference == RUNNING).values(before._asdict())
        )
    )

    assert "is not theirs" in str(home.examined().beside[0])


def test_what_older_code_kept_is_not_taken_for_tampering(home: Home) -> None:
    home.sql("UPDATE grants SET code = 'older'")

    report = home.examined()

    assert (report.beside, set(report.older)) == ([], {ENDED, RUNNING})


def test_a_journal_that_grows_meanwhile_is_examined_as_it_was(home: Home) -> None:
    last = home.stream(RUNNING)[-1]
    with stored(home.url) as journal:
        before = len(list(journal.rows()))
        home.append([like(last, last.sequence + 1)])

        assert len(list(journal.rows())) == before
        assert journal.journals()[0]["size"] == before


def remove(home: Home) -> None:
    for path in home.folder.glob("journal.db*"):
        path.unlink()


def forge_a_closed_one(home: Home) -> None:
    closed = grant(builders.closed(), "EXA-5")
    home.append([*closed, like(closed[5], closed[-1].sequence + 1)])


def write_anew(home: Home) -> None:
    changed: dict[str, Any] = {"evidence": ()}
    home.tamper(lambda rows: rewritten(rows, lambda event: event.model_copy(update=changed)))


def drop_triggers(home: Home) -> None:
    engine = connect(home.url)
    with engine.begin() as connection:
        names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in names.all():
            connection.execute(text(f"DROP TRIGGER {name}"))
    engine.dispose()


def by_sql(statement: str) -> Callable[[Home], None]:
    return lambda home: home.sql(statement)


MISSED_ONCE: dict[str, Callable[[Home], None]] = {
    "the newest rows": by_sql(CUTS["the newest events"][0]),
    "the first row": by_sql(CUTS["the first event"][0]),
    "a stream": by_sql(CUTS["a stream"][0]),
    "the file": remove,
    "a past written anew, chain and all": write_anew,
    "positions": by_sql(MOVES["a place is left empty"][0]),
    "a forged grant": lambda home: home.append(grant(builders.funded(), "F-1"), signed=False),
    "an event by nobody at all": lambda home: home.append([forged(home, actor=NOBODY)]),
    "an emperor's": lambda home: home.append([forged(home, authority="emperor")]),
    "an event after closure": forge_a_closed_one,
    "a doubled name": by_sql(
        f"UPDATE events SET {COLUMNS['a doubled name']} WHERE type = 'agreement-signed'"
    ),
    "dropped triggers": drop_triggers,
    "emptied notices": by_sql(CUTS["the notices"][0]),
}
"""The kinds of which an earlier `verify` said that all was sound."""


@pytest.mark.parametrize("attack", MISSED_ONCE.values(), ids=MISSED_ONCE.keys())
def test_what_was_missed_once_is_found(home: Home, attack: Callable[[Home], None]) -> None:
    assert said(home.examined()) == ""

    attack(home)

    assert said(home.examined())


def erase(home: Home, path: str, word: str | None) -> None:
    engine = connect(home.url)
    person = next(e for e in home.stream(RUNNING) if e.type == "person-appointed")
    SqlJournal(engine).erase(RUNNING, {person.sequence: {path: word}})
    engine.dispose()


def stated(event: Envelope) -> Appointment:
    assert isinstance(event.data, PersonAppointed)
    return event.data.appointment


def test_what_was_erased_in_silence_is_found_and_nothing_else_is_wrong(home: Home) -> None:
    erase(home, "data.appointment.name.family", "erased")

    assert [fault.says for fault in home.examined().faults] == [
        "something was erased, and no event says so"
    ]
    assert "erased" in str(home.stream(RUNNING))


def test_another_value_in_an_erased_place_is_found(home: Home) -> None:
    erase(home, "data.appointment.name.family", "Somebody")

    assert CHANGED in said(home.examined())


def test_a_value_that_comes_back_without_its_salt_is_found(home: Home) -> None:
    before = home.stream(RUNNING)
    erase(home, "data.appointment.name.family", "erased")
    person = next(e for e in before if isinstance(e.data, PersonAppointed))
    family = stated(person).name.family
    home.sql(
        f"UPDATE events SET data = replace(data, '\"erased\"', '\"{family}\"') "
        f"WHERE stream = '{RUNNING}' AND sequence = {person.sequence}"
    )

    assert CHANGED in said(home.examined())


def test_somebody_is_erased_after_a_grant_was_cancelled_and_nothing_is_wrong(home: Home) -> None:
    talk = cancelled()
    talk.send(say.erasing("dan"))
    new = grant(talk, ENDED)[-1]
    assert isinstance(new.data, PersonErased)
    home.append([new])

    engine = connect(home.url)
    places = {at: {path: left(path) for path in paths} for at, paths in new.data.fields.items()}
    SqlJournal(engine).erase(ENDED, places)
    engine.dispose()

    assert said(home.examined()) == ""
