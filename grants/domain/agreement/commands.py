"""What may be asked and told about the agreement, its money and its people."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.messages import Command, Report, Request
from grants.domain.model import Model, Moment, Slug, Text
from grants.domain.money import Money
from grants.domain.parties import Agency, Beneficiary, Country, Donor, Goods, Programme, Recipient
from grants.domain.people import Appointment, Role
from grants.domain.policy import Policy


class Pledge(Model):
    """What a donor says it will give: an intention, not money (IATI transaction 13)."""

    donor: Slug
    """The id of one of the donors."""
    amount: Money
    """As pledged, in the donor's currency."""


class Instalment(Model):
    """A payment that an agreement promises."""

    due: date
    """The day on which it is due."""
    amount: Money
    """In the agreement's currency."""


class ReportDuty(Model):
    """A donor report that an agreement asks for."""

    report: Slug
    """The report's short name, your own choice: final."""
    title: Text
    """What it is called: Final report."""
    due: date
    """The day on which the donor expects it."""


class OpenGrant(Command):
    """Open a grant with the pledge that it begins with."""

    type: Literal["open-grant"] = "open-grant"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})

    title: Text
    """What the grant is for, in a few words: Vehicles for Malian law enforcement authorities."""
    agency: Agency
    """The organization that carries the grant out."""
    donors: tuple[Donor, ...] = Field(min_length=1)
    """Who pays."""
    country: Country
    """Where the goods go."""
    currency: Text = Field(default="USD", pattern=r"^[A-Z]{3}$")
    """The budget's currency (ISO 4217)."""
    programme: Programme | None = None
    """The agency's programme that the grant belongs to."""
    recipient: Recipient
    """The authority that receives the goods."""
    beneficiaries: tuple[Beneficiary, ...] = ()
    """The services that the goods are for."""
    people: tuple[Appointment, ...] = Field(min_length=1)
    """Who may act, each with a role."""
    policy: Policy = Policy()
    """Thresholds, rates, working days and lead times."""
    pledges: tuple[Pledge, ...] = Field(min_length=1)
    """What each donor says it will give."""
    live_from: Moment | None = None
    """From when the grant runs on the wall clock; without it, in back entry until it goes live."""


class RecordPledge(Report):
    """Record what a further donor says it will give."""

    type: Literal["record-pledge"] = "record-pledge"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})

    donor: Slug
    """The id of one of the donors."""
    amount: Money
    """As pledged, in the donor's currency."""


class SignAgreement(Request):
    """Sign the agreement with a donor: an obligation, often a ceiling (IATI transaction 11)."""

    type: Literal["sign-agreement"] = "sign-agreement"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})

    donor: Slug
    """The id of one of the donors."""
    amount: Money
    """The ceiling, in the donor's currency."""
    signatories: tuple[Text, ...] = ()
    """Who signed."""
    instalments: tuple[Instalment, ...] = ()
    """The payments that the agreement promises."""
    reports: tuple[ReportDuty, ...] = ()
    """The donor reports that the agreement asks for, each with its due date."""


class ReceiveContribution(Report):
    """Record money received from a donor (IATI transaction 1)."""

    type: Literal["receive-contribution"] = "receive-contribution"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.FINANCE})

    donor: Slug
    """The id of the donor who paid."""
    amount: Money
    """As paid, in the agreement's currency."""
    credited: Money
    """As it reached the account, in the budget's currency."""


class AdoptPolicy(Request):
    """Adopt another set of thresholds, rates, working days and lead times."""

    type: Literal["adopt-policy"] = "adopt-policy"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})

    policy: Policy
    """The whole new policy, with a version of its own."""


class Appoint(Request):
    """Appoint a person to a role, from a date, perhaps up to an amount."""

    type: Literal["appoint"] = "appoint"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})

    appointment: Appointment
    """Who is appointed to which role, from when."""


class OpenLot(Request):
    """Open a lot, goods bought together, and reserve a ceiling for it."""

    type: Literal["open-lot"] = "open-lot"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})

    lot: Slug
    """The lot's short name, your own choice: vehicles."""
    title: Text
    """What the lot is called: Off-road vehicles."""
    goods: Goods
    """What is bought, in the singular and in the plural."""
    quantity: int = Field(ge=1)
    """How many units are to be bought."""
    ceiling: Money
    """The most that the lot may cost, in the budget's currency."""
    donor: Slug | None = None
    """The donor whose money it is, where the donors are not one pool."""


class GoLive(Request):
    """End back entry: from now on the clock is the wall clock and notifications leave the house."""

    type: Literal["go-live"] = "go-live"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})


class ResolveIrregularity(Request):
    """Decide what an irregular event is worth, and say why."""

    type: Literal["resolve-irregularity"] = "resolve-irregularity"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})

    sequence: int = Field(ge=1)
    """The event's number in the stream."""
    accepted: bool
    """Whether what was told may count: a late bid be opened, a surplus be kept."""
    reason: Text
    """Why it was decided so."""


class CancelGrant(Request):
    """Stop the grant and undo, stage by stage, what can be undone."""

    type: Literal["cancel-grant"] = "cancel-grant"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})

    reason: Text
    """Why the grant is stopped."""


class CloseGrant(Request):
    """Close the grant's books; refused with a list of what is missing."""

    type: Literal["close-grant"] = "close-grant"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.FINANCE})

    refund: Money | None = None
    """Unspent balance returned to the donors, in the budget's currency."""


class Remind(Command):
    """Remind the person in charge of what is due: sent by the grant's clock."""

    type: Literal["remind"] = "remind"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ENGINE})

    duty: Text
    """The duty's key: open-bids/vehicles."""


class Escalate(Command):
    """Say that a due date has passed with the duty undone: sent by the grant's clock."""

    type: Literal["escalate"] = "escalate"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ENGINE})

    duty: Text
    """The duty's key: open-bids/vehicles."""


AgreementCommand = Annotated[
    OpenGrant
    | RecordPledge
    | SignAgreement
    | ReceiveContribution
    | AdoptPolicy
    | Appoint
    | OpenLot
    | GoLive
    | ResolveIrregularity
    | CancelGrant
    | CloseGrant
    | Remind
    | Escalate,
    Field(discriminator="type"),
]
