"""The ground that everything stands on: frozen models and the words they share."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


class Model(BaseModel):
    """A frozen value; a field that it does not know is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        message = "has no time zone: write an offset, as in 2016-10-25T10:00+00:00"
        raise ValueError(message)
    if not 1900 <= moment.year <= 2999:  # noqa: PLR2004
        message = f"is in the year {moment.year}: write a year from 1900 to 2999"
        raise ValueError(message)
    return moment


def _printable(text: str) -> str:
    if "\0" in text:
        message = "holds a NUL character: take it out"
        raise ValueError(message)
    return text


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_printable)
]
Salt = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=16), AfterValidator(_printable)
]
"""What an offer is sealed with. A length of its own: `Text` would keep its least length of one."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=64)]
"""The short name of a lot, a bid, a person: lower-case letters, digits, dots and hyphens."""
Reference = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)
]
"""The name of a grant, such as UNODC-JPN-MLI-2016-01."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[datetime, AfterValidator(_aware)]
"""An instant with its offset; the offset is kept, since documents print the local date."""


class Stage(StrEnum):
    """The four parts of a grant's life; several may be open at once."""

    AGREEMENT = "agreement"
    PROCUREMENT = "procurement"
    DELIVERY = "delivery"
    REPORTING = "reporting"


class Evidence(Model):
    """A document that supports what is said."""

    uri: Text
    """Where it is kept: a path in the archive, a file beside the grant file, an address."""
    sha256: Sha256 | None = None
    """What sha256sum prints for it."""
    title: Text | None = None
    """What it is called."""
