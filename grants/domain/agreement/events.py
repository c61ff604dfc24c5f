"""What happened to the agreement, its money and its people, in life order."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.agreement.commands import Instalment, ReportDuty
from grants.domain.messages import Event, ReportedEvent
from grants.domain.model import Model, Moment, Sha256, Slug, Stage, Text
from grants.domain.money import Money
from grants.domain.parties import Agency, Beneficiary, Country, Donor, Goods, Programme, Recipient
from grants.domain.people import Appointment
from grants.domain.policy import Policy


class _Agreement(Event):
    stage: ClassVar[Stage] = Stage.AGREEMENT


class GrantOpened(_Agreement):
    """A grant was opened: who gives, who carries out, for whom."""

    type: Literal["grant-opened"] = "grant-opened"
    title: Text
    agency: Agency
    donors: tuple[Donor, ...]
    country: Country
    currency: Text
    programme: Programme | None
    recipient: Recipient
    beneficiaries: tuple[Beneficiary, ...]


class PolicyAdopted(_Agreement):
    """A policy came into force: its content, version and digest."""

    type: Literal["policy-adopted"] = "policy-adopted"
    policy: Policy
    sha256: Sha256


class PersonAppointed(_Agreement):
    """A person was appointed to a role."""

    type: Literal["person-appointed"] = "person-appointed"
    appointment: Appointment


class PledgeRecorded(_Agreement, ReportedEvent):
    """A donor pledged: an intention."""

    type: Literal["pledge-recorded"] = "pledge-recorded"
    donor: Slug
    amount: Money


class AgreementSigned(_Agreement):
    """An agreement was signed: an obligation."""

    type: Literal["agreement-signed"] = "agreement-signed"
    donor: Slug
    amount: Money
    signatories: tuple[Text, ...]
    instalments: tuple[Instalment, ...]
    reports: tuple[ReportDuty, ...]


class ContributionReceived(_Agreement, ReportedEvent):
    """Money came in."""

    type: Literal["contribution-received"] = "contribution-received"
    donor: Slug
    amount: Money
    credited: Money


class LotOpened(_Agreement):
    """A lot was opened and its ceiling reserved."""

    type: Literal["lot-opened"] = "lot-opened"
    lot: Slug
    title: Text
    goods: Goods
    quantity: int
    ceiling: Money
    donor: Slug | None


class WentLive(_Agreement):
    """Back entry ended."""

    type: Literal["went-live"] = "went-live"
    live_from: Moment


class IrregularityResolved(_Agreement):
    """A person decided what an irregular event is worth."""

    type: Literal["irregularity-resolved"] = "irregularity-resolved"
    sequence: int
    accepted: bool
    reason: Text


class LotReleased(_Agreement):
    """A lot was given up and its reserve released."""

    type: Literal["lot-released"] = "lot-released"
    lot: Slug
    released: Money


class GrantCancelled(_Agreement):
    """The grant was stopped."""

    type: Literal["grant-cancelled"] = "grant-cancelled"
    reason: Text
    unspent: Money


class ChecklistItem(Model):
    """One thing that closure asks for, and whether it is so."""

    what: Text
    done: bool


class GrantClosed(_Agreement):
    """The books were closed, on this checklist."""

    type: Literal["grant-closed"] = "grant-closed"
    checklist: tuple[ChecklistItem, ...]
    spent: Money
    refund: Money


class DutyReminded(_Agreement):
    """A person was reminded of what is due."""

    type: Literal["duty-reminded"] = "duty-reminded"
    duty: Text
    role: Text
    what: Text
    due: datetime


class DutyMissed(_Agreement):
    """A due date passed with the duty undone; it was escalated."""

    type: Literal["duty-missed"] = "duty-missed"
    duty: Text
    role: Text
    what: Text
    due: datetime


AgreementEvent = Annotated[
    GrantOpened
    | PolicyAdopted
    | PersonAppointed
    | PledgeRecorded
    | AgreementSigned
    | ContributionReceived
    | LotOpened
    | WentLive
    | IrregularityResolved
    | LotReleased
    | GrantCancelled
    | GrantClosed
    | DutyReminded
    | DutyMissed,
    Field(discriminator="type"),
]
