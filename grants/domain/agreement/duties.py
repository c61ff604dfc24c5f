"""What the agreement asks of people next."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from grants.domain.model import Stage
from grants.domain.people import Role
from grants.domain.state import Duty, Grant


def duties(grant: Grant) -> Iterator[Duty]:
    """Open duties of the agreement, in life order."""
    agreement = grant.agreement
    donors = {donor.id: donor.name for donor in grant.opened.donors}
    for donor in agreement.pledges:
        if donor not in agreement.agreements:
            yield _duty("sign", donor, Role.APPROVER, f"Sign the agreement with {donors[donor]}")
    for donor, signed in agreement.agreements.items():
        paid = grant.paid_by(donor)
        for instalment in signed.instalments[len(paid) :] or (() if paid else (None,)):
            due = None
            if instalment is not None:
                due = datetime.combine(instalment.due, time(17), tzinfo=UTC)
            number = len(paid) + 1
            yield Duty(
                key=f"contribution/{donor}/{number}",
                stage=Stage.AGREEMENT,
                subject=donor,
                role=Role.FINANCE,
                what=f"Record the contribution of {donors[donor]}",
                due=due,
                cause=signed.sequence,
            )
            break
    if agreement.contributions and not agreement.lots:
        yield _duty("open-lot", "", Role.PROGRAMME, "Open a lot and reserve its ceiling")
    for sequence, irregularity in grant.open_irregularities():
        yield Duty(
            key=f"resolve/{sequence}",
            stage=Stage.AGREEMENT,
            subject=irregularity.subject,
            role=Role.APPROVER,
            what=f"Resolve irregularity {sequence}: {irregularity.type.replace('-', ' ')}",
            cause=sequence,
        )


def closing(grant: Grant) -> Duty:
    """The last duty, once no other is open."""
    return _duty("close", "", Role.FINANCE, f"Close the books of {grant.reference}")


def _duty(key: str, subject: str, role: Role, what: str) -> Duty:
    return Duty(
        key=f"{key}/{subject}" if subject else key,
        stage=Stage.AGREEMENT,
        subject=subject,
        role=role,
        what=what,
    )
