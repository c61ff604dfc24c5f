"""The numbers and values of a text, so that they are compared as numbers and not as they look."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from grants.documents.languages.texts import Wording
from grants.facts import Value

_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SPACED: Final = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f'\u2019]\d{3})+(?:\.\d+)?(?!\d)")
"""Groups as other languages write them: 2 400 000."""
_SUM: Final = re.compile(rf"\b([A-Z]{{3}})\s*((?:{_SPACED.pattern})|(?:{_NUMBER.pattern}))")

Sum = tuple[str, Decimal]
"""A currency and an amount."""


def figures(text: str) -> dict[Decimal, str]:
    """The numbers in a text, each as it stands there first."""
    found: dict[Decimal, str] = {}
    for pattern in (_NUMBER, _SPACED):
        for number in pattern.findall(text):
            found.setdefault(_value(number), number)
    return found


def sums(text: str) -> dict[Sum, str]:
    """The sums in a text that stand with their currency, each as it stands there first."""
    found: dict[Sum, str] = {}
    for match in _SUM.finditer(text):
        found.setdefault((match[1], _value(match[2])), match[0])
    return found


def printed(value: Value, wording: Wording) -> str:
    """A fact's value as text; a date both as it is written and as it is kept."""
    match value:
        case date():
            return f"{wording.day(value)} {value.isoformat()}"
        case tuple():
            return " ".join(value)
        case _:
            return str(value)


def _value(number: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", number))
