"""An outcome is all that a story leaves behind, in a form in which two can be compared."""

import email
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import select

from grants.adapters.database import NOTICES, connect
from grants.adapters.journal import SqlJournal
from grants.domain.grant import replay
from grants.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """What is left of one grant, without the times at which it was recorded."""

    state: dict[str, Any]
    """The fold of the stream."""
    stream: tuple[dict[str, Any], ...]
    documents: dict[str, str]
    """Every archived file and its sha256; of what is encrypted by lot, the name only."""
    ledger: dict[str, str]
    """Every person and event that was told, by key, and what became of it."""
    noted: frozenset[str]
    """The Message-ID of every mail that the ledger knows, without its domain."""
    mails: dict[str, str]
    """Every .eml file and its Message-ID."""

    @classmethod
    def of(cls, settings: Settings, reference: str) -> "Outcome":
        """Read everything that a grant has left in its house."""
        engine = connect(settings.journal)
        stream = [entered.envelope for entered in SqlJournal(engine).stream(reference)]
        with engine.connect() as connection:
            told = select(NOTICES.c.key, NOTICES.c.status, NOTICES.c.message_id)
            noted = connection.execute(told).tuples().all()
        engine.dispose()
        return cls(
            state=_timeless(replay(reference, stream).model_dump(mode="json")),
            stream=tuple(
                event.model_dump(mode="json", exclude={"recorded_at"}) for event in stream
            ),
            documents=dict(_archived(settings.archive)),
            ledger={key: status for key, status, _ in noted},
            noted=frozenset(message_id for _, _, message_id in noted),
            mails=dict(_mails(settings.outbox)),
        )

    def faults(self) -> Iterator[str]:
        """What is wrong with it by itself: something told twice, or told and not noted."""
        for message_id, count in Counter(self.mails.values()).items():
            if count > 1:
                yield f"{count} mails bear {message_id}"
        composed = {found.partition("@")[0].strip().strip("<>") for found in self.mails.values()}
        if composed != self.noted:
            yield f"{len(composed)} mails, but {len(self.noted)} in the ledger"

    def differences(self, other: "Outcome") -> Iterator[str]:
        """Where it is not the same as another, one phrase for each part.

        Which events share a mail depends on what was recorded together; who is told what does not.
        """
        for field in fields(self):
            if field.name in ("noted", "mails"):
                continue
            ours, theirs = getattr(self, field.name), getattr(other, field.name)
            if ours != theirs:
                yield f"{field.name}: {first_difference(ours, theirs)}"


def first_difference(ours: Any, theirs: Any, at: str = "") -> str:  # noqa: ANN401
    """The first place at which two trees differ, and how."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}):
            if key not in ours or key not in theirs:
                return f"{at}/{key} is {'missing' if key in theirs else 'added'}"
            if ours[key] != theirs[key]:
                return first_difference(ours[key], theirs[key], f"{at}/{key}")
    if isinstance(ours, list | tuple) and isinstance(theirs, list | tuple):
        for number, (one, another) in enumerate(zip(ours, theirs, strict=False)):
            if one != another:
                return first_difference(one, another, f"{at}/{number}")
        return f"{at} has {len(ours)} items, not {len(theirs)}"
    return f"{at} is {ours!r}, not {theirs!r}"


def _archived(archive: Path) -> Iterator[tuple[str, str]]:
    for path in _files(archive):
        by_lot = path.suffix == ".sealed" or path.name == "key.sha256"
        content = "by lot" if by_lot else hashlib.sha256(path.read_bytes()).hexdigest()
        yield str(path.relative_to(archive)), content


def _timeless(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """The same, without the times at which it was recorded."""
    if isinstance(value, dict):
        return {key: _timeless(item) for key, item in value.items() if key != "recorded_at"}
    return [_timeless(item) for item in value] if isinstance(value, list) else value


def _mails(outbox: Path) -> Iterator[tuple[str, str]]:
    for path in _files(outbox):
        yield (
            str(path.relative_to(outbox)),
            email.message_from_bytes(path.read_bytes())["Message-ID"].strip(),
        )


def _files(folder: Path) -> Iterator[Path]:
    """All files but drafts that a kill left half written, which nobody reads."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path
