"""What lots, bids and receipts say, and what is taken back where they are called off."""

from typing import Final

from grants.domain.envelope import Envelope
from grants.domain.parties import Goods
from grants.domain.procurement.events import (
    BidsOpened,
    GoodsReceived,
    LotOpened,
    OrderCancelled,
    SolicitationCancelled,
)
from grants.facts.book import Book
from grants.facts.direct import DIRECT
from grants.facts.readers.administration import put_model
from grants.facts.vocabulary import Beginning, Kind, of_model, stated

GOODS: Final = of_model("lot.{lot}.goods", Goods, LotOpened, "goods")
BID_PRICE: Final = stated(
    "lot.{lot}.bid.{bid}.price", Kind.MONEY, "What a bidder asks.", BidsOpened, "opened"
)
ARRIVED: Final = stated(
    "lot.{lot}.receipt.{sequence}.count", Kind.COUNT, "How many came.", GoodsReceived, "units"
)
UNFIT: Final = stated(
    "lot.{lot}.receipt.{sequence}.unfit",
    Kind.COUNT,
    "How many of them are not fit for use.",
    GoodsReceived,
    "damaged",
)
COMMITTED: Final = DIRECT["lot.{lot}.award.committed"]

_SOLICITATION: Final = Beginning("lot.{lot}.solicitation.", DIRECT.values())
_BIDS: Final = Beginning("lot.{lot}.bid.", DIRECT.values())
_ORDER: Final = Beginning("lot.{lot}.order.", DIRECT.values())

STATED: Final = (*GOODS.values(), BID_PRICE, ARRIVED, UNFIT)


def _lot(book: Book, envelope: Envelope, data: LotOpened) -> None:
    put_model(book, envelope, GOODS, data.goods, lot=data.lot)


def _offers(book: Book, envelope: Envelope, data: BidsOpened) -> None:
    for opened in data.opened:
        book.put(envelope, BID_PRICE, opened.offer.price, lot=data.lot, bid=opened.bid)


def _arrived(book: Book, envelope: Envelope, data: GoodsReceived) -> None:
    parts = {"lot": data.lot, "sequence": envelope.sequence}
    book.put(envelope, ARRIVED, len(data.units) or None, **parts)
    book.put(envelope, UNFIT, len(data.damaged) or None, **parts)


def _solicitation_off(book: Book, _envelope: Envelope, data: SolicitationCancelled) -> None:
    book.drop(_SOLICITATION(lot=data.lot))
    book.drop(_BIDS(lot=data.lot))


def _order_off(book: Book, _envelope: Envelope, data: OrderCancelled) -> None:
    book.drop(_ORDER(lot=data.lot))
    book.drop(COMMITTED(lot=data.lot))


READERS: Final = {
    LotOpened: _lot,
    BidsOpened: _offers,
    GoodsReceived: _arrived,
    SolicitationCancelled: _solicitation_off,
    OrderCancelled: _order_off,
}
