# ruff: noqa: S608 - statements are made of constants, by those who tamper
"""What is kept beside the events is held against a replay of them."""

import pytest
from sqlalchemy import select, update

from grants.adapters import readmodels
from grants.adapters.database import EVENTS, GRANTS
from grants.adapters.examining import stored
from grants.adapters.journal import connect
from grants.adapters.signing import Signer, installation_key
from grants.domain.grant import replay
from grants.domain.ledger import Ledger
from tests.adapters.tampering.homes import ENDED, RUNNING, Home, like

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
