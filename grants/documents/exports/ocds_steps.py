"""What each event of a lot adds to its OCDS contracting process."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, Final

from grants.documents.exports.disclosure import happened, shown, stamp
from grants.domain.envelope import Envelope
from grants.domain.model import Slug
from grants.domain.money import Money
from grants.domain.policy import Method
from grants.domain.procurement.events import (
    AwardApproved,
    BidsOpened,
    GoodsReceived,
    LotCancelled,
    LotOpened,
    OrderCancelled,
    OrderIssued,
    PaymentMade,
    SolicitationCancelled,
    SolicitationIssued,
)

_METHODS: Final = {
    Method.RFQ: ("Request for quotation", "priceOnly"),
    Method.ITB: ("Invitation to bid", "priceOnly"),
    Method.RFP: ("Request for proposal", "ratedCriteria"),
}
"""The method's name and what decides (UN Procurement Manual ch. 8)."""


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
        return self.lot.donor == donor and self.opened.discloses("donor")

    def tender(self, **fields: object) -> dict[str, Any]:
        """The tender, with `fields`."""
        return filled(id=TENDER, procuringEntity=self.register.agency, **fields)

    def items(self) -> list[dict[str, Any]]:
        """The lot's goods, if disclosed."""
        if not self.opened.discloses("goods"):
            return []
        quantity = shown(self.opened, "quantity", self.lot.quantity)
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


def step(process: Process, envelope: Envelope) -> Step | None:
    """What an event adds, as far as it is disclosed; None where it adds nothing."""
    return (
        _tendering(process, envelope)
        or _contracting(process, envelope)
        or _implementing(process, envelope)
    )


def _tendering(process: Process, envelope: Envelope) -> Step | None:
    match envelope.data:
        case LotOpened() as event:
            return _opened(process, envelope, event)
        case SolicitationIssued() as event:
            return _issued(process, envelope, event)
        case SolicitationCancelled(reason=reason):
            return _tender_off(process, envelope, shown(envelope, "reason", reason))
        case BidsOpened() as event if envelope.discloses("opened"):
            return _bids(process, event)
        case _:
            return None


def _contracting(process: Process, envelope: Envelope) -> Step | None:
    match envelope.data:
        case AwardApproved() as event:
            return _awarded(process, envelope, event)
        case OrderIssued() as event:
            return _ordered(process, envelope, event)
        case OrderCancelled() as event:
            return _called_off(process, envelope, event)
        case LotCancelled() if process.contract is None:
            return _released(process, envelope)
        case _:
            return None


def _implementing(process: Process, envelope: Envelope) -> Step | None:
    match envelope.data:
        case _ if process.contract is None:
            return None
        case GoodsReceived() as event if envelope.discloses("units"):
            return _received(process, envelope, event)
        case PaymentMade() as event if envelope.discloses("amount"):
            return _paid(process, envelope, event)
        case _:
            return None


def _value(money: Money | None) -> dict[str, Any] | None:
    if money is None:
        return None
    whole = money.amount == money.amount.to_integral_value()
    amount = int(money.amount) if whole else float(money.amount)
    return {"amount": amount, "currency": money.currency}


def _end_of(day: date | None) -> str | None:
    return stamp(datetime.combine(day, time(23, 59, 59), UTC)) if day else None


def _opened(process: Process, envelope: Envelope, event: LotOpened) -> Step:
    ceiling = _value(shown(envelope, "ceiling", event.ceiling))
    title = shown(envelope, "title", event.title)
    tender = process.tender(title=title, status="planning", items=process.items())
    budget = filled(amount=ceiling, projectID=envelope.stream)
    return Step("planning", {"planning": {"budget": budget}, "tender": tender})


def _issued(process: Process, envelope: Envelope, event: SolicitationIssued) -> Step:
    number, closes = (
        shown(envelope, "number", event.number),
        shown(envelope, "closes", event.closes),
    )
    name, criteria = _METHODS[event.method] if envelope.discloses("method") else (None, None)
    tender = process.tender(
        title=shown(process.opened, "title", process.lot.title),
        description=number and f"Solicitation {number}",
        status="active",
        items=process.items(),
        procurementMethod=_method(envelope, event),
        procurementMethodDetails=name,
        mainProcurementCategory="goods",
        awardCriteria=criteria,
        tenderPeriod=filled(startDate=stamp(envelope.on), endDate=closes and stamp(closes)),
    )
    return Step("tender", {"tender": tender})


def _method(envelope: Envelope, event: SolicitationIssued) -> str | None:
    if not (envelope.discloses("method") and envelope.discloses("invited")):
        return None
    return "limited" if event.invited or event.method is Method.RFQ else "open"


def _tender_off(process: Process, envelope: Envelope, reason: str | None) -> Step:
    process.off = True
    change = {"id": f"amendment-{envelope.sequence}", "date": stamp(envelope.on)}
    amendments = [{**change, "rationale": reason}] if reason else None
    tender = process.tender(status="cancelled", amendments=amendments)
    return Step("tenderCancellation", {"tender": tender})


def _bids(process: Process, event: BidsOpened) -> Step:
    names = dict.fromkeys(bid.supplier for bid in event.opened)
    tenderers = [process.register.supplier(name) for name in names]
    tender = process.tender(numberOfTenderers=len(tenderers), tenderers=tenderers)
    return Step("tenderUpdate", {"tender": tender}, tuple(tenderers), ("tenderer",))


def _awarded(process: Process, envelope: Envelope, event: AwardApproved) -> Step:
    process.award = f"award-{envelope.sequence}"
    supplier = process.register.supplier(shown(envelope, "supplier", event.supplier))
    suppliers = [supplier] if supplier else []
    award = filled(
        id=process.award,
        title=shown(process.opened, "title", process.lot.title),
        status="active",
        date=stamp(envelope.on),
        value=_value(shown(envelope, "price", event.price)),
        suppliers=suppliers,
        items=process.items(),
    )
    return Step("award", {"awards": [award]}, tuple(suppliers), ("tenderer", "supplier"))


def _ordered(process: Process, envelope: Envelope, event: OrderIssued) -> Step:
    process.contract = f"contract-{envelope.sequence}"
    number = shown(envelope, "order", event.order)
    due = _end_of(shown(envelope, "deliver_by", event.deliver_by))
    milestone = filled(
        id="delivery", title="Delivery", type="delivery", status="scheduled", dueDate=due
    )
    contract = filled(
        id=process.contract,
        awardID=process.award,
        title=shown(process.opened, "title", process.lot.title),
        description=number and f"Purchase order {number}",
        status="active",
        period=filled(startDate=stamp(envelope.on), endDate=due),
        value=_value(shown(envelope, "price", event.price)),
        items=process.items(),
        dateSigned=stamp(envelope.on),
        implementation={"milestones": [milestone]},
    )
    return Step("contract", {"contracts": [contract]})


def _called_off(process: Process, envelope: Envelope, event: OrderCancelled) -> Step:
    reason = shown(envelope, "reason", event.reason)
    change = {"id": f"amendment-{envelope.sequence}", "date": stamp(envelope.on)}
    contract = filled(
        id=process.contract,
        awardID=process.award,
        status="terminated",
        amendments=[{**change, "rationale": reason}] if reason else None,
    )
    return Step("contractTermination", {"contracts": [contract]})


def _received(process: Process, envelope: Envelope, event: GoodsReceived) -> Step:
    process.received += len(event.units)
    wanted = shown(process.opened, "quantity", process.lot.quantity)
    complete = wanted is not None and process.received >= wanted
    milestone = filled(
        id="delivery",
        title="Delivery",
        type="delivery",
        description=f"{process.received} units received",
        status=wanted and ("met" if complete else "partiallyMet"),
        dateMet=stamp(envelope.on) if complete else None,
    )
    return process.implementation(envelope, milestones=[milestone])


def _paid(process: Process, envelope: Envelope, event: PaymentMade) -> Step:
    payee = process.register.supplier(shown(envelope, "supplier", event.supplier))
    transaction = filled(
        id=f"payment-{envelope.sequence}",
        date=stamp(envelope.on),
        value=_value(event.amount),
        payer=process.register.agency,
        payee=payee,
    )
    paid = process.implementation(envelope, transactions=[transaction])
    return replace(
        paid, suppliers=(payee,) if payee else (), roles=("tenderer", "supplier", "payee")
    )


def _released(process: Process, envelope: Envelope) -> Step | None:
    if process.award:
        return Step("awardCancellation", {"awards": [{"id": process.award, "status": "cancelled"}]})
    return None if process.off else _tender_off(process, envelope, None)
