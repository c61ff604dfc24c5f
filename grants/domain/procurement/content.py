"""What commands and events of a lot have in common, and what they are made of."""

import hashlib
import json

from pydantic import Field

from grants.domain.messages import Content
from grants.domain.model import (
    MOST_UNITS,
    Day,
    Few,
    Model,
    Moment,
    Number,
    Prose,
    Salt,
    Sha256,
    Slug,
    Some,
    Text,
)
from grants.domain.money import Money
from grants.domain.parties import Goods
from grants.domain.policy import Method


class Offer(Model):
    """What a bidder offers; sealed until the opening."""

    price: Money
    """For the whole lot."""
    delivery_days: int | None = Field(default=None, ge=0, le=3660)
    """Calendar days from order to delivery."""
    remarks: Prose | None = None
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
    reason: Prose | None = None
    """Why, or why not."""


class OfLot(Content):
    """About one lot."""

    lot: Slug
    """The lot's short name."""


class Want(OfLot):
    """Goods that are to be bought together."""

    lot: Slug
    """The lot's short name, your own choice: vehicles."""
    title: Text
    """What the lot is called: Off-road vehicles."""
    goods: Goods
    """What is bought, in the singular and in the plural."""
    quantity: int = Field(ge=1, le=MOST_UNITS)
    """How many units are to be bought."""
    ceiling: Money
    """The most that the lot may cost, in the budget's currency."""
    donor: Slug | None = None
    """The donor whose money it is, where the donors are not one pool."""


class GivenUp(OfLot):
    """A lot that is not bought after all, or the rest of it."""

    reason: Prose
    """Why it is given up."""


class Invitation(OfLot):
    """An invitation to bid."""

    method: Method
    """Request for quotation, invitation to bid, or request for proposal."""
    number: Text | None = None
    """The solicitation's own number."""
    closes: Moment
    """When bids close."""
    invited: Few[Text] = ()
    """Names of the bidders invited."""


class SealedBid(OfLot):
    """A bid in its envelope."""

    bid: Slug
    """The bid's short name, your own choice."""
    supplier: Text
    """The bidder's name."""
    commitment: Sha256
    """sha256 of the salt and the canonical offer."""
    envelope: Text
    """Where the encrypted offer is kept in the archive."""


class Findings(OfLot):
    """A signed evaluation."""

    findings: Some[Finding]
    """What was found about each opened bid."""
    recommended: Slug
    """The short name of the bid that is recommended."""
    justification: Prose | None = None
    """Needed where the recommended bid is not the lowest priced compliant one."""


class Purchase(OfLot):
    """What is ordered from the awarded supplier."""

    order: Text
    """The purchase order's number."""
    deliver_by: Day
    """The last day for delivery."""
    incoterm: Text | None = None
    """Incoterms 2020 rule and named place: DAP Bamako."""


class Bill(OfLot):
    """A supplier's invoice."""

    invoice: Number
    """The invoice's number."""
    amount: Money
    """As invoiced, in the order's currency."""
    replaces: Number | None = None
    """The number of the unpaid invoice that this one corrects, by the supplier or a debit note."""
