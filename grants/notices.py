"""Who is told what: which event is told to which role, and in what words."""

from collections.abc import Iterator
from typing import Final

from grants.domain.administration.events import DutyMissed, DutyReminded
from grants.domain.calendar import written
from grants.domain.envelope import Entry, Envelope
from grants.domain.grant import duties, headline
from grants.domain.messages import ReportedEvent
from grants.domain.people import Appointment, Role
from grants.domain.state import Grant
from grants.ports import Notice

TOLD: Final[dict[str, tuple[Role, ...]]] = {
    "pledge-recorded": (Role.APPROVER,),
    "agreement-signed": (Role.FINANCE, Role.PROGRAMME, Role.DONOR),
    "contribution-received": (Role.PROGRAMME, Role.DONOR),
    "lot-opened": (Role.PROCUREMENT,),
    "solicitation-issued": (Role.PROGRAMME,),
    "solicitation-closed": (Role.PROCUREMENT,),
    "bids-opened": (Role.EVALUATOR,),
    "bids-evaluated": (Role.APPROVER,),
    "award-approved": (Role.PROCUREMENT,),
    "order-issued": (Role.FINANCE, Role.PROGRAMME),
    "goods-received": (Role.FINANCE, Role.PROGRAMME),
    "invoice-received": (Role.FINANCE,),
    "payment-made": (Role.PROGRAMME,),
    "ceremony-scheduled": (Role.INFORMATION, Role.DONOR),
    "ceremony-postponed": (Role.INFORMATION, Role.DONOR),
    "ceremony-held": (Role.INFORMATION,),
    "custody-transferred": (Role.INFORMATION, Role.APPROVER),
    "title-transferred": (Role.PROGRAMME,),
    "document-drafted": (Role.INFORMATION, Role.PROGRAMME),
    "document-failed": (Role.INFORMATION, Role.PROGRAMME),
    "release-cleared": (Role.INFORMATION,),
    "release-published": (Role.PROGRAMME, Role.DONOR),
    "report-submitted": (Role.DONOR,),
    "report-returned": (Role.PROGRAMME,),
    "report-accepted": (Role.PROGRAMME, Role.FINANCE),
    "grant-cancelled": (Role.PROGRAMME, Role.PROCUREMENT, Role.FINANCE, Role.DONOR),
    "grant-closed": (Role.PROGRAMME, Role.DONOR),
    "duty-missed": (Role.APPROVER,),
}
"""The policy of telling. A reminder goes to the role whose duty it is, an escalation to that role
and an approving authority, an irregularity to an approving authority."""


def roles_told(envelope: Envelope) -> tuple[Role, ...]:
    """The roles that an event is told to."""
    event = envelope.data
    if isinstance(event, DutyReminded):
        return (Role(event.role),)
    told = TOLD.get(envelope.type, ())
    if isinstance(event, DutyMissed):
        told = (Role(event.role), *told)
    if isinstance(event, ReportedEvent) and event.irregularities:
        told = (*told, Role.APPROVER)
    return tuple(dict.fromkeys(told))


def announcement(envelope: Envelope) -> str:
    """What the telling of an event is called: Procurement officer: award approved (vehicles)."""
    roles = ", ".join(role.label for role in roles_told(envelope))
    return f"{roles}: {headline(envelope).text}"


def notices(grant: Grant, envelope: Envelope) -> Iterator[Notice]:
    """The messages about an event, one to each person; `grant` is as of that event."""
    for appointment in _recipients(grant, envelope):
        if appointment.email is not None:
            yield Notice(
                key=f"{envelope.stream}/{envelope.sequence}/{appointment.actor}",
                recipient=appointment.email,
                subject=f"[{grant.reference}] {_title(envelope)}",
                body=_body(grant, envelope, appointment),
            )


def leaves(envelope: Envelope) -> bool:
    """Whether notices about an event may leave the house: not in back entry."""
    return envelope.entry is not Entry.BACK


def _recipients(grant: Grant, envelope: Envelope) -> Iterator[Appointment]:
    roles = roles_told(envelope)
    seen: set[str] = set()
    for appointment in grant.agreement.people:
        wanted = appointment.role in roles and appointment.holds(envelope.on)
        if wanted and appointment.actor not in seen:
            seen.add(appointment.actor)
            yield appointment


def _title(envelope: Envelope) -> str:
    event = envelope.data
    if isinstance(event, DutyReminded):
        return f"Reminder: {event.what}"
    if isinstance(event, DutyMissed):
        return f"Overdue: {event.what}"
    return headline(envelope).text.capitalize()


def _body(grant: Grant, envelope: Envelope, to: Appointment) -> str:
    lines = [
        f"{grant.opened.title} ({grant.reference})",
        "",
        f"{_title(envelope)}, on {written(envelope.on)}.",
    ]
    if isinstance(envelope.data, DutyReminded | DutyMissed):
        lines.append(f"Due: {written(envelope.data.due)}, {envelope.data.due:%H:%M %Z}.")
    if isinstance(envelope.data, ReportedEvent):
        lines.extend(f"Irregular: {what}." for what in envelope.data.irregularities)
    own = [duty for duty in duties(grant) if duty.role is to.role]
    if own:
        lines += ["", f"What waits for you as {to.role.label.lower()}:"]
        lines += [
            f"- {duty.what}" + (f" (by {written(duty.due)})" if duty.due else "") for duty in own
        ]
    lines += ["", f"See it: grants show {grant.reference}", ""]
    return "\n".join(lines)
