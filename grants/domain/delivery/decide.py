"""The rules of handing over: what is in stock, who gets it, and when custody and title pass."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from grants.domain import checks
from grants.domain.delivery.commands import (
    AllocateUnits,
    CancelHandover,
    DeliveryCommand,
    HoldCeremony,
    InvitePeople,
    PlanHandover,
    PostponeCeremony,
    ScheduleCeremony,
    TransferCustody,
    TransferTitle,
)
from grants.domain.delivery.content import Share
from grants.domain.delivery.events import (
    Allocation,
    CeremonyHeld,
    CeremonyPostponed,
    CeremonyScheduled,
    CustodyTransferred,
    HandoverCancelled,
    HandoverPlanned,
    PeopleInvited,
    TitleTransferred,
    UnitsAllocated,
)
from grants.domain.delivery.state import Ceremony, Handover, Transfer
from grants.domain.errors import (
    AlreadyDoneError,
    ContradictionError,
    DuplicateNameError,
    UnitsNotAvailableError,
    UnknownSubjectError,
    WrongDateError,
)
from grants.domain.messages import Event, recorded
from grants.domain.parties import RECIPIENT
from grants.domain.state import Grant


def decide(grant: Grant, command: DeliveryCommand, *, by: str, at: datetime) -> list[Event]:
    """What follows from a command about a handover."""
    del by
    if isinstance(command, PlanHandover):
        return [_plan(grant, command)]
    handover = checks.handover(grant, command.handover)
    match command:
        case AllocateUnits():
            return [_allocate(grant, handover, command)]
        case ScheduleCeremony():
            return [_schedule(handover, command, at=at)]
        case InvitePeople():
            _ceremony(handover, command.handover)
            return [recorded(PeopleInvited, command)]
        case PostponeCeremony():
            return [_postpone(handover, command)]
        case HoldCeremony():
            return [_hold(grant, handover, command, at=at)]
        case CancelHandover():
            return [_call_off(grant, handover, command)]
        case TransferCustody():
            return [_custody(grant, handover, command)]
        case TransferTitle():
            return [_title(grant, handover, command)]
        case _:
            assert_never(command)


def compensate(grant: Grant, reason: str) -> Iterator[Event]:
    """What delivery undoes when the grant is cancelled; what has been handed over stays so."""
    for name, handover in reversed(grant.delivery.handovers.items()):
        if not handover.cancelled and not handover.delivered:
            yield HandoverCancelled(handover=name, reason=reason)


def _plan(grant: Grant, command: PlanHandover) -> HandoverPlanned:
    if command.handover in grant.delivery.handovers:
        raise DuplicateNameError(
            f"There is a handover {command.handover} already.",
            mend="Give the new handover another short name.",
            field="handover",
        )
    return recorded(HandoverPlanned, command)


def _allocate(grant: Grant, handover: Handover, command: AllocateUnits) -> UnitsAllocated:
    if handover.delivered:
        raise AlreadyDoneError(
            f"Handover {command.handover} has taken place.",
            mend="Plan another handover for further units.",
            field="handover",
        )
    beneficiaries = {item.id for item in grant.opened.beneficiaries} or {RECIPIENT}
    taken: set[tuple[str, str]] = set()
    allocations: list[Allocation] = []
    for share in command.shares:
        if share.beneficiary not in beneficiaries:
            raise UnknownSubjectError(
                f"{share.beneficiary} is not a beneficiary of this grant.",
                mend=f"Name one of: {', '.join(sorted(beneficiaries)) or '(none)'}.",
                field="shares",
            )
        chosen = _chosen(grant, share, taken)
        taken.update((part.lot, unit) for part in chosen for unit in part.units)
        allocations.extend(chosen)
    checks.regular(grant, *{part.lot for part in allocations})
    goods: dict[str, int] = {}
    for part in (*handover.allocations, *allocations):
        goods[part.lot] = goods.get(part.lot, 0) + len(part.units)
    return UnitsAllocated(handover=command.handover, allocations=tuple(allocations), goods=goods)


def _chosen(grant: Grant, share: Share, taken: set[tuple[str, str]]) -> list[Allocation]:
    free = {
        (lot, unit)
        for lot, state in grant.procurement.lots.items()
        for unit in set(state.usable) - grant.allocated(lot)
    } - taken
    if share.units:
        return _named(share, free)
    lot = share.lot or next(filter(grant.lot, grant.procurement.lots), "")
    stock = grant.procurement.lots.get(lot) or checks.lot(grant, lot)
    in_order = [unit for unit in stock.usable if (lot, unit) in free]
    if share.quantity < 1 or len(in_order) < share.quantity:
        raise UnitsNotAvailableError(
            f"{share.quantity} units of lot {lot} are wanted for {share.beneficiary}; "
            f"{len(in_order)} are free.",
            mend="Give the units by name, or a quantity that is in stock.",
            field="shares",
        )
    units = tuple(in_order[: share.quantity])
    return [Allocation(beneficiary=share.beneficiary, lot=lot, units=units)]


def _named(share: Share, free: set[tuple[str, str]]) -> list[Allocation]:
    by_lot: dict[str, list[str]] = {}
    for unit in share.units:
        lots = sorted(lot for lot, name in free if name == unit and share.lot in (None, lot))
        if len(lots) != 1 or unit in by_lot.get(lots[0], []):
            raise UnitsNotAvailableError(
                f"Unit {unit} is not in stock, is damaged or is already allocated.",
                mend="Name units that were received fit for use and are free; name the lot where "
                "two lots have the same number.",
                field="shares",
            )
        by_lot.setdefault(lots[0], []).append(unit)
    return [
        Allocation(beneficiary=share.beneficiary, lot=lot, units=tuple(units))
        for lot, units in by_lot.items()
    ]


def _schedule(handover: Handover, command: ScheduleCeremony, *, at: datetime) -> CeremonyScheduled:
    if not handover.with_ceremony:
        raise AlreadyDoneError(
            f"Handover {command.handover} is planned without a ceremony.",
            mend="Transfer custody, or plan another handover with a ceremony.",
            field="handover",
        )
    if handover.ceremony is not None:
        raise AlreadyDoneError(
            f"Handover {command.handover} has a ceremony planned.",
            mend="Postpone the ceremony to change its time.",
            field="handover",
        )
    _allocated(handover, command.handover)
    if command.starts < at:
        raise WrongDateError(
            f"The ceremony would start on {command.starts.isoformat()}, in the past.",
            mend="Set a later time.",
            field="starts",
        )
    return recorded(CeremonyScheduled, command)


def _allocated(handover: Handover, name: str) -> None:
    checks.needed(
        handover.allocations,
        f"No units are allocated to handover {name}.",
        mend="Allocate units first.",
        field="handover",
    )


def _ceremony(handover: Handover, name: str) -> Ceremony:
    ceremony = checks.needed(
        handover.ceremony,
        f"No ceremony is scheduled for handover {name}.",
        mend="Schedule it first.",
        field="handover",
    )
    if ceremony.held:
        raise AlreadyDoneError(
            f"The ceremony of handover {name} has been held.",
            mend="Look at it with `grants timeline`.",
            field="handover",
        )
    return ceremony


def _postpone(handover: Handover, command: PostponeCeremony) -> CeremonyPostponed:
    ceremony = _ceremony(handover, command.handover)
    if command.starts <= ceremony.starts:
        raise WrongDateError(
            f"The ceremony is set for {ceremony.starts.isoformat()}.",
            mend="Postpone it to a later time.",
            field="starts",
        )
    return recorded(CeremonyPostponed, command)


def _hold(grant: Grant, handover: Handover, command: HoldCeremony, *, at: datetime) -> CeremonyHeld:
    present = [guest.person for guest in command.attendees]
    for remark in command.remarks:
        if remark.speaker not in present:
            raise ContradictionError(
                f"{remark.speaker} spoke but is not among the attendees.",
                mend=f"Name one of the attendees: {', '.join(present)}; or add the speaker.",
                field="remarks",
            )
    odd: list[str] = []
    if handover.ceremony is None:
        odd.append("no ceremony was scheduled")
    else:
        _ceremony(handover, command.handover)
        day = grant.policy.day(handover.ceremony.starts)
        if grant.policy.day(at) < day:
            odd.append(f"held before the date that was set, {day}")
    if not handover.allocations:
        odd.append("no units were allocated")
    return recorded(CeremonyHeld, command, irregularities=tuple(odd))


def _call_off(grant: Grant, handover: Handover, command: CancelHandover) -> HandoverCancelled:
    if handover.delivered:
        raise ContradictionError(
            f"Handover {command.handover} has taken place.",
            mend="Transfer title next.",
            field="handover",
        )
    checks.regular(grant, command.handover)
    return recorded(HandoverCancelled, command)


def _custody(grant: Grant, handover: Handover, command: TransferCustody) -> CustodyTransferred:
    _allocated(handover, command.handover)
    checks.regular(grant, command.handover)
    if handover.custody is not None:
        raise AlreadyDoneError(
            f"Custody of handover {command.handover} has been transferred.",
            mend="Transfer title next.",
            field="handover",
        )
    if handover.with_ceremony:
        checks.needed(
            handover.ceremony is not None and handover.ceremony.held,
            f"The ceremony of handover {command.handover} has not been held.",
            mend="Report the ceremony first, or plan the handover without one.",
            field="handover",
        )
    units = tuple(unit for _, unit in handover.units)
    return recorded(CustodyTransferred, command, giver=grant.opened.agency.short, units=units)


def _title(grant: Grant, handover: Handover, command: TransferTitle) -> TitleTransferred:
    checks.regular(grant, command.handover)
    custody: Transfer = checks.needed(
        handover.custody,
        f"Custody of handover {command.handover} has not been transferred.",
        mend="Transfer custody first.",
        field="handover",
    )
    if handover.ownership is not None:
        raise AlreadyDoneError(
            f"Title to the units of handover {command.handover} has been transferred.",
            mend="Nothing has to be done.",
            field="handover",
        )
    giver = grant.opened.agency.short
    return recorded(TitleTransferred, command, giver=giver, units=custody.units)
