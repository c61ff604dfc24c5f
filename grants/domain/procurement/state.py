"""What is known of each lot's procurement."""

from datetime import date

from grants.domain.model import Model, Moment, Sha256, Slug, Text, once
from grants.domain.money import Money
from grants.domain.parties import Goods
from grants.domain.policy import Method
from grants.domain.procurement.content import Offer


class Solicitation(Model):
    """An invitation to bid."""

    method: Method
    closes: Moment
    by: Slug
    sequence: int
    closed: bool = False


class Bid(Model):
    """A sealed bid, as registered."""

    supplier: Text
    commitment: Sha256
    envelope: Text
    on: Moment
    sequence: int


class Evaluation(Model):
    """A signed evaluation."""

    by: Slug
    recommended: Slug


class Award(Model):
    """An approved award."""

    by: Slug
    supplier: Text
    price: Money
    committed: Money


class Order(Model):
    """A purchase order."""

    number: Text
    deliver_by: date
    by: Slug
    on: Moment
    sequence: int


class Invoice(Model):
    """A supplier's invoice."""

    amount: Money
    on: Moment
    sequence: int
    paid: bool = False


class Consignment(Model):
    """Goods that arrived together."""

    units: tuple[Text, ...]
    damaged: tuple[Text, ...]
    by: Slug
    sequence: int


class Lot(Model):
    """One procurement, as far as it has come; what it may cost is in the ledger."""

    title: str
    goods: Goods
    quantity: int
    ceiling: Money
    donor: Slug | None
    opened_by: Slug
    sequence: int
    solicitation: Solicitation | None = None
    bids: dict[str, Bid] = {}
    offers: dict[str, Offer] = {}
    officers: tuple[Slug, ...] = ()
    """Who opened the bids."""
    evaluation: Evaluation | None = None
    award: Award | None = None
    order: Order | None = None
    consignments: tuple[Consignment, ...] = ()
    invoices: dict[str, Invoice] = {}
    cancelled: bool = False

    @property
    def arrived(self) -> bool:
        """Whether any of the goods are here."""
        return bool(self.consignments)

    @property
    def units(self) -> tuple[str, ...]:
        """Units received, fit for use or not."""
        return tuple(unit for part in self.consignments for unit in part.units)

    @property
    def usable(self) -> tuple[str, ...]:
        """Units received and fit for use."""
        return once(self, "fit", self._fit)

    def _fit(self) -> tuple[str, ...]:
        unfit = {unit for part in self.consignments for unit in part.damaged}
        return tuple(unit for unit in self.units if unit not in unfit)

    @property
    def received_by(self) -> tuple[str, ...]:
        """Who reported goods received."""
        return tuple(part.by for part in self.consignments)

    @property
    def invoiced(self) -> list[Money]:
        """The sums of all invoices, in the order's currency."""
        return [invoice.amount for invoice in self.invoices.values()]


class ProcurementState(Model):
    """The procurement stage, lot by lot."""

    lots: dict[str, Lot] = {}
