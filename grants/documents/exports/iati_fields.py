"""What an IATI activity reads beside a grant's opening."""

from typing import Final

from grants.documents.exports.disclosure import OPENING
from grants.documents.exports.fields import Reads
from grants.domain.administration.events import GrantClosed
from grants.domain.agreement.events import AgreementSigned, ContributionReceived, PledgeRecorded
from grants.domain.delivery.events import UnitsAllocated
from grants.domain.procurement.events import (
    LotOpened,
    OrderIssued,
    OrderShortened,
    PaymentMade,
)

IATI: Final = Reads(OPENING)

LOT_GOODS: Final = IATI.field("goods", LotOpened)
LOT_QUANTITY: Final = IATI.field("quantity", LotOpened)
ALLOCATED_GOODS: Final = IATI.field("goods", UnitsAllocated)
AMOUNT: Final = IATI.field(
    "amount", PledgeRecorded, AgreementSigned, ContributionReceived, PaymentMade
)
DONOR: Final = IATI.field("donor", PledgeRecorded, AgreementSigned, ContributionReceived)
PRICE: Final = IATI.field("price", OrderIssued, OrderShortened)
SUPPLIER: Final = IATI.field("supplier", OrderIssued, PaymentMade)
REFUND: Final = IATI.field("refund", GrantClosed)
