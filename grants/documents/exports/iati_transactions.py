"""The money of an IATI activity: what was promised, came in, was ordered and was paid."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from lxml.builder import E

from grants.documents.exports.disclosure import PublicGrant, happened, of
from grants.documents.exports.fields import shown
from grants.documents.exports.iati_activity import Activity, Element, organisation
from grants.documents.exports.iati_fields import AMOUNT, DONOR, PRICE, REFUND, SUPPLIER
from grants.domain.administration.events import GrantClosed
from grants.domain.agreement.events import AgreementSigned, ContributionReceived, PledgeRecorded
from grants.domain.envelope import Envelope
from grants.domain.model import Slug
from grants.domain.procurement.events import (
    OrderCancelled,
    OrderIssued,
    OrderShortened,
    PaymentMade,
)

_INCOMING_PLEDGE: Final = "13"
_INCOMING_COMMITMENT: Final = "11"
_INCOMING_FUNDS: Final = "1"
_OUTGOING_COMMITMENT: Final = "2"
_EXPENDITURE: Final = "4"


@dataclass(frozen=True)
class _Flow:
    code: str
    """TransactionType."""
    amount: Decimal
    currency: str
    donor: Slug | None = None
    supplier: str | None = None


def transactions(activity: Activity) -> Iterator[Element]:
    """A transaction for each movement whose amount and date are disclosed.

    What is called off or paid back is a negative transaction of the kind that it undoes.
    """
    for envelope in activity.stream:
        flow, on = _flow(activity, envelope), happened(envelope)
        if flow and on:
            ref = f"{activity.grant.reference}-{envelope.sequence}"
            yield _transaction(activity.grant, flow, ref=ref, day=on.date().isoformat())


def _flow(activity: Activity, envelope: Envelope) -> _Flow | None:
    match envelope.data:
        case PledgeRecorded() | AgreementSigned() | ContributionReceived() as event:
            return _incoming(envelope, event)
        case OrderIssued() | PaymentMade() as event:
            return _outgoing(envelope, event)
        case OrderCancelled() as event:
            return _called_off(activity, event)
        case OrderShortened(price=price) as event if PRICE.is_public(envelope):
            flow = _called_off(activity, event)
            return flow and replace(flow, amount=flow.amount + price.amount)
        case GrantClosed(refund=refund) if refund.amount and REFUND.is_public(envelope):
            return _Flow(_INCOMING_FUNDS, -refund.amount, refund.currency)
        case _:
            return None


def _incoming(
    envelope: Envelope, event: PledgeRecorded | AgreementSigned | ContributionReceived
) -> _Flow | None:
    if not AMOUNT.is_public(envelope):
        return None
    match event:
        case PledgeRecorded():
            code = _INCOMING_PLEDGE
        case AgreementSigned():
            code = _INCOMING_COMMITMENT
        case ContributionReceived():
            code = _INCOMING_FUNDS
    donor = shown(envelope, DONOR, event.donor)
    return _Flow(code, event.amount.amount, event.amount.currency, donor=donor)


def _outgoing(envelope: Envelope, event: OrderIssued | PaymentMade) -> _Flow | None:
    match event:
        case OrderIssued(price=price):
            code, money = _OUTGOING_COMMITMENT, shown(envelope, PRICE, price)
        case PaymentMade(amount=amount):
            code, money = _EXPENDITURE, shown(envelope, AMOUNT, amount)
    supplier = shown(envelope, SUPPLIER, event.supplier)
    return _Flow(code, money.amount, money.currency, supplier=supplier) if money else None


def _called_off(activity: Activity, event: OrderCancelled | OrderShortened) -> _Flow | None:
    """The order taken back, if it was told itself."""
    for envelope, order in of(activity.stream, OrderIssued):
        if (order.lot, order.order) == (event.lot, event.order) and happened(envelope):
            flow = _outgoing(envelope, order)
            return flow and replace(flow, amount=-flow.amount)
    return None


def _transaction(grant: PublicGrant, flow: _Flow, *, ref: str, day: str) -> Element:
    element = E(
        "transaction",
        {"ref": ref},
        E("transaction-type", {"code": flow.code}),
        E("transaction-date", {"iso-date": day}),
        E("value", {"currency": flow.currency, "value-date": day}, f"{flow.amount:f}"),
    )
    for donor in grant.donors:
        if donor.id == flow.donor:
            element.append(organisation("provider-org", name=donor.name, ref=donor.iati))
    if flow.supplier:
        element.append(organisation("receiver-org", name=flow.supplier))
    return element
