"""The whole vocabulary: what event classes state, what readers add, what is concluded."""

from functools import cache
from typing import Final

from grants.domain.events import EVENTS
from grants.facts.conclusions import CONCLUDED
from grants.facts.direct import DIRECT
from grants.facts.readers import STATED
from grants.facts.vocabulary import Name, Vocabulary, type_of

VOCABULARY: Final = Vocabulary((*DIRECT.values(), *STATED, *CONCLUDED))
"""Every name that a fact can have."""


def named(pattern: str) -> Name:
    """The name declared by this very pattern, for a constant. Raises UnknownFactError."""
    return VOCABULARY[pattern]


@cache
def disclosable(event_type: str) -> frozenset[str]:
    """What `public` can have an effect on in an event: its own fields, and what its facts hang on.

    Raises KeyError where there is no such event.
    """
    event = {type_of(event): event for event in EVENTS}[event_type]
    hung_on = {
        field
        for name in VOCABULARY.values()
        for of, field in (*name.stated_by, *name.eased_by)
        if of == event_type
    }
    return frozenset((*event.model_fields, "on", *hung_on)) - {"type"}
