"""What a release will need of a command, and was not made public with it."""

from grants.documents.needs import needed
from grants.domain.disclosure import BECOMES
from grants.domain.envelope import ALL, Message
from grants.domain.messages import type_of


def forgotten(message: Message) -> tuple[str, ...]:
    """The fields that a release will not do without, and that the message does not publish."""
    if ALL in message.public:
        return ()
    needs = needed("press-release")
    wanted = {
        field
        for event in BECOMES.get(type_of(type(message.command)), ())
        for field in needs.get(event, ())
    }
    return tuple(sorted(wanted - set(message.public)))


def warning(message: Message, reference: str, event: int) -> str | None:
    """A sentence that says what is missing, and how it is said later; None where nothing is."""
    fields = forgotten(message)
    if not fields:
        return None
    names = " ".join(fields)
    return (
        f"A release cannot do without {', '.join(fields)} of this, which is not public. "
        f"Say it later with: grants disclose {reference} {event} {names} --by you"
    )
