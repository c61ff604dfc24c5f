"""What may be published of each event, after all that was said about it later."""

from collections.abc import Sequence

from grants.domain.administration.events import FieldsDisclosed, FieldsWithheld
from grants.domain.envelope import ALL, Envelope


def disclosed(stream: Sequence[Envelope]) -> list[Envelope]:
    """The stream, each event with the fields that may be published by now."""
    public = {item.sequence: frozenset(item.public) for item in stream}
    touched: set[int] = set()
    kinds = {item.sequence: frozenset({*type(item.data).model_fields, "on"}) for item in stream}
    for item in stream:
        said = item.data
        if not isinstance(said, FieldsDisclosed | FieldsWithheld) or said.event not in public:
            continue
        before, fields = public[said.event], frozenset(said.fields)
        if isinstance(said, FieldsDisclosed):
            after = before | fields
        elif ALL in fields:
            after = frozenset()
        else:
            after = (kinds[said.event] if ALL in before else before) - fields
        public[said.event] = after
        touched.add(said.event)
    return [
        item.but(public=tuple(sorted(public[item.sequence]))) if item.sequence in touched else item
        for item in stream
    ]
