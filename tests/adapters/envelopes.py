"""Builders of events in their envelopes."""

from datetime import UTC, datetime
from typing import Any

from grants.domain.agreement.events import PledgeRecorded
from grants.domain.envelope import Envelope
from grants.domain.events import GrantEvent
from grants.domain.money import Money

GRANT = "UNODC-JPN-MLI-2016-01"


def money(text: str) -> Money:
    return Money.model_validate(text)


def pledge(amount: str = "JPY 769000000") -> PledgeRecorded:
    return PledgeRecorded(donor="japan", amount=money(amount))


def envelope(sequence: int, data: GrantEvent | None = None, **changes: Any) -> Envelope:
    data = data or pledge()
    moment = datetime(2016, 3, 1, 9, sequence % 60, tzinfo=UTC)
    content: dict[str, Any] = {
        "stream": GRANT,
        "sequence": sequence,
        "type": data.type,
        "version": 1,
        "on": moment,
        "recorded_at": moment,
        "actor": "programme.officer",
        "authority": "programme",
        "key": f"key-{sequence}",
        "command": "record-pledge",
        "asked": "0f0f0f0f",
        "data": data,
    }
    return Envelope(**(content | changes))


def envelopes(count: int, **changes: Any) -> list[Envelope]:
    return [envelope(sequence, **changes) for sequence in range(1, count + 1)]
