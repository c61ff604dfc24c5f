"""One lot's OCDS contracting process on its way through the stream."""

from dataclasses import dataclass, field
from typing import Any, Final

from grants.documents.exports.disclosure import happened
from grants.documents.exports.fields import shown
from grants.documents.exports.ocds_fields import LOT_DONOR, LOT_GOODS, LOT_QUANTITY
from grants.domain.envelope import Envelope
from grants.domain.model import Slug
from grants.domain.procurement.events import LotOpened

TENDER: Final = "tender"
"""The identifier of a process's one tender."""


@dataclass
class Register:
    """Who may be referred to: the agency, and every supplier by the number of its first mention."""

    agency: dict[str, Any]
    suppliers: dict[str, str] = field(default_factory=dict)

    def supplier(self, name: str | None) -> dict[str, Any]:
        """A reference to a supplier; nothing where its name may not be published."""
        if name is None:
            return {}
        number = self.suppliers.setdefault(name, f"supplier-{len(self.suppliers) + 1}")
        return {"id": number, "name": name}


@dataclass(frozen=True)
class Step:
    """A release's own content: what it is, its sections, and the suppliers that they refer to."""

    tag: str
    body: dict[str, Any]
    suppliers: tuple[dict[str, Any], ...] = ()
    roles: tuple[str, ...] = ()
    """Of the suppliers."""


@dataclass
class Process:
    """One lot's contracting process: its name, its lot, and what has become of it so far."""

    ocid: str
    register: Register
    opened: Envelope
    lot: LotOpened
    award: str | None = None
    contract: str | None = None
    under_way: bool = False
    received: int = 0
    off: bool = False
    """Whether its tender has been called off."""

    def funded_by(self, donor: Slug) -> bool:
        """Whether a donor may be named as paying for the lot."""
        if self.lot.donor is None:
            return True
        return self.lot.donor == donor and LOT_DONOR.is_public(self.opened)

    def tender(self, **fields: object) -> dict[str, Any]:
        """The tender, with `fields`."""
        return filled(id=TENDER, procuringEntity=self.register.agency, **fields)

    def items(self) -> list[dict[str, Any]]:
        """The lot's goods, if disclosed."""
        if not LOT_GOODS.is_public(self.opened):
            return []
        quantity = shown(self.opened, LOT_QUANTITY, self.lot.quantity)
        goods, unit = self.lot.goods, {"name": self.lot.goods.singular}
        return [filled(id="1", description=goods.plural, quantity=quantity, unit=unit)]

    def implementation(self, envelope: Envelope, **fields: object) -> Step:
        """A release of the contract's implementation."""
        tag = "implementationUpdate" if self.under_way else "implementation"
        self.under_way = self.under_way or happened(envelope) is not None
        contract = {"id": self.contract, "awardID": self.award, "implementation": fields}
        return Step(tag, {"contracts": [contract]})


def filled(**fields: object) -> dict[str, Any]:
    """The fields that hold something: zero and false are something."""
    return {name: value for name, value in fields.items() if value not in (None, [], {}, "")}
