"""What a stream says in public: the reading that every export shares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

from grants.domain.administration.events import GrantOpened, IrregularityResolved
from grants.domain.envelope import Envelope
from grants.domain.messages import Event, ReportedEvent
from grants.domain.parties import Agency, Beneficiary, Country, Donor, Programme, Recipient

UNDISCLOSED: Final = "Not disclosed"
"""Stands where a standard demands a name that is restricted."""

UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where a standard demands a date and no event discloses one."""

T = TypeVar("T")
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


def shown(envelope: Envelope, field: str, value: T) -> T | None:
    """The value of a field, if the field may be published."""
    return value if envelope.discloses(field) else None


def happened(envelope: Envelope) -> datetime | None:
    """When it happened, if that may be published."""
    return shown(envelope, "on", envelope.on)


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
        title=shown(envelope, "title", opened.title),
        agency=shown(envelope, "agency", opened.agency),
        donors=shown(envelope, "donors", opened.donors) or (),
        country=shown(envelope, "country", opened.country),
        currency=shown(envelope, "currency", opened.currency),
        programme=shown(envelope, "programme", opened.programme),
        recipient=shown(envelope, "recipient", opened.recipient),
        beneficiaries=shown(envelope, "beneficiaries", opened.beneficiaries) or (),
    )


def standing(stream: Sequence[Envelope]) -> Iterator[Envelope]:
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
