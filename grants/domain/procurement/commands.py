"""What may be asked and told about a lot."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.messages import Command, Report, Request
from grants.domain.model import Count, Few, Slug, Stage, Text
from grants.domain.people import Role
from grants.domain.procurement.content import (
    Bill,
    Findings,
    GivenUp,
    Invitation,
    OfLot,
    Opening,
    Purchase,
    SealedBid,
    Want,
)


class _Procurement(Command):
    stage: ClassVar[Stage] = Stage.PROCUREMENT


class OpenLot(_Procurement, Request, Want):
    """Open a lot, goods bought together, and reserve a ceiling for it."""

    type: Literal["open-lot"] = "open-lot"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})


class CancelLot(_Procurement, Request, GivenUp):
    """Give up a lot, or what has not come of its order: that money is free again."""

    type: Literal["cancel-lot"] = "cancel-lot"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME, Role.APPROVER})


class IssueSolicitation(_Procurement, Request, Invitation):
    """Invite bids for a lot, until a closing time."""

    type: Literal["issue-solicitation"] = "issue-solicitation"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROCUREMENT})


class CloseSolicitation(_Procurement, OfLot):
    """Close a lot to further bids: sent by the grant's clock."""

    type: Literal["close-solicitation"] = "close-solicitation"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ENGINE})


class ReceiveBid(_Procurement, Report, SealedBid):
    """Register a sealed bid; it stays sealed until two officers open all bids."""

    type: Literal["receive-bid"] = "receive-bid"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROCUREMENT})


class OpenBids(_Procurement, Request, OfLot):
    """Open all bids of a lot, in front of a second officer."""

    type: Literal["open-bids"] = "open-bids"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROCUREMENT})

    witness: Slug
    """The second officer."""
    openings: Few[Opening]
    """The content of each bid that counts."""


class EvaluateBids(_Procurement, Request, Findings):
    """Sign the evaluation of a lot's bids and recommend one of them."""

    type: Literal["evaluate-bids"] = "evaluate-bids"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.EVALUATOR})


class ApproveAward(_Procurement, Request, OfLot):
    """Approve the award that the evaluation recommends."""

    type: Literal["approve-award"] = "approve-award"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})


class IssueOrder(_Procurement, Request, Purchase):
    """Order the goods from the awarded supplier (IATI transaction 2)."""

    type: Literal["issue-order"] = "issue-order"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROCUREMENT})


class ReceiveGoods(_Procurement, Report, OfLot):
    """Report goods received and inspected, by serial number or, without any, by quantity."""

    type: Literal["receive-goods"] = "receive-goods"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME, Role.PROCUREMENT})

    serials: Few[Text] = ()
    """Serial or chassis numbers of the units received."""
    quantity: Count = 0
    """How many, where units bear no serial numbers."""
    damaged: Few[Text] = ()
    """Those received that are not fit for use."""


class ReceiveInvoice(_Procurement, Report, Bill):
    """Register a supplier's invoice, or one that corrects it."""

    type: Literal["receive-invoice"] = "receive-invoice"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.FINANCE})


class PayInvoice(_Procurement, Request, OfLot):
    """Pay an invoice that matches order and receipt (IATI transaction 4)."""

    type: Literal["pay-invoice"] = "pay-invoice"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.FINANCE})

    invoice: Text
    """The invoice's number, as it was registered."""


ProcurementCommand = Annotated[
    OpenLot
    | CancelLot
    | IssueSolicitation
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
