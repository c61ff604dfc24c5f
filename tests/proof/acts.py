"""Events as a checker of journals looks at them."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Act(NamedTuple):
    """See grants.proof.rules.Act."""

    type: str
    on: str
    recorded_at: str
    actor: str
    authority: str
    key: str
    command: str
    asked: str


def act(stored: Mapping[str, Any]) -> Act:
    """An event's stored form, as far as the rules look at it."""
    return Act(*(stored[name] for name in Act._fields))
