"""A grant's events, or one sentence that says why there are none."""

from client.errors import MistakeError, TroubleError
from grants.domain.envelope import Envelope
from grants.domain.state import Grant
from grants.ports import Journal


def stream_of(journal: Journal, reference: str, *, place: str) -> list[Envelope]:
    """A grant's events. Raises MistakeError for a grant that the journal does not know, and
    TroubleError for events that it can no longer read.
    """
    try:
        stream = [entered.envelope for entered in journal.stream(reference)]
    except (ValueError, KeyError) as error:
        message = f"The events of {reference} cannot be read. See: grants verify {reference}"
        raise TroubleError(message) from error
    if not stream:
        known = ", ".join(journal.references()) or "no grant yet"
        message = f"There is no grant {reference}. The journal ({place}) knows: {known}."
        raise MistakeError(message)
    return stream


def grant_of(journal: Journal, reference: str, *, place: str = "here") -> Grant:
    """A grant as it stands, without going through its events. Raises as `stream_of` does."""
    if not journal.last(reference):
        stream_of(journal, reference, place=place)
    try:
        return journal.folded(reference)
    except (ValueError, KeyError) as error:
        message = f"The events of {reference} cannot be read. See: grants verify {reference}"
        raise TroubleError(message) from error
