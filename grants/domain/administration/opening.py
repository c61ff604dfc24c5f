"""How a grant begins: its parties, its policy and its people."""

from collections.abc import Iterable, Iterator

from grants.domain import checks
from grants.domain.administration.commands import OpenGrant
from grants.domain.administration.events import (
    GrantOpened,
    PersonAppointed,
    PolicyAdopted,
    WentLive,
)
from grants.domain.errors import AlreadyDoneError, ContradictionError
from grants.domain.messages import Event, recorded
from grants.domain.people import ENGINE, Appointment, Role
from grants.domain.rules import SEPARATION
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
        appointable(appointment, command.people, command.currency, field="people")
    if not any(item.role is Role.APPROVER for item in command.people):
        raise ContradictionError(
            "Nobody among the people could sign, appoint or cancel.",
            mend="Give one of them the role of an approving authority.",
            field="people",
        )
    checks.distinct([donor.id for donor in command.donors], field="donors")
    checks.distinct([item.id for item in command.beneficiaries], field="beneficiaries")
    yield recorded(GrantOpened, command)
    yield PolicyAdopted(policy=command.policy, sha256=command.policy.sha256)
    for appointment in command.people:
        yield PersonAppointed(appointment=appointment)
    if command.live_from is not None:
        yield WentLive(live_from=command.live_from)


def appointable(
    appointment: Appointment, people: Iterable[Appointment], currency: str, *, field: str
) -> None:
    """Refuse an appointment that cannot be.

    Of the engine, with another currency's limit, or of one person under a second short name: duties
    are kept apart by short names.
    """
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
    for other in people:
        if other.actor != appointment.actor and other.same_person(appointment):
            raise ContradictionError(
                f"{appointment.actor} and {other.actor} are one person, by name or address.",
                mend=f"Give the person the one short name {other.actor}, or two people an address "
                "each.",
                field=field,
                rule=SEPARATION,
            )
