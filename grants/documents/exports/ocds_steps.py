"""What each event of a lot adds to its OCDS contracting process."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, Final

from grants.documents.exports.disclosure import stamp
from grants.documents.exports.fields import shown
from grants.documents.exports.ocds_fields import (
    AMOUNT,
    BIDS,
    CLOSES,
    DELIVER_BY,
    INVITED,
    LOT_CEILING,
    LOT_QUANTITY,
    LOT_TITLE,
    METHOD,
    NUMBER,
    ORDER,
    PRICE,
    REASON,
    SUPPLIER,
    UNITS,
)
from grants.documents.exports.ocds_process import Process, Step, filled
from grants.domain.envelope import Envelope
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
    OrderShortened,
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
            return _tender_off(process, envelope, shown(envelope, REASON, reason))
        case BidsOpened() as event if BIDS.is_public(envelope):
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
        case OrderShortened() as event:
            return _shortened(process, envelope, event)
        case LotCancelled() if process.contract is None:
            return _released(process, envelope)
        case _:
            return None


def _implementing(process: Process, envelope: Envelope) -> Step | None:
    match envelope.data:
        case _ if process.contract is None:
            return None
        case GoodsReceived() as event if UNITS.is_public(envelope):
            return _received(process, envelope, event)
        case PaymentMade() as event if AMOUNT.is_public(envelope):
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
    ceiling = _value(shown(envelope, LOT_CEILING, event.ceiling))
    title = shown(envelope, LOT_TITLE, event.title)
    tender = process.tender(title=title, status="planning", items=process.items())
    budget = filled(amount=ceiling, projectID=envelope.stream)
    return Step("planning", {"planning": {"budget": budget}, "tender": tender})


def _issued(process: Process, envelope: Envelope, event: SolicitationIssued) -> Step:
    number, closes = (
        shown(envelope, NUMBER, event.number),
        shown(envelope, CLOSES, event.closes),
    )
    name, criteria = _METHODS[event.method] if METHOD.is_public(envelope) else (None, None)
    tender = process.tender(
        title=shown(process.opened, LOT_TITLE, process.lot.title),
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
    if not (METHOD.is_public(envelope) and INVITED.is_public(envelope)):
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
    supplier = process.register.supplier(shown(envelope, SUPPLIER, event.supplier))
    suppliers = [supplier] if supplier else []
    award = filled(
        id=process.award,
        title=shown(process.opened, LOT_TITLE, process.lot.title),
        status="active",
        date=stamp(envelope.on),
        value=_value(shown(envelope, PRICE, event.price)),
        suppliers=suppliers,
        items=process.items(),
    )
    return Step("award", {"awards": [award]}, tuple(suppliers), ("tenderer", "supplier"))


def _ordered(process: Process, envelope: Envelope, event: OrderIssued) -> Step:
    process.contract = f"contract-{envelope.sequence}"
    number = shown(envelope, ORDER, event.order)
    due = _end_of(shown(envelope, DELIVER_BY, event.deliver_by))
    milestone = filled(
        id="delivery", title="Delivery", type="delivery", status="scheduled", dueDate=due
    )
    contract = filled(
        id=process.contract,
        awardID=process.award,
        title=shown(process.opened, LOT_TITLE, process.lot.title),
        description=number and f"Purchase order {number}",
        status="active",
        period=filled(startDate=stamp(envelope.on), endDate=due),
        value=_value(shown(envelope, PRICE, event.price)),
        items=process.items(),
        dateSigned=stamp(envelope.on),
        implementation={"milestones": [milestone]},
    )
    return Step("contract", {"contracts": [contract]})


def _called_off(process: Process, envelope: Envelope, event: OrderCancelled) -> Step:
    contract = filled(
        id=process.contract,
        awardID=process.award,
        status="terminated",
        amendments=_amendments(envelope, event),
    )
    return Step("contractTermination", {"contracts": [contract]})


def _shortened(process: Process, envelope: Envelope, event: OrderShortened) -> Step:
    contract = filled(
        id=process.contract,
        awardID=process.award,
        status="active",
        value=_value(shown(envelope, PRICE, event.price)),
        amendments=_amendments(envelope, event),
    )
    return Step("contractAmendment", {"contracts": [contract]})


def _amendments(
    envelope: Envelope, event: OrderCancelled | OrderShortened
) -> list[dict[str, str]] | None:
    reason = shown(envelope, REASON, event.reason)
    change = {"id": f"amendment-{envelope.sequence}", "date": stamp(envelope.on)}
    return [{**change, "rationale": reason}] if reason else None


def _received(process: Process, envelope: Envelope, event: GoodsReceived) -> Step:
    process.received += len(event.units)
    wanted = shown(process.opened, LOT_QUANTITY, process.lot.quantity)
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
    payee = process.register.supplier(shown(envelope, SUPPLIER, event.supplier))
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
