"""What is known of each lot's procurement."""

from datetime import date
from decimal import Decimal

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
    called_off: int = 0
    """Units that will not come."""


class Invoice(Model):
    """A supplier's invoice."""

    amount: Money
    on: Moment
    sequence: int
    paid: bool = False
    replaced: bool = False
    """Whether another one corrects it."""

    @property
    def open(self) -> bool:
        """Whether something is still to be paid on it."""
        return not self.paid and not self.replaced and bool(self.amount.amount)


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
    def expected(self) -> int:
        """Units that are to come, or have come: what was called off is not awaited."""
        return self.quantity - (self.order.called_off if self.order else 0)

    @property
    def missing(self) -> int:
        """Units fit for use that are still to come; below nothing where more came."""
        return self.expected - len(self.usable)

    def worth(self, units: int) -> Money:
        """What so many units cost at the award's price, not rounded; nothing without an award."""
        if self.award is None:
            return Money.of(Decimal(0), self.ceiling.currency)
        price = self.award.price
        return Money.of(price.amount * units / self.quantity, price.currency)

    @property
    def earned(self) -> Money:
        """What the units that came fit for use cost, as far as they were ordered."""
        return self.worth(min(len(self.usable), self.expected))

    @property
    def received_by(self) -> tuple[str, ...]:
        """Who reported goods received."""
        return tuple(part.by for part in self.consignments)

    @property
    def invoiced(self) -> list[Money]:
        """The sums of all invoices that stand, in the order's currency."""
        return [invoice.amount for invoice in self.invoices.values() if not invoice.replaced]


class ProcurementState(Model):
    """The procurement stage, lot by lot."""

    lots: dict[str, Lot] = {}
