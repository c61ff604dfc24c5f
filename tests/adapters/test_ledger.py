"""The ledger's promise: a notice is kept back, then perhaps sent, and never the other way."""

from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any

import pytest
from sqlalchemy import Engine, RowMapping, select
from sqlalchemy.exc import IntegrityError

from grants.adapters.database import NOTICES
from grants.adapters.journal import SqlLedger
from grants.adapters.mail import compose
from grants.ports import Ledger, Note, Notice

KEY = "G-1/7/finance.officer"
NOTICE = Notice(
    key="G-1/7-8/finance.officer",
    recipient="finance@example.org",
    subject="Pay invoice 12",
    text="It is your turn.",
    html="<p>It is your turn.</p>",
    written=datetime(2026, 6, 1, 12, tzinfo=UTC),
)


def note(status: str, key: str = KEY) -> Note:
    return Note(key, status, NOTICE)


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    return SqlLedger(engine)


def noted(engine: Engine) -> list[RowMapping]:
    with engine.connect() as connection:
        return list(connection.execute(select(NOTICES)).mappings())


def test_nothing_is_noted_of_an_unknown_key(ledger: Ledger) -> None:
    assert ledger.statuses([KEY]) == {}


@pytest.mark.parametrize(
    ("notes", "status"),
    [
        (["sent"], "sent"),
        (["kept"], "kept"),
        (["kept", "sent"], "sent"),
        (["kept", "sent", "kept"], "sent"),
        (["sent", "kept"], "sent"),
        (["refused", "sent"], "sent"),
        (["sent", "refused"], "sent"),
    ],
)
def test_what_was_kept_may_be_sent_and_what_was_sent_stays_sent(
    ledger: Ledger, notes: list[str], status: str
) -> None:
    for one in notes:
        ledger.note_all([note(one)])

    assert ledger.statuses([KEY]) == {KEY: status}


def test_notes_made_together_count_as_made_in_their_order(ledger: Ledger) -> None:
    ledger.note_all([note("kept"), note("sent"), note("kept")])

    assert ledger.statuses([KEY]) == {KEY: "sent"}


def test_one_mail_may_tell_of_many_events(ledger: Ledger) -> None:
    keys = [f"G-1/{number}/finance.officer" for number in range(1, 1200)]

    ledger.note_all([note("kept", key) for key in keys])

    assert ledger.statuses([*keys, "G-1/1200/finance.officer"]) == dict.fromkeys(keys, "kept")


def test_notes_are_made_together_or_not_at_all(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError):
        ledger.note_all([note("sent"), note("lost", "G-1/8/finance.officer")])

    assert ledger.statuses([KEY]) == {}


def test_a_second_note_changes_nothing(engine: Engine, ledger: Ledger) -> None:
    ledger.note_all([note("sent")])
    once = noted(engine)

    ledger.note_all([note("sent")])

    assert noted(engine) == once


def test_a_note_says_what_went_to_whom_and_when(engine: Engine, ledger: Ledger) -> None:
    ledger.note_all([note("sent")])

    (row,) = noted(engine)
    content: dict[str, Any] = dict(row)
    mail = message_from_bytes(compose(NOTICE, "grants@example.org"))
    assert content["recipient"] == NOTICE.recipient
    assert content["subject"] == NOTICE.subject
    assert mail["Message-ID"] == f"<{content['message_id']}@example.org>"
    assert isinstance(content["noted_at"], datetime)


def test_there_is_no_third_status(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError):
        ledger.note_all([note("lost")])
