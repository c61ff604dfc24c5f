"""What an OCDS package reads beside a grant's opening."""

from typing import Final

from grants.documents.exports.disclosure import OPENING
from grants.documents.exports.fields import Reads
from grants.domain.administration.events import GrantCancelled
from grants.domain.procurement.events import (
    AwardApproved,
    BidsOpened,
    GoodsReceived,
    LotOpened,
    OrderCancelled,
    OrderIssued,
    OrderShortened,
    PaymentMade,
    SolicitationCancelled,
    SolicitationIssued,
)

OCDS: Final = Reads(OPENING)

CANCELLED_BECAUSE: Final = OCDS.field("reason", GrantCancelled)
LOT_TITLE: Final = OCDS.field("title", LotOpened)
LOT_GOODS: Final = OCDS.field("goods", LotOpened)
LOT_QUANTITY: Final = OCDS.field("quantity", LotOpened)
LOT_CEILING: Final = OCDS.field("ceiling", LotOpened)
LOT_DONOR: Final = OCDS.field("donor", LotOpened)
NUMBER: Final = OCDS.field("number", SolicitationIssued)
CLOSES: Final = OCDS.field("closes", SolicitationIssued)
METHOD: Final = OCDS.field("method", SolicitationIssued)
INVITED: Final = OCDS.field("invited", SolicitationIssued)
REASON: Final = OCDS.field("reason", SolicitationCancelled, OrderCancelled, OrderShortened)
BIDS: Final = OCDS.field("opened", BidsOpened)
SUPPLIER: Final = OCDS.field("supplier", AwardApproved, PaymentMade)
PRICE: Final = OCDS.field("price", AwardApproved, OrderIssued, OrderShortened)
ORDER: Final = OCDS.field("order", OrderIssued)
DELIVER_BY: Final = OCDS.field("deliver_by", OrderIssued)
UNITS: Final = OCDS.field("units", GoodsReceived)
AMOUNT: Final = OCDS.field("amount", PaymentMade)
