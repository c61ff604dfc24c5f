"""The words of an event, found by its class, and how its parts are named in them."""

from collections.abc import Iterator
from datetime import datetime
from functools import singledispatch

from grants.domain.messages import Event
from grants.domain.model import Slug
from grants.notices import plain
from grants.notices.sight import Sight


@singledispatch
def words(event: Event, sight: Sight) -> Iterator[str]:
    """The sentences that tell an event's content; who did it and when is said elsewhere."""
    message = f"{type(event).__name__} has no words: register them here ({sight.envelope.type})"
    raise LookupError(message)


def moment(sight: Sight, at: datetime) -> str:
    """An instant in the grant's zone."""
    return plain.moment(at, plain.zone_of(sight.grant))


def donor(sight: Sight, donor: Slug) -> str:
    """A donor's name."""
    names = {one.id: one.name for one in sight.grant.opened.donors}
    return sight.free(names.get(donor, donor))


def lot(sight: Sight, lot: Slug) -> str:
    """A lot by its short name and title."""
    reserve = sight.grant.procurement.lots.get(lot)
    return f"lot {lot} ({sight.free(reserve.title)})" if reserve else f"lot {lot}"


def handover(sight: Sight, handover: Slug) -> str:
    """A handover by its short name and title."""
    found = sight.grant.delivery.handovers.get(handover)
    return f"handover {handover} ({sight.free(found.title)})" if found else f"handover {handover}"


def capital(text: str) -> str:
    """With a capital letter at its start."""
    return text[:1].upper() + text[1:]


def report(sight: Sight, report: Slug) -> str:
    """A report by its title and short name."""
    duty = sight.grant.report_duties.get(report)
    return f"{sight.free(duty.title)} ({report})" if duty else f"report {report}"
