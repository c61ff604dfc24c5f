"""Facts that are fields of an event as they stand."""

from typing import Final

from grants.domain.events import EVENTS
from grants.domain.messages import Event
from grants.facts.vocabulary import Kind, Name, Vocabulary, kind_of, said, stated, type_of

_DIRECT: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "pledge-recorded": ("pledge.{sequence}", ("donor", "amount")),
    "agreement-signed": ("agreement.{donor}", ("donor", "amount")),
    "contribution-received": ("contribution.{sequence}", ("donor", "amount", "credited")),
    "lot-opened": ("lot.{lot}", ("title", "quantity", "ceiling", "donor")),
    "lot-released": ("lot.{lot}.released", ("released",)),
    "grant-cancelled": ("grant.cancelled", ("reason", "unspent")),
    "grant-closed": ("grant.closed", ("spent", "refund")),
    "duty-missed": ("missed.{sequence}", ("what", "due")),
    "solicitation-issued": ("lot.{lot}.solicitation", ("method", "number", "closes")),
    "bid-received": ("lot.{lot}.bid.{bid}", ("supplier",)),
    "solicitation-closed": ("lot.{lot}.closing", ("bids",)),
    "solicitation-cancelled": ("lot.{lot}.solicitation-cancelled", ("reason",)),
    "bids-opened": ("lot.{lot}.opening", ()),
    "bids-evaluated": ("lot.{lot}.evaluation", ("recommended", "justification")),
    "award-approved": ("lot.{lot}.award", ("bid", "supplier", "price", "committed")),
    "order-issued": ("lot.{lot}.order", ("order", "supplier", "price", "deliver_by", "incoterm")),
    "order-cancelled": ("lot.{lot}.order-cancelled", ("order", "reason")),
    "goods-received": ("lot.{lot}.receipt.{sequence}", ("units", "damaged")),
    "invoice-received": ("lot.{lot}.invoice.{sequence}", ("invoice", "amount")),
    "payment-made": (
        "lot.{lot}.payment.{sequence}",
        ("invoice", "supplier", "amount", "charged"),
    ),
    "handover-planned": ("handover.{handover}.plan", ("title", "ceremony")),
    "ceremony-scheduled": ("handover.{handover}.schedule", ("starts", "place")),
    "ceremony-postponed": ("handover.{handover}.postponement.{sequence}", ("starts", "reason")),
    "ceremony-held": ("handover.{handover}.ceremony", ("caption",)),
    "custody-transferred": (
        "handover.{handover}.custody",
        ("giver", "receiver", "units", "certificate"),
    ),
    "title-transferred": (
        "handover.{handover}.ownership",
        ("giver", "receiver", "units", "certificate"),
    ),
    "handover-cancelled": ("handover.{handover}.cancelled", ("reason",)),
    "release-cleared": ("document.{document}.cleared", ()),
    "release-published": ("document.{document}.published", ("channel",)),
    "release-withdrawn": ("document.{document}.withdrawn", ("reason",)),
    "report-submitted": ("report.{report}.submitted", ("document",)),
    "report-returned": ("report.{report}.returned.{sequence}", ("reason",)),
    "report-accepted": ("report.{report}.accepted", ()),
}
"""By event type: what its facts are called, and which of its fields are facts as they stand.

Each also gives `date`, the local day on which it happened, under the pseudo-field `on`.
"""


def _names(event: type[Event], under: str, fields: tuple[str, ...]) -> dict[str, Name]:
    what = said(event.__doc__, type_of(event))
    names = {"on": stated(f"{under}.date", Kind.DATE, f"When: {what}", event, "on")}
    for field in fields:
        info = event.model_fields[field]
        meaning = said(info.description, f"{field.replace('_', ' ').capitalize()}. {what}")
        names[field] = stated(f"{under}.{field}", kind_of(info.annotation), meaning, event, field)
    return names


BY_TYPE: Final[dict[str, dict[str, Name]]] = {
    type_of(event): _names(event, *_DIRECT[type_of(event)])
    for event in EVENTS
    if type_of(event) in _DIRECT
}
"""The names of an event's facts, by its type and its field."""

DIRECT: Final = Vocabulary(name for names in BY_TYPE.values() for name in names.values())
