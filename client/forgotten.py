"""What a release will need of a command, and was not made public with it."""

from collections.abc import Collection

from grants.documents.needs import needed
from grants.domain.disclosure import BECOMES
from grants.domain.envelope import ALL


def forgotten(command: str, public: Collection[str]) -> tuple[str, ...]:
    """The fields that a release will not do without, and that a command does not publish."""
    if ALL in public:
        return ()
    needs = needed("press-release")
    wanted = {field for event in BECOMES.get(command, ()) for field in needs.get(event, ())}
    return tuple(sorted(wanted - set(public)))


def warning(command: str, public: Collection[str], reference: str, event: int) -> str | None:
    """A sentence that says what is missing, and how it is said later; None where nothing is."""
    fields = forgotten(command, public)
    if not fields:
        return None
    names = " ".join(fields)
    return (
        f"A release cannot do without {', '.join(fields)} of this, which is not public. "
        f"Say it later with: grants disclose {reference} {event} {names} --by you"
    )
