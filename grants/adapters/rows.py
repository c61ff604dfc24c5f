"""Rows of the journal: how an event is committed to as it is stored, and read back again."""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Text, cast

from grants.adapters.database import EVENTS, canonical
from grants.domain.envelope import UPCASTS, Envelope, read
from grants.domain.personal import Left
from grants.ports import Entered, JournalConflictError
from grants.proof import examination
from grants.proof.commitments import (
    SALT,
    WHOLE,
    digest,
    digests,
    disclosure,
    fields,
    parted,
    whole,
)
from grants.proof.tlogproof import Leaf

_OF_THE_ROW: Final = frozenset({"position", "salts", "digests", "erased", "previous", "hash"})
"""What the journal adds to an envelope; the other columns are the envelope, field by field."""


def as_text(columns: Iterable[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """Columns as they are stored: JSON as text."""
    return [
        cast(column, Text).label(column.key) if isinstance(column.type, JSON) else column
        for column in columns
    ]


AS_TEXT: Final = tuple(as_text(EVENTS.c[name] for name in examination.Row._fields))
"""The columns of an examined row: JSON as the text that is stored."""
_JSON: Final = frozenset({"evidence", "public", "data"})
_PLAIN: Final = frozenset(examination.Row._fields) - _OF_THE_ROW - _JSON
"""The columns of an envelope that are no JSON."""
_BITS: Final = 16
"""Bytes of a salt."""

Row = dict[str, Any]
Held = Mapping[Any, Any]
"""A row as the database gives it back."""


def chained(events: Sequence[Envelope], held: Mapping[int, Held], before: str | None) -> list[Row]:
    """The rows of what is new among events of one stream.

    `held` are the stream's rows among them, `before` is the leaf hash of the event before the
    first. Raises JournalConflictError for a gap and for other content than is held.
    """
    stream, previous, reached = events[0].stream, before, events[0].sequence - 1
    new: list[Row] = []
    for event in events:
        if event.stream != stream:
            message = f"Events of {stream} and of {event.stream} cannot be appended together."
            raise ValueError(message)
        if previous is None or event.sequence != reached + 1:
            message = f"{stream}: event {event.sequence} would leave a gap before it."
            raise JournalConflictError(message)
        stored = event.model_dump(mode="json")
        there = held.get(event.sequence)
        if there is None:
            new.append(_committed(stored, previous))
        elif not _same(there, stored):
            message = f"{stream}: the journal holds another event {event.sequence}."
            raise JournalConflictError(message)
        previous = (there or new[-1])["hash"]
        reached = event.sequence
    return new


def _committed(stored: Row, previous: str) -> Row:
    found = fields(stored)
    first, *salts = _salts(1 + len(found))
    row = {**stored, "salts": "".join([first, *salts]), "erased": {}, "previous": previous}
    all_of_it = {WHOLE: whole(_texts(row), "".join(salts)), **found}
    kept = digests(all_of_it, [first, *salts], {})
    leaf_ = Leaf(stored, previous, kept)
    return {**row, "digests": " ".join(kept), "hash": leaf_.hash.hex()}


def _texts(row: Held) -> list[str]:
    """The row's texts as the database keeps them."""
    written = {name: canonical(value) for name, value in row.items() if name in _JSON}
    blank = dict.fromkeys(examination.Row._fields)
    return examination.texts(examination.Row(**{**blank, **row, **written}))


def _salts(count: int) -> list[str]:
    drawn = secrets.token_bytes(_BITS * count)
    each = (drawn[start : start + _BITS] for start in range(0, len(drawn), _BITS))
    return [urlsafe_b64encode(salt)[:SALT].decode() for salt in each]


def _same(row: Held, event: Row) -> bool:
    """Whether a row holds this event, but for what was erased of it."""
    kept = stored(row)
    erased = row["erased"]
    if not erased:
        return kept == event
    ours, theirs = fields(kept), fields(event)
    return all(
        kept[name] == event[name] for name in ("stream", "sequence", "type", "version")
    ) and {path: value for path, value in ours.items() if path not in erased} == {
        path: value for path, value in theirs.items() if path not in erased
    }


def stored(row: Held) -> Row:
    """An event's stored form, out of its row."""
    return {name: value for name, value in row.items() if name not in _OF_THE_ROW}


def entered(row: Held) -> Entered:
    """An event as the journal holds it."""
    return Entered(row["position"], read(stored(row)), row["previous"], row["hash"])


def envelope(row: examination.Row) -> Envelope:
    """An event out of its examined row; twice as quick as by way of objects.

    Raises ValueError where it cannot be read.
    """
    plain = {name: value for name, value in row._asdict().items() if name in _PLAIN}
    if (row.type, row.version) in UPCASTS:
        return read({**plain, **{name: json.loads(getattr(row, name)) for name in _JSON}})
    told = "".join(f',"{name}":{getattr(row, name)}' for name in sorted(_JSON))
    return Envelope.model_validate_json(f"{canonical(plain)[:-1]}{told}}}")


def event_leaf(row: Held) -> Leaf:
    """An event as the log holds it."""
    return Leaf(stored(row), row["previous"], row["digests"].split())


def disclosures(row: Held) -> dict[str, str]:
    """The disclosure of each field that is not erased, by path."""
    kept = {WHOLE: whole(_texts(row), row["salts"][SALT:]), **fields(stored(row))}
    left = [(path, value) for path, value in kept.items() if path not in row["erased"]]
    salts = parted(row["salts"])
    return {
        path: disclosure(salt, path, value) for (path, value), salt in zip(left, salts, strict=True)
    }


def erasing(row: Held, paths: Mapping[str, Left]) -> Row:
    """What changes in a row when the values at `paths` give way to others that say nothing.

    The digest of the event as a whole stays too, as of one more erased field.
    """
    shown = disclosures(row)
    salts = dict(zip(shown, parted(row["salts"]), strict=True))
    gone = [path for path in shown if path in paths or path == WHOLE]
    return {
        "data": _replaced(row["data"], "data", paths),
        "evidence": _replaced(row["evidence"], "evidence", paths),
        "salts": "".join(salt for path, salt in salts.items() if path not in gone),
        "erased": {**row["erased"], **{path: digest(shown[path]) for path in gone}},
    }


def _replaced(value: Any, path: str, paths: Mapping[str, Left]) -> Any:  # noqa: ANN401
    if path in paths:
        return paths[path]
    if isinstance(value, dict):
        return {name: _replaced(item, f"{path}.{name}", paths) for name, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, f"{path}[{n}]", paths) for n, item in enumerate(value)]
    return value
