"""The fields of a grant file that a command writes otherwise: dates, people, evidence, zones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import Annotated, Any, Final, Self, TypeGuard
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, ValidationError, ValidationInfo, WithJsonSchema

from grants.domain.model import Evidence
from grants.grantfile.faults import near, quoted, said

OUR_TIME: Final = (1990, 2100)
"""Years, both included."""


@dataclass(frozen=True)
class Known:
    """What a file says elsewhere that one of its fields is checked against."""

    zone: tzinfo
    actors: tuple[str, ...]
    sources: dict[str, Evidence]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Whatever can be known of a file, however faulty it is."""
        appointments = (step.get("appointment") for step in groups(content, "story"))
        people = [*groups(content, "people"), *(one for one in appointments if is_group(one))]
        sources, zone = content.get("sources"), content.get("time_zone")
        return cls(
            zone=ZoneInfo(zone) if isinstance(zone, str) and zone in _zones() else UTC,
            actors=tuple(dict.fromkeys(str(person.get("actor")) for person in people)),
            sources={name: _usable(item) for name, item in sources.items()}
            if is_group(sources)
            else {},
        )


def is_group(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a group of fields."""
    return isinstance(value, dict)


def groups(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The entries of a list; a blank one where an entry is not a group of fields."""
    entries = content.get(name)
    return [item if is_group(item) else {} for item in entries] if isinstance(entries, list) else []


def _usable(source: object) -> Evidence:
    try:
        return Evidence.model_validate(source)
    except ValidationError:
        return Evidence(uri="faulty, and said to be so where it stands")


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


def dated(value: object, zone: tzinfo) -> datetime:
    """A date of the file: in `zone` where it has no offset, at 09:00 where it has no time."""
    text = str(value)
    try:
        found = datetime.fromisoformat(text if len(text) > len("2016-10-25") else f"{text}T09:00")
    except ValueError:
        mend = "write year-month-day, then perhaps T and the time, as in 2016-10-25T10:00"
        raise said(f"{quoted(value)} is not a date", mend) from None
    if not is_of_our_time(found):
        raise said(f"{quoted(value)} is too far off", "write a date from 1990 to 2100")
    return found if found.tzinfo else found.replace(tzinfo=zone)


def is_of_our_time(day: date) -> bool:
    """Whether a date may stand in a grant's life."""
    return OUR_TIME[0] <= day.year <= OUR_TIME[1]


def known_moment(value: object, info: ValidationInfo[Known]) -> object:
    """The moment that a field gives, in the file's time zone."""
    return None if value is None else dated(value, info.context.zone)


def known_zone(name: str) -> str:
    """A time zone of the IANA database."""
    if name not in _zones():
        raise said(f"{quoted(name)} is not a time zone", near(name, _zones()))
    return name


def known_actor(name: str, info: ValidationInfo[Known]) -> str:
    """One of the people of the file."""
    if name not in info.context.actors:
        raise said(f"{quoted(name)} is not among the people", near(name, info.context.actors))
    return name


def known_source(value: object, info: ValidationInfo[Known]) -> object:
    """The evidence that a name stands for."""
    if not isinstance(value, str):
        return value
    if value not in info.context.sources:
        raise said(f"there is no source {quoted(value)}", near(value, info.context.sources))
    return info.context.sources[value]


def listed(value: object) -> object:
    """A list, also where only its one entry is written."""
    return (value,) if isinstance(value, str) else value


_DATE: Final = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$",
    "description": "2016-10-25T10:00, perhaps with an offset; a bare date means 09:00.",
}
When = Annotated[datetime, BeforeValidator(known_moment), WithJsonSchema(_DATE)]
"""A moment as a file writes it."""
Source = Annotated[Evidence, BeforeValidator(known_source, json_schema_input_type=str | Evidence)]
"""Evidence as a file writes it: in full, or by its name."""
