"""The ground that everything stands on: frozen models, the words they share, and their bounds."""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
"""Dates outside are slips of the pen: no grant that is carried here began or ends there."""
MANY: Final = 1000
"""The most items that one command may bring: what it says has to fit into one message."""
MOST_UNITS: Final = 100_000
"""The most units of goods that one number may count."""

_BIDIRECTIONAL: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Marks that turn the order of what is read: a name may not look like another one."""


_WORKED_OUT: Final = "worked out"
"""Beside a value's fields: what `once` keeps with it."""


class Model(BaseModel):
    """A frozen value; a field that it does not know is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    def but(self, **change: Any) -> Self:  # noqa: ANN401 - whatever its fields hold
        """The value with some fields changed; what was worked out from the old one is forgotten.

        As quick as it can be, since every event goes through it several times: what `model_copy`
        does for a frozen value without private or further attributes, and nothing else.
        """
        changed = object.__new__(type(self))
        content = {**self.__dict__, **change}
        content.pop(_WORKED_OUT, None)
        for name, value in (
            ("__dict__", content),
            ("__pydantic_fields_set__", self.__pydantic_fields_set__ | change.keys()),
            ("__pydantic_extra__", None),
            ("__pydantic_private__", None),
        ):
            object.__setattr__(changed, name, value)
        return changed


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        message = "has no time zone: write an offset, as in 2016-10-25T10:00+00:00"
        raise ValueError(message)
    _in_bounds(moment)
    return moment


def _in_bounds(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = f"is in the year {day.year}: write a year from {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(message)
    return day


def _plain(text: str) -> str:
    return _readable(text, allowed="")


def _prose(text: str) -> str:
    return _readable(text.replace("\r\n", "\n"), allowed="\n\t")


def _readable(text: str, *, allowed: str) -> str:
    if text.isprintable():
        return text
    for character in text:
        odd = unicodedata.category(character) in ("Cc", "Cs") or character in "\u2028\u2029"
        if (odd or character in _BIDIRECTIONAL) and character not in allowed:
            name = unicodedata.name(character, "a control character")
            message = f"holds U+{ord(character):04X} ({name.lower()}): take it out"
            raise ValueError(message)
    return text


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(_plain),
]
"""One line that people read: a name, a title, a number."""
Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(_prose),
]
"""What may have paragraphs: reasons, quotations, passages."""
Label = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    AfterValidator(_plain),
]
"""A short name that titles carry. A type of its own: on `Text`, a `Field` changes no length."""
Number = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64),
    AfterValidator(_plain),
]
"""A paper's own number."""
Key = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_plain),
]
"""What a command is sent under."""
Salt = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=16, max_length=500),
    AfterValidator(_plain),
]
"""What an offer is sealed with."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=64)]
"""The short name of a lot, a bid, a person: lower-case letters, digits, dots and hyphens."""
Reference = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)
]
"""The name of a grant, such as UNODC-JPN-MLI-2016-01."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""An ISO 4217 code."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[datetime, AfterValidator(_aware)]
"""An instant with its offset; the offset is kept, since documents print the local date."""
Day = Annotated[date, AfterValidator(_in_bounds)]
"""A calendar day."""
Count = Annotated[int, Field(ge=0, le=MOST_UNITS)]
"""A number of units."""
EventNumber = Annotated[int, Field(ge=1, le=10**9)]
"""An event's number in the timeline."""
_T = TypeVar("_T")
Few = Annotated[tuple[_T, ...], Field(max_length=MANY)]
"""A list that may be empty, and is bounded."""
Some = Annotated[tuple[_T, ...], Field(min_length=1, max_length=MANY)]
"""A list that may not be empty, and is bounded."""


def once(value: Model, name: str, make: Callable[[], _T]) -> _T:
    """What `make` says of a value, worked out once and kept with it: values never change.

    It is no field: it is neither stored nor compared, and `but` forgets it.
    """
    kept: dict[str, Any] = value.__dict__.setdefault(_WORKED_OUT, {})
    if name not in kept:
        kept[name] = make()
    found: _T = kept[name]
    return found


class Stage(StrEnum):
    """The five parts of the rule book, each a package; several may be at work at once."""

    ADMINISTRATION = "administration"
    AGREEMENT = "agreement"
    PROCUREMENT = "procurement"
    DELIVERY = "delivery"
    REPORTING = "reporting"


class Phase(StrEnum):
    """A grant's life, in order: what its duties belong to, and what the stage bar shows."""

    PLEDGE = "pledge"
    AGREEMENT = "agreement"
    PROCUREMENT = "procurement"
    DELIVERY = "delivery"
    REPORTING = "reporting"
    CLOSING = "closing"


class Evidence(Model):
    """A document that supports what is said."""

    uri: Text
    """Where it is kept: a path in the archive, a file beside the grant file, an address."""
    sha256: Sha256 | None = None
    """What sha256sum prints for it."""
    title: Text | None = None
    """What it is called."""
