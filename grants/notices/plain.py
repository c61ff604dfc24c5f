"""What people wrote, made harmless: one line, no control marks, nothing that becomes a link."""

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Final

from grants.domain.calendar import written
from grants.domain.money import Money
from grants.domain.state import Grant

LONGEST: Final = 500
"""Characters of one free text; what goes on longer is read with `grants timeline`."""
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Control, format (direction marks among them), surrogates, private, unassigned, separators."""
_SCHEME: Final = re.compile(r":(?=//)|(?<=mailto):|(?<=tel):", re.IGNORECASE)
_DOT: Final = re.compile(r"(?<=[^\W_])[.\u3002\uff0e\uff61](?=[^\W\d_]{2,}|xn--)", re.IGNORECASE)
"""A dot that a mail reader may take for a host's name: it stands between two words."""


def line(text: str) -> str:
    """One line of what can be seen, cut to the longest that a mail holds."""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in text)
    found = " ".join(text.split())
    return found if len(found) <= LONGEST else f"{found[: LONGEST - 1].rstrip()}…"


def free(text: str) -> str:
    """A free text as a mail may show it: what looks like an address is broken: evil[.]example."""
    return _DOT.sub("[.]", _SCHEME.sub("[:]", line(text)))


def money(amount: Money) -> str:
    """A sum as USD 250,000.00."""
    return str(amount)


def day(on: date, zone: tzinfo | None = None) -> str:
    """A date as 25 October 2016."""
    return written(on.astimezone(zone) if zone and isinstance(on, datetime) else on)


def zone_of(grant: Grant) -> tzinfo | None:
    """The office's clock, where its policy sets one; else each moment keeps its own offset."""
    offset = grant.policy.utc_offset
    if offset == type(grant.policy).model_fields["utc_offset"].default:
        return None
    return datetime.fromisoformat(f"2000-01-01T00:00{offset}").tzinfo


def moment(at: datetime, zone: tzinfo | None) -> str:
    """An instant as 25 October 2016, 10:00 UTC; elsewhere 13:00 UTC+03:00."""
    here = at.astimezone(zone) if zone is not None else at
    return f"{written(here)}, {here:%H:%M} {timezone(here.utcoffset() or timedelta())}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 bid, 3 bids."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
