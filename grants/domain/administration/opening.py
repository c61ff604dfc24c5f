"""How a grant begins: its parties, its policy and its people."""

from collections.abc import Iterator

from grants.domain import checks
from grants.domain.administration.commands import OpenGrant
from grants.domain.administration.events import (
    GrantOpened,
    PersonAppointed,
    PolicyAdopted,
    WentLive,
)
from grants.domain.errors import (
    AlreadyDoneError,
    ContradictionError,
)
from grants.domain.messages import Event, recorded
from grants.domain.people import ENGINE, Appointment
from grants.domain.state import Grant


def opened(grant: Grant, command: OpenGrant) -> Iterator[Event]:
    """What opening a grant records, in order; its pledges are the agreement's."""
    if grant.administration.opened is not None:
        raise AlreadyDoneError(
            f"Grant {grant.reference} is open already.",
            mend="Give the new grant a reference of its own.",
            field="reference",
        )
    for appointment in command.people:
        appointable(appointment, command.currency, field="people")
    checks.distinct([donor.id for donor in command.donors], field="donors")
    checks.distinct([item.id for item in command.beneficiaries], field="beneficiaries")
    yield recorded(GrantOpened, command)
    yield PolicyAdopted(policy=command.policy, sha256=command.policy.sha256)
    for appointment in command.people:
        yield PersonAppointed(appointment=appointment)
    if command.live_from is not None:
        yield WentLive(live_from=command.live_from)


def appointable(appointment: Appointment, currency: str, *, field: str) -> None:
    """Refuse an appointment that cannot be: of the engine, or with another currency's limit."""
    if ENGINE in (appointment.actor, appointment.role):
        raise ContradictionError(
            f"{ENGINE} is the engine itself, and nobody is appointed to it.",
            mend="Give the person a short name and a role of their own.",
            field=field,
        )
    if appointment.limit is not None and appointment.limit.currency != currency:
        raise ContradictionError(
            f"The delegated amount {appointment.limit} of {appointment.actor} is not in the "
            "budget's currency.",
            mend=f"Give it in {currency}.",
            field=field,
        )
