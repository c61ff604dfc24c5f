# ruff: noqa: S608 - statements are made of constants, by those who tamper
"""Whatever somebody writes into a journal, however well it is made, is found."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from grants.adapters.journal import SqlJournal, connect
from grants.adapters.signing import Signer, installation_key
from grants.domain.administration.events import PersonAppointed
from grants.domain.envelope import Envelope
from tests.adapters.tampering.homes import (
    CHANGED,
    ENDED,
    NOBODY,
    RUNNING,
    Home,
    forged,
    grant,
    like,
    rewritten,
    said,
)
from tests.domain import builders


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
