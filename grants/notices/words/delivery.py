"""What the events of delivery say: units, ceremonies, custody and title."""

from collections.abc import Iterator

from grants.domain.delivery.events import (
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
from grants.notices import plain
from grants.notices.sight import Sight
from grants.notices.words import said


@said.words.register
def _(event: HandoverPlanned, sight: Sight) -> Iterator[str]:
    with_ = "with" if event.ceremony else "without"
    yield f"{sight.free(event.title)} ({event.handover}), {with_} a ceremony."


@said.words.register
def _(event: UnitsAllocated, sight: Sight) -> Iterator[str]:
    names = {one.id: one.name for one in sight.grant.opened.beneficiaries}
    for part in event.allocations:
        to = sight.free(names.get(part.beneficiary, part.beneficiary))
        yield f"{plain.counted(len(part.units), 'unit')} of {said.lot(sight, part.lot)} for {to}."


@said.words.register
def _(event: CeremonyScheduled, sight: Sight) -> Iterator[str]:
    place = f", {sight.free(event.place)}" if event.place else ""
    yield f"The ceremony of {said.handover(sight, event.handover)} is on:"
    yield f"{said.moment(sight, event.starts)}{place}."


@said.words.register
def _(event: PeopleInvited, sight: Sight) -> Iterator[str]:
    many = plain.counted(len(event.guests), "person", "people")
    yield f"Invited to the ceremony of {said.handover(sight, event.handover)}: {many}."


@said.words.register
def _(event: CeremonyPostponed, sight: Sight) -> Iterator[str]:
    yield f"The ceremony of {said.handover(sight, event.handover)} is now on:"
    yield f"{said.moment(sight, event.starts)}."
    yield f"Reason: “{sight.free(event.reason)}”"


@said.words.register
def _(event: CeremonyHeld, sight: Sight) -> Iterator[str]:
    yield f"The ceremony of {said.handover(sight, event.handover)} took place."
    many = plain.counted(len(event.attendees), "person is", "people are")
    yield f"{many} named as present; {plain.counted(len(event.remarks), 'remark')} noted."


@said.words.register
def _(event: CustodyTransferred, sight: Sight) -> Iterator[str]:
    many = plain.counted(len(event.units), "unit")
    yield f"{many} of {said.handover(sight, event.handover)} are in new hands."
    yield f"Received by {sight.free(event.receiver)}."


@said.words.register
def _(event: TitleTransferred, sight: Sight) -> Iterator[str]:
    many = plain.counted(len(event.units), "unit")
    yield f"{many} of {said.handover(sight, event.handover)} changed owner."
    yield f"The owner is {sight.free(event.receiver)}."


@said.words.register
def _(event: HandoverCancelled, sight: Sight) -> Iterator[str]:
    yield f"{said.capital(said.handover(sight, event.handover))} is called off."
    yield f"Reason: “{sight.free(event.reason)}”"
