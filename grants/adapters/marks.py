"""What a worker's mark says of what is kept beside the events: it was made of them, with our code.

Only who holds the log's key can make a mark, or tell one. Where it is right, nothing has to be
replayed to know that nobody else wrote what it stands on.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

Mark = Callable[[str], str]
"""Marks a text, with a key that nobody else has."""

_BETWEEN: Final = "\0"
"""Stands in no JSON and in no short name."""


def of_view(
    reference: str,
    leaf: str,
    code: str,
    line: str,
    duties: Iterable[Sequence[object]],
    balances: Iterable[Sequence[object]],
) -> str:
    """What is marked of a grant's line, duties and balances, as they are stored.

    `leaf` is the hash of the newest event, `code` the fingerprint of the code that made them.
    """
    rows = [*_rows("duty", duties), *_rows("balance", balances)]
    return _BETWEEN.join(["view", reference, leaf, code, line, *rows])


def of_state(reference: str, leaf: str, code: str, state: str) -> str:
    """What is marked of a snapshot, at the event with that leaf hash."""
    return _BETWEEN.join(["state", reference, leaf, code, state])


def _rows(kind: str, rows: Iterable[Sequence[object]]) -> Iterable[str]:
    for row in rows:
        yield kind
        yield from map(str, row)
