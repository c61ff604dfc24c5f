"""The rules of the agreement: who gave what, and who may do what."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from grants.domain import checks
from grants.domain.agreement import closing
from grants.domain.agreement.commands import (
    AdoptPolicy,
    AgreementCommand,
    Appoint,
    CancelGrant,
    CloseGrant,
    Escalate,
    GoLive,
    OpenGrant,
    OpenLot,
    ReceiveContribution,
    RecordPledge,
    Remind,
    ResolveIrregularity,
    SignAgreement,
)
from grants.domain.agreement.events import (
    AgreementEvent,
    AgreementSigned,
    ContributionReceived,
    DutyMissed,
    DutyReminded,
    GrantOpened,
    IrregularityResolved,
    LotOpened,
    PersonAppointed,
    PledgeRecorded,
    PolicyAdopted,
    WentLive,
)
from grants.domain.errors import (
    AlreadyDoneError,
    ContradictionError,
    DuplicateNameError,
    InsufficientFundsError,
    UnknownSubjectError,
)
from grants.domain.people import ENGINE, Appointment
from grants.domain.policy import Policy
from grants.domain.state import Duty, Grant


def decide(
    grant: Grant, command: AgreementCommand, *, by: str, at: datetime, duties: tuple[Duty, ...]
) -> list[AgreementEvent]:
    """What follows from a command; `duties` are the grant's open duties, which closing asks for."""
    match command:
        case OpenGrant():
            checks.opening_authority(command, by=by, at=at)
            return list(_open(grant, command))
        case RecordPledge():
            return [_pledge(grant, command)]
        case SignAgreement():
            return [_sign(grant, command)]
        case ReceiveContribution():
            return [_contribution(grant, command)]
        case AdoptPolicy():
            return [_policy(grant, command.policy)]
        case Appoint():
            return [_appoint(grant, command, by=by)]
        case OpenLot():
            return [_lot(grant, command)]
        case GoLive():
            return [_go_live(grant, at)]
        case ResolveIrregularity():
            return [_resolve(grant, command, by=by)]
        case CancelGrant():
            return list(closing.cancel(grant, command))
        case CloseGrant():
            return [closing.close(grant, command, duties)]
        case Remind() | Escalate():
            return [_chase(command, duties)]
        case _:
            assert_never(command)


def _open(grant: Grant, command: OpenGrant) -> Iterator[AgreementEvent]:
    if grant.agreement.opened is not None:
        raise AlreadyDoneError(
            f"Grant {grant.reference} is open already.",
            mend="Give the new grant a reference of its own.",
            field="reference",
        )
    for appointment in command.people:
        _appointable(appointment, command.currency, field="people")
    donors = [donor.id for donor in command.donors]
    _distinct(donors, field="donors")
    _distinct([item.id for item in command.beneficiaries], field="beneficiaries")
    yield GrantOpened.model_validate(
        {name: getattr(command, name) for name in GrantOpened.model_fields if name != "type"}
    )
    yield PolicyAdopted(policy=command.policy, sha256=command.policy.sha256)
    for appointment in command.people:
        yield PersonAppointed(appointment=appointment)
    for pledge in command.pledges:
        _known_donor(donors, pledge.donor)
        yield PledgeRecorded(donor=pledge.donor, amount=pledge.amount)
    if command.live_from is not None:
        yield WentLive(live_from=command.live_from)


def _appointable(appointment: Appointment, currency: str, *, field: str) -> None:
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


def _appoint(grant: Grant, command: Appoint, *, by: str) -> PersonAppointed:
    appointment = command.appointment
    _appointable(appointment, grant.currency, field="appointment")
    checks.apart(by, [appointment.actor], act="make the appointment", part="is to be appointed")
    return PersonAppointed(appointment=appointment)


def _distinct(names: list[str], *, field: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise DuplicateNameError(
                f"{name} stands twice among the {field}.",
                mend="Give each a short name of its own.",
                field=field,
            )


def _known_donor(donors: list[str], donor: str) -> None:
    if donor not in donors:
        raise UnknownSubjectError(
            f"{donor} is not a donor of this grant.",
            mend=f"Name one of: {', '.join(donors)}.",
            field="donor",
        )


def _donor(grant: Grant, donor: str) -> None:
    _known_donor([item.id for item in grant.opened.donors], donor)


def _pledge(grant: Grant, command: RecordPledge) -> PledgeRecorded:
    _donor(grant, command.donor)
    if command.donor in grant.agreement.agreements:
        raise ContradictionError(
            f"The agreement with {command.donor} is signed; a pledge comes before it.",
            mend="Record a further donor's pledge, or the money as a contribution.",
            field="donor",
        )
    return PledgeRecorded(donor=command.donor, amount=command.amount)


def _sign(grant: Grant, command: SignAgreement) -> AgreementSigned:
    _donor(grant, command.donor)
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
    _distinct(names, field="reports")
    for instalment in command.instalments:
        if instalment.amount.currency != command.amount.currency:
            raise ContradictionError(
                f"The instalment of {instalment.amount} is not in the agreement's currency.",
                mend=f"Give it in {command.amount.currency}.",
                field="instalments",
            )
    return AgreementSigned.model_validate(command.model_dump(exclude={"type"}))


def _contribution(grant: Grant, command: ReceiveContribution) -> ContributionReceived:
    _donor(grant, command.donor)
    if command.credited.currency != grant.currency:
        raise ContradictionError(
            f"{command.credited} is not in the budget's currency.",
            mend=f"Give what was credited in {grant.currency}.",
            field="credited",
        )
    return ContributionReceived(
        donor=command.donor,
        amount=command.amount,
        credited=command.credited,
        irregularities=tuple(_odd_contribution(grant, command)),
    )


def _odd_contribution(grant: Grant, command: ReceiveContribution) -> Iterator[str]:
    agreement = grant.agreement.agreements.get(command.donor)
    if agreement is None:
        yield f"no agreement with {command.donor} is signed"
        return
    if agreement.amount.currency != command.amount.currency:
        yield f"the agreement is in {agreement.amount.currency}"
        return
    paid = command.amount
    for contribution in grant.agreement.contributions:
        same = contribution.amount.currency == paid.currency
        if contribution.donor == command.donor and same:
            paid = paid + contribution.amount
    if not paid <= agreement.amount:
        yield f"contributions of {command.donor} pass the agreement's ceiling"


def _policy(grant: Grant, policy: Policy) -> PolicyAdopted:
    if policy.version == grant.policy.version and policy != grant.policy:
        raise DuplicateNameError(
            f"Policy {policy.version} is in force with other content.",
            mend="Give the new policy a version of its own.",
            field="policy.version",
        )
    agreement = grant.agreement.model_copy(update={"policy": policy})
    spendable = grant.model_copy(update={"agreement": agreement}).spendable
    if not grant.reserved <= spendable:
        raise InsufficientFundsError(
            f"{grant.reserved} is reserved; under policy {policy.version} {spendable} may be "
            "spent on goods.",
            mend="Keep the share for support costs within what is not reserved.",
            field="policy.support_rate",
        )
    return PolicyAdopted(policy=policy, sha256=policy.sha256)


def _lot(grant: Grant, command: OpenLot) -> LotOpened:
    if command.lot in grant.agreement.lots:
        raise DuplicateNameError(
            f"There is a lot {command.lot} already.",
            mend="Give the new lot another short name.",
            field="lot",
        )
    if command.donor is not None:
        _donor(grant, command.donor)
    ceiling = checks.in_budget(grant, command.ceiling, field="ceiling")
    checks.regular(grant, "")
    needed = grant.reserved + ceiling
    if not needed <= grant.spendable:
        raise InsufficientFundsError(
            f"Reserving {ceiling} for lot {command.lot} brings the reserves to {needed}; "
            f"{grant.spendable} may be spent on goods.",
            mend="Lower the ceiling, or record the contribution that pays for it.",
            field="ceiling",
        )
    return LotOpened.model_validate({**command.model_dump(exclude={"type"}), "ceiling": ceiling})


def _go_live(grant: Grant, at: datetime) -> WentLive:
    if grant.agreement.live_from is not None:
        raise AlreadyDoneError(
            f"The grant has been live since {grant.agreement.live_from}.",
            mend="Nothing has to be done.",
        )
    return WentLive(live_from=at)


def _resolve(grant: Grant, command: ResolveIrregularity, *, by: str) -> IrregularityResolved:
    irregularity = grant.irregularities.get(command.sequence)
    if irregularity is None or not irregularity.open:
        waiting = ", ".join(str(sequence) for sequence, _ in grant.open_irregularities())
        raise UnknownSubjectError(
            f"Event {command.sequence} is not waiting for a decision.",
            mend=f"Name one of: {waiting or '(none waits)'}.",
            field="sequence",
        )
    checks.apart(by, [irregularity.by], act="resolve its irregularity", part="reported the event")
    return IrregularityResolved(
        sequence=command.sequence, accepted=command.accepted, reason=command.reason
    )


def _chase(command: Remind | Escalate, duties: tuple[Duty, ...]) -> AgreementEvent:
    duty = next((duty for duty in duties if duty.key == command.duty), None)
    if duty is None or duty.due is None:
        raise AlreadyDoneError(
            f"Nothing is due under {command.duty}.", mend="Nothing has to be done.", field="duty"
        )
    event = DutyReminded if isinstance(command, Remind) else DutyMissed
    return event(duty=duty.key, role=duty.role.value, what=duty.what, due=duty.due)
