"""The rules of what donors give: pledges, agreements, and money that matches them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import assert_never

from grants.domain import checks
from grants.domain.agreement.commands import (
    AgreementCommand,
    ReceiveContribution,
    RecordPledge,
    SignAgreement,
)
from grants.domain.agreement.events import (
    AgreementSigned,
    ContributionReceived,
    PledgeRecorded,
)
from grants.domain.errors import AlreadyDoneError, ContradictionError
from grants.domain.messages import Event, recorded
from grants.domain.money import LARGEST
from grants.domain.parties import Donor, Pledge
from grants.domain.state import Grant


def decide(grant: Grant, command: AgreementCommand, *, by: str, at: datetime) -> list[Event]:
    """What follows from a command about pledges, agreements and money that comes in."""
    del by
    match command:
        case RecordPledge():
            return [_pledge(grant, command)]
        case SignAgreement():
            return [_sign(grant, command)]
        case ReceiveContribution():
            return [_contribution(grant, command, at=at)]
        case _:
            assert_never(command)


def pledged(donors: Iterable[Donor], pledges: Iterable[Pledge]) -> Iterator[PledgeRecorded]:
    """The pledges that a grant is opened with."""
    names = [donor.id for donor in donors]
    for pledge in pledges:
        checks.known_donor(names, pledge.donor)
        yield PledgeRecorded(donor=pledge.donor, amount=pledge.amount)


def _pledge(grant: Grant, command: RecordPledge) -> PledgeRecorded:
    checks.donor(grant, command.donor)
    if command.donor in grant.agreement.agreements:
        raise ContradictionError(
            f"The agreement with {command.donor} is signed; a pledge comes before it.",
            mend="Record a further donor's pledge, or the money as a contribution.",
            field="donor",
        )
    return recorded(PledgeRecorded, command)


def _sign(grant: Grant, command: SignAgreement) -> AgreementSigned:
    checks.donor(grant, command.donor)
    if command.donor in grant.agreement.agreements:
        raise AlreadyDoneError(
            f"The agreement with {command.donor} is signed already.",
            mend="Look at it with `grants timeline`.",
            field="donor",
        )
    checks.needed(
        command.donor in grant.agreement.pledges,
        f"{command.donor} has not pledged.",
        mend="Record the pledge first.",
        field="donor",
    )
    names = [*grant.report_duties, *(duty.report for duty in command.reports)]
    checks.distinct(names, field="reports")
    for instalment in command.instalments:
        if instalment.amount.currency != command.amount.currency:
            raise ContradictionError(
                f"The instalment of {instalment.amount} is not in the agreement's currency.",
                mend=f"Give it in {command.amount.currency}.",
                field="instalments",
            )
    return recorded(AgreementSigned, command)


def _contribution(
    grant: Grant, command: ReceiveContribution, *, at: datetime
) -> ContributionReceived:
    checks.donor(grant, command.donor)
    if command.credited.currency != grant.currency:
        raise ContradictionError(
            f"{command.credited} is not in the budget's currency.",
            mend=f"Give what was credited in {grant.currency}.",
            field="credited",
        )
    if grant.ledger.received() + command.credited.amount >= LARGEST:
        raise ContradictionError(
            f"With {command.credited} the grant would hold more money than there is.",
            mend="Check the sum.",
            field="credited",
        )
    odd = (*_beside_agreement(grant, command), *_off_rate(grant, command, at=at))
    return recorded(ContributionReceived, command, irregularities=odd)


def _beside_agreement(grant: Grant, command: ReceiveContribution) -> Iterator[str]:
    agreement = grant.agreement.agreements.get(command.donor)
    if agreement is None:
        yield f"no agreement with {command.donor} is signed"
        return
    if agreement.amount.currency != command.amount.currency:
        yield f"the agreement is in {agreement.amount.currency}"
        return
    settled = grant.ledger.balance(f"settled/{command.donor}", command.amount.currency)
    if settled + command.amount.amount > agreement.amount.amount:
        yield f"contributions of {command.donor} pass the agreement's ceiling"


def _off_rate(grant: Grant, command: ReceiveContribution, *, at: datetime) -> Iterator[str]:
    """What was credited against what the rate of the day makes of the sum that was paid."""
    policy, paid = grant.policy, command.amount
    expected = policy.converted(paid, grant.currency, policy.day(at))
    if expected is None:
        yield f"no rate for {paid.currency} is adopted to hold {command.credited} against"
        return
    margin = expected.amount * policy.rate_tolerance
    if abs(command.credited.amount - expected.amount) > margin:
        yield f"{command.credited} was credited where the adopted rate makes it {expected}"
