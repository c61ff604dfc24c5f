"""What happened to the grant as a whole, in life order."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.administration.content import (
    Adoption,
    Disclosure,
    Erasure,
    Failure,
    Identity,
    Naming,
    Ruling,
    Stop,
)
from grants.domain.messages import NOBODY, NOTHING, Event, Stated, states
from grants.domain.model import EventNumber, Few, Model, Moment, Prose, Sha256, Stage, Text
from grants.domain.money import Money
from grants.domain.people import Role


class _Administration(Event):
    stage: ClassVar[Stage] = Stage.ADMINISTRATION


class GrantOpened(_Administration, Identity):
    """A grant was opened: who gives, who carries out, for whom."""

    type: Literal["grant-opened"] = "grant-opened"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset(
        {"title", "agency", "donors", "country", "programme", "recipient", "beneficiaries"}
    )


class PolicyAdopted(_Administration, Adoption):
    """A policy came into force: its content, version and digest."""

    type: Literal["policy-adopted"] = "policy-adopted"
    told: ClassVar[tuple[Role, ...]] = (Role.FINANCE, Role.PROCUREMENT)
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset()

    sha256: Sha256


class PersonAppointed(_Administration, Naming):
    """A person was appointed to a role."""

    type: Literal["person-appointed"] = "person-appointed"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset({"appointment"})


class WentLive(_Administration):
    """Back entry ended."""

    type: Literal["went-live"] = "went-live"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset()

    live_from: Moment


class IrregularityResolved(_Administration, Ruling):
    """A person decided what an irregular event is worth."""

    type: Literal["irregularity-resolved"] = "irregularity-resolved"
    told: ClassVar[tuple[Role, ...]] = (Role.PROGRAMME,)
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})


class FieldsDisclosed(_Administration, Disclosure):
    """Fields of an earlier event may be published from now on."""

    type: Literal["fields-disclosed"] = "fields-disclosed"
    told: ClassVar[tuple[Role, ...]] = (Role.INFORMATION,)
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})


class FieldsWithheld(_Administration, Disclosure):
    """Fields of an earlier event may not be published after all."""

    type: Literal["fields-withheld"] = "fields-withheld"
    told: ClassVar[tuple[Role, ...]] = (Role.INFORMATION,)
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})


class PersonErased(_Administration, Erasure):
    """A person's names, addresses and words were taken out of the events that held them."""

    type: Literal["person-erased"] = "person-erased"
    told: ClassVar[tuple[Role, ...]] = (Role.PROGRAMME,)
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})

    fields: dict[int, Few[Text]]
    """By the event's number: the paths of what was taken out."""


class GrantCancelled(_Administration, Stop):
    """The grant was stopped."""

    type: Literal["grant-cancelled"] = "grant-cancelled"
    told: ClassVar[tuple[Role, ...]] = (
        Role.PROGRAMME,
        Role.PROCUREMENT,
        Role.FINANCE,
        Role.DONOR,
    )
    facts: ClassVar[Stated | None] = states("grant.cancelled", "reason", "unspent")
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})

    unspent: Money


class ChecklistItem(Model):
    """One thing that closure asks for, and whether it is so."""

    what: Text
    done: bool


class GrantClosed(_Administration):
    """The books were closed, on this checklist."""

    type: Literal["grant-closed"] = "grant-closed"
    told: ClassVar[tuple[Role, ...]] = (Role.PROGRAMME, Role.DONOR)
    facts: ClassVar[Stated | None] = states("grant.closed", "spent", "refund")
    correctable: ClassVar[frozenset[str]] = frozenset()

    checklist: Few[ChecklistItem]
    spent: Money
    refund: Money


class NoticeFailed(_Administration, Failure):
    """Notices did not reach people, and are not tried again by themselves."""

    type: Literal["notice-failed"] = "notice-failed"
    told: ClassVar[tuple[Role, ...]] = (Role.KEEPER,)
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset()


class NoticesRepeated(_Administration):
    """Notices that had not reached people are sent again."""

    type: Literal["notices-repeated"] = "notices-repeated"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset()

    event: EventNumber
    first: EventNumber
    last: EventNumber


class _Chased(_Administration):
    duty: Text
    role: Role
    what: Prose
    due: datetime


class DutyReminded(_Chased):
    """A person was reminded of what is due; told to the role whose duty it is."""

    type: Literal["duty-reminded"] = "duty-reminded"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = NOTHING
    correctable: ClassVar[frozenset[str]] = frozenset()


class DutyMissed(_Chased):
    """A due date passed with the duty undone; told to the role whose duty it is, and higher up."""

    type: Literal["duty-missed"] = "duty-missed"
    told: ClassVar[tuple[Role, ...]] = (Role.APPROVER,)
    facts: ClassVar[Stated | None] = states("missed.{sequence}", "what", "due")
    correctable: ClassVar[frozenset[str]] = frozenset()


AdministrationEvent = Annotated[
    GrantOpened
    | PolicyAdopted
    | PersonAppointed
    | WentLive
    | IrregularityResolved
    | FieldsDisclosed
    | FieldsWithheld
    | PersonErased
    | GrantCancelled
    | GrantClosed
    | NoticeFailed
    | NoticesRepeated
    | DutyReminded
    | DutyMissed,
    Field(discriminator="type"),
]
