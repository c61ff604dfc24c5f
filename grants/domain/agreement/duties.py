"""What the agreements ask of people next: signatures, and the money that was promised."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from grants.domain.agreement.state import Agreement
from grants.domain.model import Phase
from grants.domain.people import Role
from grants.domain.state import Duty, Grant


def pledges(grant: Grant) -> Iterator[Duty]:
    """Pledges that are to become agreements."""
    for donor in grant.agreement.pledges:
        if donor not in grant.agreement.agreements:
            yield Duty(
                key=f"sign/{donor}",
                phase=Phase.PLEDGE,
                subject=donor,
                role=Role.APPROVER,
                what=f"Sign the agreement with {_name(grant, donor)}",
                command="sign-agreement",
                given={"donor": donor},
            )


def agreements(grant: Grant) -> Iterator[Duty]:
    """Money that agreements promise: each instalment is settled by the sum, not by the number."""
    for donor, signed in grant.agreement.agreements.items():
        paid = grant.ledger.balance(f"settled/{donor}", signed.amount.currency)
        yield from _awaited(grant, donor, signed, paid)


def _awaited(grant: Grant, donor: str, signed: Agreement, paid: Decimal) -> Iterator[Duty]:
    owed = Decimal(0)
    for number, instalment in enumerate(signed.instalments, start=1):
        owed += instalment.amount.amount
        if paid < owed:
            due = grant.policy.close_of(instalment.due)
            yield _contribution(grant, donor, signed, f"{number}", due)
            return
    if not signed.instalments and not paid:
        yield _contribution(grant, donor, signed, "1", None)


def _contribution(
    grant: Grant, donor: str, signed: Agreement, number: str, due: datetime | None
) -> Duty:
    return Duty(
        key=f"contribution/{donor}/{number}",
        phase=Phase.AGREEMENT,
        subject=donor,
        role=Role.FINANCE,
        what=f"Record the contribution of {_name(grant, donor)}",
        due=due,
        cause=signed.sequence,
        command="receive-contribution",
        given={"donor": donor},
    )


def _name(grant: Grant, donor: str) -> str:
    return next((item.name for item in grant.opened.donors if item.id == donor), donor)
