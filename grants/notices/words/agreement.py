"""What the events of the agreement say: money, people, deadlines, the grant's beginning and end."""

from collections.abc import Iterator

from grants.domain.administration.events import (
    DutyMissed,
    DutyReminded,
    GrantCancelled,
    GrantClosed,
    GrantOpened,
    IrregularityResolved,
    PersonAppointed,
    PolicyAdopted,
    WentLive,
)
from grants.domain.agreement.events import AgreementSigned, ContributionReceived, PledgeRecorded
from grants.domain.procurement.events import LotCancelled, LotOpened
from grants.notices import plain
from grants.notices.sight import Sight
from grants.notices.words import said


@said.words.register
def _(event: GrantOpened, sight: Sight) -> Iterator[str]:
    donors = ", ".join(sight.free(donor.name) for donor in event.donors)
    yield f"The grant: {sight.free(event.title)}."
    yield f"From {donors} to {sight.free(event.recipient.name)}, {sight.free(event.country.name)}."


@said.words.register
def _(event: PolicyAdopted, sight: Sight) -> Iterator[str]:
    yield f"Policy {sight.free(event.policy.version)} is in force."


@said.words.register
def _(event: PersonAppointed, sight: Sight) -> Iterator[str]:
    one = event.appointment
    who = "Somebody" if sight.outside else sight.free(one.name.full)
    until = f" until {plain.day(one.until)}" if one.until else ""
    yield f"{who} is {one.role.label.lower()} from {plain.day(one.since)}{until}."
    if one.limit is not None:
        yield f"Delegated amount: {sight.sum('appointment', one.limit)}."


@said.words.register
def _(event: PledgeRecorded, sight: Sight) -> Iterator[str]:
    amount = sight.sum("amount", event.amount, gift=True)
    yield f"{said.donor(sight, event.donor)} pledged {amount}."


@said.words.register
def _(event: AgreementSigned, sight: Sight) -> Iterator[str]:
    amount = sight.sum("amount", event.amount, gift=True)
    yield f"The agreement with {said.donor(sight, event.donor)} is for {amount}."
    for instalment in event.instalments:
        part = sight.sum("instalments", instalment.amount, gift=True)
        yield f"Instalment of {part}, due on {plain.day(instalment.due)}."
    for report in event.reports:
        yield f"Report asked for: {sight.free(report.title)}, due on {plain.day(report.due)}."


@said.words.register
def _(event: ContributionReceived, sight: Sight) -> Iterator[str]:
    amount = sight.sum("amount", event.amount, gift=True)
    yield f"{said.donor(sight, event.donor)} paid {amount}."
    if event.credited != event.amount:
        yield f"Credited to the account: {sight.sum('credited', event.credited, gift=True)}."


@said.words.register
def _(event: LotOpened, sight: Sight) -> Iterator[str]:
    goods = f"{event.quantity} {event.goods.counted(event.quantity)}"
    yield f"{sight.free(event.title)} ({event.lot}): {sight.free(goods)}."
    yield f"Ceiling: {sight.sum('ceiling', event.ceiling)}."


@said.words.register
def _(event: WentLive, sight: Sight) -> Iterator[str]:
    yield f"Live from {said.moment(sight, event.live_from)}: from now on notices leave the house."


@said.words.register
def _(event: IrregularityResolved, sight: Sight) -> Iterator[str]:
    ruled = "may count" if event.accepted else "is rejected and does not count"
    yield f"What event {event.event} told {ruled}."
    yield f"Reason: “{sight.free(event.reason)}”"


@said.words.register
def _(event: LotCancelled, sight: Sight) -> Iterator[str]:
    freed = sight.sum("released", event.released)
    yield f"{said.capital(said.lot(sight, event.lot))} is given up; free again: {freed}."


@said.words.register
def _(event: GrantCancelled, sight: Sight) -> Iterator[str]:
    yield f"Reason: “{sight.free(event.reason)}”"
    yield f"Unspent: {sight.sum('unspent', event.unspent, gift=True)}."


@said.words.register
def _(event: GrantClosed, sight: Sight) -> Iterator[str]:
    yield f"Spent on goods: {sight.sum('spent', event.spent, gift=True)}."
    yield f"Returned to the donors: {sight.sum('refund', event.refund, gift=True)}."


@said.words.register
def _(event: DutyReminded, sight: Sight) -> Iterator[str]:
    yield f"To do: {sight.free(event.what)}."
    yield f"Due: {said.moment(sight, event.due)}."


@said.words.register
def _(event: DutyMissed, sight: Sight) -> Iterator[str]:
    yield f"Not done: {sight.free(event.what)}."
    yield f"It was due: {said.moment(sight, event.due)}."
