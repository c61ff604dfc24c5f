"""The ledger's promise: a notice is kept back, then perhaps sent, and never the other way."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, RowMapping, select
from sqlalchemy.exc import IntegrityError

from grants.adapters.database import NOTICES
from grants.adapters.journal import SqlLedger
from grants.adapters.mail import compose
from grants.ports import Ledger, Notice

NOTICE = Notice(
    "G-1/7/finance.officer", "finance@example.org", "Pay invoice 12", "It is your turn."
)


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    return SqlLedger(engine)


def noted(engine: Engine) -> list[RowMapping]:
    with engine.connect() as connection:
        return list(connection.execute(select(NOTICES)).mappings())


def test_nothing_is_noted_of_an_unknown_key(ledger: Ledger) -> None:
    assert ledger.status(NOTICE.key) is None


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
    for note in notes:
        ledger.note(NOTICE, note)

    assert ledger.status(NOTICE.key) == status


def test_a_second_note_changes_nothing(engine: Engine, ledger: Ledger) -> None:
    ledger.note(NOTICE, "sent")
    once = noted(engine)

    ledger.note(NOTICE, "sent")

    assert noted(engine) == once


def test_a_note_says_what_went_to_whom_and_when(engine: Engine, ledger: Ledger) -> None:
    ledger.note(NOTICE, "sent")

    (row,) = noted(engine)
    content: dict[str, Any] = dict(row)
    mail = compose(NOTICE, "grants@example.org")
    assert content["recipient"] == NOTICE.recipient
    assert content["subject"] == NOTICE.subject
    assert mail["Message-ID"] == f"<{content['message_id']}@example.org>"
    assert isinstance(content["noted_at"], datetime)


def test_there_is_no_third_status(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError):
        ledger.note(NOTICE, "lost")
