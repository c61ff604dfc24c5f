"""What is known of each handover."""

from grants.domain.delivery.content import Guest
from grants.domain.delivery.events import Allocation
from grants.domain.model import Model, Moment, Text, once


class Ceremony(Model):
    """A ceremony, planned or held."""

    starts: Moment
    place: Text | None
    sequence: int
    guests: tuple[Guest, ...] = ()
    held: bool = False


class Transfer(Model):
    """Custody of, or title to, the units handed over."""

    receiver: Text
    units: tuple[Text, ...]
    certificate: Text
    on: Moment
    known: Moment
    """By the grant's clock: when the engine heard of it."""


class Handover(Model):
    """One handover, as far as it has come."""

    title: Text
    with_ceremony: bool
    allocations: tuple[Allocation, ...] = ()
    ceremony: Ceremony | None = None
    custody: Transfer | None = None
    ownership: Transfer | None = None
    cancelled: bool = False

    @property
    def units(self) -> tuple[tuple[str, str], ...]:
        """Every (lot, unit) that the handover holds."""
        return once(self, "held", self._held)

    def _held(self) -> tuple[tuple[str, str], ...]:
        return tuple((part.lot, unit) for part in self.allocations for unit in part.units)

    @property
    def delivered(self) -> bool:
        """Whether the goods have changed hands."""
        return self.custody is not None


class DeliveryState(Model):
    """The delivery stage, handover by handover."""

    handovers: dict[str, Handover] = {}
