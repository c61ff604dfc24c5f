# ruff: noqa: S608 - statements are made of constants, by those who tamper
"""What an earlier `verify` took for sound is found."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from grants.adapters.journal import connect
from tests.adapters.tampering.homes import NOBODY, Home, forged, grant, like, rewritten, said
from tests.adapters.tampering.test_rows import COLUMNS, CUTS, MOVES
from tests.domain import builders


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
