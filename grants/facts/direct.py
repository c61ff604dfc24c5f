"""Facts that are fields of an event as they stand: each event class says which.

Each such event also gives `date`, the local day on which it happened, under the pseudo-field `on`.
"""

from typing import Final

from grants.domain.events import EVENTS
from grants.domain.messages import Event
from grants.facts.vocabulary import Kind, Name, Vocabulary, kind_of, said, stated, type_of


def _names(event: type[Event], under: str, fields: tuple[str, ...]) -> dict[str, Name]:
    what = said(event.__doc__, type_of(event))
    names = {"on": stated(f"{under}.date", Kind.DATE, f"When: {what}", event, "on")}
    for field in fields:
        info = event.model_fields[field]
        meaning = said(info.description, f"{field.replace('_', ' ').capitalize()}. {what}")
        names[field] = stated(f"{under}.{field}", kind_of(info.annotation), meaning, event, field)
    return names


BY_TYPE: Final[dict[str, dict[str, Name]]] = {
    type_of(event): _names(event, event.facts.under, event.facts.fields)
    for event in EVENTS
    if event.facts is not None
}
"""The names of an event's facts, by its type and its field."""

DIRECT: Final = Vocabulary(name for names in BY_TYPE.values() for name in names.values())
