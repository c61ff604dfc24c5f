"""What may be asked and told about a lot's procurement."""

import hashlib
import json
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.messages import Command, Report, Request
from grants.domain.model import Model, Moment, Salt, Sha256, Slug, Text
from grants.domain.money import Money
from grants.domain.people import Role
from grants.domain.policy import Method


class Offer(Model):
    """What a bidder offers; sealed until the opening."""

    price: Money
    """For the whole lot."""
    delivery_days: int | None = Field(default=None, ge=0)
    """Calendar days from order to delivery."""
    remarks: Text | None = None
    """What else the bidder says."""

    def commitment(self, salt: str) -> str:
        """sha256 of the salt and the canonical offer: binds the bidder, discloses nothing."""
        canonical = json.dumps(
            self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return hashlib.sha256(f"{salt}\n{canonical}".encode()).hexdigest()


class Opening(Model):
    """A sealed bid's content, brought to the opening."""

    bid: Slug
    """The bid's short name, as it was received."""
    offer: Offer
    """What was in the envelope."""
    salt: Salt
    """What it was sealed with: at least 16 characters drawn by lot."""


class Finding(Model):
    """What the evaluation found about one bid."""

    bid: Slug
    """The bid's short name."""
    compliant: bool
    """Whether the bid meets the requirements."""
    reason: Text | None = None
    """Why, or why not."""


class IssueSolicitation(Request):
    """Invite bids for a lot, until a closing time."""

    type: Literal["issue-solicitation"] = "issue-solicitation"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROCUREMENT})

    lot: Slug
    """The lot's short name."""
    method: Method
    """Request for quotation, invitation to bid, or request for proposal."""
    number: Text | None = None
    """The solicitation's own number."""
    closes: Moment
    """When bids close."""
    invited: tuple[Text, ...] = ()
    """Names of the bidders invited."""


class CloseSolicitation(Command):
    """Close a lot to further bids: sent by the grant's clock."""

    type: Literal["close-solicitation"] = "close-solicitation"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ENGINE})

    lot: Slug
    """The lot's short name."""


class ReceiveBid(Report):
    """Register a sealed bid; it stays sealed until two officers open all bids."""

    type: Literal["receive-bid"] = "receive-bid"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROCUREMENT})

    lot: Slug
    """The lot's short name."""
    bid: Slug
    """The bid's short name, your own choice."""
    supplier: Text
    """The bidder's name."""
    commitment: Sha256
    """sha256 of the salt and the canonical offer."""
    envelope: Text
    """Where the encrypted offer is kept in the archive."""


class OpenBids(Request):
    """Open all bids of a lot, in front of a second officer."""

    type: Literal["open-bids"] = "open-bids"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROCUREMENT})

    lot: Slug
    """The lot's short name."""
    witness: Slug
    """The second officer."""
    openings: tuple[Opening, ...]
    """The content of each bid that counts."""


class EvaluateBids(Request):
    """Sign the evaluation of a lot's bids and recommend one of them."""

    type: Literal["evaluate-bids"] = "evaluate-bids"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.EVALUATOR})

    lot: Slug
    """The lot's short name."""
    findings: tuple[Finding, ...] = Field(min_length=1)
    """What was found about each opened bid."""
    recommended: Slug
    """The short name of the bid that is recommended."""
    justification: Text | None = None
    """Needed where the recommended bid is not the lowest priced compliant one."""


class ApproveAward(Request):
    """Approve the award that the evaluation recommends."""

    type: Literal["approve-award"] = "approve-award"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})

    lot: Slug
    """The lot's short name."""


class IssueOrder(Request):
    """Order the goods from the awarded supplier (IATI transaction 2)."""

    type: Literal["issue-order"] = "issue-order"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROCUREMENT})

    lot: Slug
    """The lot's short name."""
    order: Text
    """The purchase order's number."""
    deliver_by: date
    """The last day for delivery."""
    incoterm: Text | None = None
    """Incoterms 2020 rule and named place: DAP Bamako."""


class ReceiveGoods(Report):
    """Report goods received and inspected, by serial number or, without any, by quantity."""

    type: Literal["receive-goods"] = "receive-goods"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME, Role.PROCUREMENT})

    lot: Slug
    """The lot's short name."""
    serials: tuple[Text, ...] = ()
    """Serial or chassis numbers of the units received."""
    quantity: int = Field(default=0, ge=0)
    """How many, where units bear no serial numbers."""
    damaged: tuple[Text, ...] = ()
    """Those received that are not fit for use."""


class ReceiveInvoice(Report):
    """Register a supplier's invoice."""

    type: Literal["receive-invoice"] = "receive-invoice"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.FINANCE})

    lot: Slug
    """The lot's short name."""
    invoice: Text = Field(max_length=64)
    """The invoice's number."""
    amount: Money
    """As invoiced, in the order's currency."""


class PayInvoice(Request):
    """Pay an invoice that matches order and receipt (IATI transaction 4)."""

    type: Literal["pay-invoice"] = "pay-invoice"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.FINANCE})

    lot: Slug
    """The lot's short name."""
    invoice: Text
    """The invoice's number, as it was registered."""


ProcurementCommand = Annotated[
    IssueSolicitation
    | CloseSolicitation
    | ReceiveBid
    | OpenBids
    | EvaluateBids
    | ApproveAward
    | IssueOrder
    | ReceiveGoods
    | ReceiveInvoice
    | PayInvoice,
    Field(discriminator="type"),
]
