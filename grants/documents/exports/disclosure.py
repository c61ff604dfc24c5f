"""What a stream says in public: the reading that every export shares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

from grants.documents.exports.fields import DAY, Reads, shown
from grants.domain.administration.events import GrantOpened, IrregularityResolved
from grants.domain.envelope import Envelope
from grants.domain.messages import Event, ReportedEvent
from grants.domain.parties import Agency, Beneficiary, Country, Donor, Programme, Recipient

UNDISCLOSED: Final = "Not disclosed"
"""Stands where a standard demands a name that is restricted."""

UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where a standard demands a date and no event discloses one."""

OPENING: Final = Reads()
"""What every export reads of a grant's opening."""

_TITLE: Final = OPENING.field("title", GrantOpened)
_AGENCY: Final = OPENING.field("agency", GrantOpened)
_DONORS: Final = OPENING.field("donors", GrantOpened)
_COUNTRY: Final = OPENING.field("country", GrantOpened)
_CURRENCY: Final = OPENING.field("currency", GrantOpened)
_PROGRAMME: Final = OPENING.field("programme", GrantOpened)
_RECIPIENT: Final = OPENING.field("recipient", GrantOpened)
_BENEFICIARIES: Final = OPENING.field("beneficiaries", GrantOpened)

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class PublicGrant:
    """Who and what a grant is, as far as its opening may be published."""

    reference: str
    title: str | None
    agency: Agency | None
    donors: tuple[Donor, ...]
    country: Country | None
    currency: str | None
    programme: Programme | None
    recipient: Recipient | None
    beneficiaries: tuple[Beneficiary, ...]


def happened(envelope: Envelope) -> datetime | None:
    """When it happened, if that may be published."""
    return envelope.on if envelope.discloses(DAY) else None


def of(stream: Sequence[Envelope], kind: type[E]) -> Iterator[tuple[Envelope, E]]:
    """The events of one kind, in order, each with its envelope."""
    for envelope in stream:
        if isinstance(envelope.data, kind):
            yield envelope, envelope.data


def opening(stream: Sequence[Envelope]) -> tuple[Envelope, GrantOpened]:
    """The event that opened the grant. Raises ValueError where the stream has none."""
    for found in of(stream, GrantOpened):
        return found
    message = "the stream holds no opening of a grant: export a whole stream, from its first event"
    raise ValueError(message)


def public_grant(stream: Sequence[Envelope]) -> PublicGrant:
    """The grant as its opening discloses it. Raises ValueError where the stream has no opening."""
    envelope, opened = opening(stream)
    return PublicGrant(
        reference=envelope.stream,
        title=shown(envelope, _TITLE, opened.title),
        agency=shown(envelope, _AGENCY, opened.agency),
        donors=shown(envelope, _DONORS, opened.donors) or (),
        country=shown(envelope, _COUNTRY, opened.country),
        currency=shown(envelope, _CURRENCY, opened.currency),
        programme=shown(envelope, _PROGRAMME, opened.programme),
        recipient=shown(envelope, _RECIPIENT, opened.recipient),
        beneficiaries=shown(envelope, _BENEFICIARIES, opened.beneficiaries) or (),
    )


def upheld(stream: Sequence[Envelope]) -> Iterator[Envelope]:
    """The events that count: an irregular one only once, and where, a person has accepted it.

    What comes out of a stream stays as it is when the stream grows.
    """
    waiting: dict[int, Envelope] = {}
    for envelope in stream:
        match envelope.data:
            case ReportedEvent(irregularities=[_, *_]):
                waiting[envelope.sequence] = envelope
            case IrregularityResolved(event=sequence, accepted=True) if sequence in waiting:
                yield envelope
                yield waiting.pop(sequence)
            case _:
                yield envelope


def latest(stream: Sequence[Envelope]) -> datetime:
    """The latest date that is disclosed: what an export is dated with, having no clock."""
    return max(filter(None, map(happened, stream)), default=UNDATED)


def stamp(moment: datetime) -> str:
    """The instant in UTC, as RFC 3339 writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
