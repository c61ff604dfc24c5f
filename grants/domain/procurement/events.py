"""What happened to a lot, in life order."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.messages import NOBODY, Event, ReportedEvent, Stated, states
from grants.domain.model import Few, Model, Prose, Salt, Slug, Stage, Text
from grants.domain.money import Money
from grants.domain.people import Role
from grants.domain.procurement.content import (
    Bill,
    Findings,
    GivenUp,
    Invitation,
    Offer,
    OfLot,
    Purchase,
    SealedBid,
    Want,
)


class _Procurement(Event):
    stage: ClassVar[Stage] = Stage.PROCUREMENT


class LotOpened(_Procurement, Want):
    """A lot was opened and its ceiling reserved."""

    type: Literal["lot-opened"] = "lot-opened"
    told: ClassVar[tuple[Role, ...]] = (Role.PROCUREMENT,)
    facts: ClassVar[Stated | None] = states("lot.{lot}", "title", "quantity", "ceiling", "donor")
    correctable: ClassVar[frozenset[str]] = frozenset({"title", "goods"})


class LotCancelled(_Procurement, GivenUp):
    """A lot was given up and what it had reserved is free again."""

    type: Literal["lot-cancelled"] = "lot-cancelled"
    told: ClassVar[tuple[Role, ...]] = (Role.PROCUREMENT, Role.FINANCE)
    facts: ClassVar[Stated | None] = states("lot.{lot}.cancelled", "released", "reason")
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})

    released: Money


class SolicitationIssued(_Procurement, Invitation):
    """Bids were invited."""

    type: Literal["solicitation-issued"] = "solicitation-issued"
    told: ClassVar[tuple[Role, ...]] = (Role.PROGRAMME,)
    facts: ClassVar[Stated | None] = states("lot.{lot}.solicitation", "method", "number", "closes")
    correctable: ClassVar[frozenset[str]] = frozenset({"number", "invited"})


class BidReceived(_Procurement, ReportedEvent, SealedBid):
    """A sealed bid came in; its amount is not known to the engine."""

    type: Literal["bid-received"] = "bid-received"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = states("lot.{lot}.bid.{bid}", "supplier")
    correctable: ClassVar[frozenset[str]] = frozenset({"supplier"})


class SolicitationClosed(_Procurement, OfLot):
    """The closing time passed."""

    type: Literal["solicitation-closed"] = "solicitation-closed"
    told: ClassVar[tuple[Role, ...]] = (Role.PROCUREMENT,)
    facts: ClassVar[Stated | None] = states("lot.{lot}.closing", "bids")
    correctable: ClassVar[frozenset[str]] = frozenset()

    bids: int


class OpenedBid(Model):
    """A bid as it was found when opened."""

    bid: Slug
    supplier: Text
    offer: Offer
    salt: Salt


class BidsOpened(_Procurement, OfLot):
    """Two officers opened the bids; each is what its bidder had committed to."""

    type: Literal["bids-opened"] = "bids-opened"
    told: ClassVar[tuple[Role, ...]] = (Role.EVALUATOR,)
    facts: ClassVar[Stated | None] = states("lot.{lot}.opening")
    correctable: ClassVar[frozenset[str]] = frozenset()

    officers: tuple[Slug, Slug]
    opened: tuple[OpenedBid, ...]


class BidsEvaluated(_Procurement, Findings):
    """The evaluation was signed."""

    type: Literal["bids-evaluated"] = "bids-evaluated"
    told: ClassVar[tuple[Role, ...]] = (Role.APPROVER,)
    facts: ClassVar[Stated | None] = states("lot.{lot}.evaluation", "recommended", "justification")
    correctable: ClassVar[frozenset[str]] = frozenset()


class AwardApproved(_Procurement, OfLot):
    """The award was approved and its price committed."""

    type: Literal["award-approved"] = "award-approved"
    told: ClassVar[tuple[Role, ...]] = (Role.PROCUREMENT,)
    facts: ClassVar[Stated | None] = states(
        "lot.{lot}.award", "bid", "supplier", "price", "committed"
    )
    correctable: ClassVar[frozenset[str]] = frozenset({"supplier"})

    bid: Slug
    supplier: Text
    price: Money
    committed: Money
    """The price in the budget's currency at the rate of the day."""


class OrderIssued(_Procurement, Purchase):
    """The goods were ordered."""

    type: Literal["order-issued"] = "order-issued"
    told: ClassVar[tuple[Role, ...]] = (Role.FINANCE, Role.PROGRAMME)
    facts: ClassVar[Stated | None] = states(
        "lot.{lot}.order", "order", "supplier", "price", "deliver_by", "incoterm"
    )
    correctable: ClassVar[frozenset[str]] = frozenset({"order", "supplier", "incoterm"})

    supplier: Text
    price: Money


class OrderShortened(_Procurement, GivenUp):
    """What had not come of an order was called off; it had reserved what is free again."""

    type: Literal["order-shortened"] = "order-shortened"
    told: ClassVar[tuple[Role, ...]] = (Role.PROCUREMENT, Role.FINANCE)
    facts: ClassVar[Stated | None] = states(
        "lot.{lot}.order-shortened", "order", "quantity", "price", "released", "reason"
    )
    correctable: ClassVar[frozenset[str]] = frozenset({"order", "reason"})

    order: Text
    quantity: int
    """How many units will not come."""
    price: Money
    """What the order comes to now."""
    released: Money
    """What had been committed for them, in the budget's currency."""


class GoodsReceived(_Procurement, ReportedEvent, OfLot):
    """Goods arrived and were inspected."""

    type: Literal["goods-received"] = "goods-received"
    told: ClassVar[tuple[Role, ...]] = (Role.FINANCE, Role.PROGRAMME)
    facts: ClassVar[Stated | None] = states("lot.{lot}.receipt.{sequence}", "units", "damaged")
    correctable: ClassVar[frozenset[str]] = frozenset()

    units: tuple[Text, ...]
    damaged: Few[Text]


class InvoiceReceived(_Procurement, ReportedEvent, Bill):
    """A supplier's invoice came in."""

    type: Literal["invoice-received"] = "invoice-received"
    told: ClassVar[tuple[Role, ...]] = (Role.FINANCE,)
    facts: ClassVar[Stated | None] = states(
        "lot.{lot}.invoice.{sequence}", "invoice", "amount", "replaces"
    )
    correctable: ClassVar[frozenset[str]] = frozenset()


class PaymentMade(_Procurement, OfLot):
    """The supplier was paid."""

    type: Literal["payment-made"] = "payment-made"
    told: ClassVar[tuple[Role, ...]] = (Role.PROGRAMME,)
    facts: ClassVar[Stated | None] = states(
        "lot.{lot}.payment.{sequence}", "invoice", "supplier", "amount", "charged"
    )
    correctable: ClassVar[frozenset[str]] = frozenset({"supplier"})

    invoice: Text
    supplier: Text
    amount: Money
    charged: Money
    """The amount in the budget's currency at the rate of the day."""


class SolicitationCancelled(_Procurement, OfLot):
    """The solicitation was called off; bids go back unopened."""

    type: Literal["solicitation-cancelled"] = "solicitation-cancelled"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = states("lot.{lot}.solicitation-cancelled", "reason")
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})

    reason: Prose


class OrderCancelled(_Procurement, OfLot):
    """The order was called off."""

    type: Literal["order-cancelled"] = "order-cancelled"
    told: ClassVar[tuple[Role, ...]] = NOBODY
    facts: ClassVar[Stated | None] = states("lot.{lot}.order-cancelled", "order", "reason")
    correctable: ClassVar[frozenset[str]] = frozenset({"reason"})

    order: Text
    reason: Prose


ProcurementEvent = Annotated[
    LotOpened
    | LotCancelled
    | SolicitationIssued
    | BidReceived
    | SolicitationClosed
    | BidsOpened
    | BidsEvaluated
    | AwardApproved
    | OrderIssued
    | OrderShortened
    | GoodsReceived
    | InvoiceReceived
    | PaymentMade
    | SolicitationCancelled
    | OrderCancelled,
    Field(discriminator="type"),
]
