"""What is wrong with what somebody wrote: one fault, many faults, and the words for a mend."""

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from pydantic_core import PydanticCustomError

from grants.domain.errors import DomainError

Place = tuple[str | int, ...]
"""Where a field stands: names of fields, and numbers of entries counted from 0."""

SAID: Final = "said"
"""The type of a validator's error that speaks for itself."""
_LONGEST_QUOTE: Final = 60
_MOST_NAMES: Final = 40


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong: where, what, and how to mend it."""

    line: int
    """Counted from 1; 0 where the file as a whole is meant."""
    path: str
    """The field, entries counted from 1: story[7].amount."""
    says: str
    mend: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else ""
        return ": ".join(part for part in (where, self.path, self.says, self.mend) if part)


class GrantFileError(DomainError):
    """A grant file cannot be used; `faults` names everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def said(says: str, mend: str) -> PydanticCustomError:
    """What a validator raises to speak for itself."""
    return PydanticCustomError(SAID, "{says}: {mend}", {"says": says, "mend": mend})


def near(name: str, names: Collection[str]) -> str:
    """The mend for a name that is not among `names`."""
    plain = {item.lower(): item for item in names}
    close = difflib.get_close_matches(name.lower(), plain, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(repr(plain[item]) for item in close)}?"
    few = 0 < len(names) <= _MOST_NAMES
    return f"use one of: {', '.join(names)}" if few else "check its spelling, or leave it out"


def quoted(value: object) -> str:
    """A value as its writer knows it, short enough for one line."""
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list):
        return "a list"
    text = " ".join(str(value).split())
    cut = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return f"'{cut}'"
