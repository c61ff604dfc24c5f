"""What happened to a lot, in life order."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.messages import Event, ReportedEvent
from grants.domain.model import Model, Moment, Sha256, Slug, Stage, Text
from grants.domain.money import Money
from grants.domain.policy import Method
from grants.domain.procurement.commands import Finding, Offer


class _Procurement(Event):
    stage: ClassVar[Stage] = Stage.PROCUREMENT
    lot: Slug


class SolicitationIssued(_Procurement):
    """Bids were invited."""

    type: Literal["solicitation-issued"] = "solicitation-issued"
    method: Method
    number: Text | None
    closes: Moment
    invited: tuple[Text, ...]


class BidReceived(_Procurement, ReportedEvent):
    """A sealed bid came in; its amount is not known to the engine."""

    type: Literal["bid-received"] = "bid-received"
    bid: Slug
    supplier: Text
    commitment: Sha256
    envelope: Text


class SolicitationClosed(_Procurement):
    """The closing time passed."""

    type: Literal["solicitation-closed"] = "solicitation-closed"
    bids: int


class OpenedBid(Model):
    """A bid as it was found when opened."""

    bid: Slug
    supplier: Text
    offer: Offer
    salt: Text


class BidsOpened(_Procurement):
    """Two officers opened the bids; each is what its bidder had committed to."""

    type: Literal["bids-opened"] = "bids-opened"
    officers: tuple[Slug, Slug]
    opened: tuple[OpenedBid, ...]


class BidsEvaluated(_Procurement):
    """The evaluation was signed."""

    type: Literal["bids-evaluated"] = "bids-evaluated"
    findings: tuple[Finding, ...]
    recommended: Slug
    justification: Text | None


class AwardApproved(_Procurement):
    """The award was approved and its price committed."""

    type: Literal["award-approved"] = "award-approved"
    bid: Slug
    supplier: Text
    price: Money
    committed: Money
    """The price in the budget's currency at the adopted rate."""


class OrderIssued(_Procurement):
    """The goods were ordered."""

    type: Literal["order-issued"] = "order-issued"
    order: Text
    supplier: Text
    price: Money
    deliver_by: date
    incoterm: Text | None


class GoodsReceived(_Procurement, ReportedEvent):
    """Goods arrived and were inspected."""

    type: Literal["goods-received"] = "goods-received"
    units: tuple[Text, ...]
    damaged: tuple[Text, ...]


class InvoiceReceived(_Procurement, ReportedEvent):
    """A supplier's invoice came in."""

    type: Literal["invoice-received"] = "invoice-received"
    invoice: Text
    amount: Money


class PaymentMade(_Procurement):
    """The supplier was paid."""

    type: Literal["payment-made"] = "payment-made"
    invoice: Text
    supplier: Text
    amount: Money
    charged: Money
    """The amount in the budget's currency at the adopted rate."""


class SolicitationCancelled(_Procurement):
    """The solicitation was called off; bids go back unopened."""

    type: Literal["solicitation-cancelled"] = "solicitation-cancelled"
    reason: Text


class OrderCancelled(_Procurement):
    """The order was called off."""

    type: Literal["order-cancelled"] = "order-cancelled"
    order: Text
    reason: Text


ProcurementEvent = Annotated[
    SolicitationIssued
    | BidReceived
    | SolicitationClosed
    | BidsOpened
    | BidsEvaluated
    | AwardApproved
    | OrderIssued
    | GoodsReceived
    | InvoiceReceived
    | PaymentMade
    | SolicitationCancelled
    | OrderCancelled,
    Field(discriminator="type"),
]
