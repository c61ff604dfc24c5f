"""What may be published of each event, after all that was said about it later."""

from collections.abc import Sequence

from grants.domain.administration.events import FieldsDisclosed, FieldsWithheld
from grants.domain.envelope import ALL, Envelope
from grants.facts.declared import disclosable


def disclosed(stream: Sequence[Envelope]) -> list[Envelope]:
    """The stream, each event with the fields that may be published by now."""
    said = [item.data for item in stream]
    rulings = [data for data in said if isinstance(data, FieldsDisclosed | FieldsWithheld)]
    ruled = {ruling.event for ruling in rulings}
    events = {item.sequence: item for item in stream if item.sequence in ruled}
    public = {sequence: frozenset(item.public) for sequence, item in events.items()}
    for ruling in rulings:
        if ruling.event in events:
            kind = events[ruling.event].type
            public[ruling.event] = _after(public[ruling.event], ruling, kind)
    return [
        item.but(public=tuple(sorted(public[item.sequence]))) if item.sequence in public else item
        for item in stream
    ]


def _after(
    before: frozenset[str], ruling: FieldsDisclosed | FieldsWithheld, kind: str
) -> frozenset[str]:
    fields = frozenset(ruling.fields)
    if isinstance(ruling, FieldsDisclosed):
        return before | fields
    if ALL in fields:
        return frozenset()
    return (disclosable(kind) if ALL in before else before) - fields
