"""Text as one plain line, whatever it holds."""

import unicodedata
from typing import Final

_DIRECTION_MARKS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def tidy(text: str) -> str:
    """One line of plain text: white space collapsed, control and direction marks gone."""
    line = " ".join(text.split())
    if line.isprintable():
        return line
    kept = (
        char
        for char in line
        if unicodedata.category(char) not in ("Cc", "Cs") and char not in _DIRECTION_MARKS
    )
    return "".join(kept).strip()
