"""What `public` may name: the fields of the events that a command becomes, and what they imply."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from grants.domain.envelope import ALL
from grants.domain.errors import ContradictionError
from grants.domain.events import BY_TYPE
from grants.domain.messages import Command, type_of

BECOMES: Final[dict[str, tuple[str, ...]]] = {
    "open-grant": ("grant-opened", "policy-adopted", "person-appointed", "pledge-recorded"),
    "adopt-policy": ("policy-adopted",),
    "appoint": ("person-appointed",),
    "go-live": ("went-live",),
    "resolve-irregularity": ("irregularity-resolved",),
    "disclose": ("fields-disclosed",),
    "withhold": ("fields-withheld",),
    "erase-person": ("person-erased",),
    "cancel-grant": (
        "grant-cancelled",
        "lot-cancelled",
        "order-cancelled",
        "solicitation-cancelled",
        "handover-cancelled",
        "release-withdrawn",
    ),
    "close-grant": ("grant-closed",),
    "repeat-notices": ("notices-repeated",),
    "record-pledge": ("pledge-recorded",),
    "sign-agreement": ("agreement-signed",),
    "receive-contribution": ("contribution-received",),
    "open-lot": ("lot-opened",),
    "cancel-lot": (
        "lot-cancelled",
        "order-cancelled",
        "order-shortened",
        "solicitation-cancelled",
    ),
    "issue-solicitation": ("solicitation-issued",),
    "receive-bid": ("bid-received",),
    "open-bids": ("bids-opened",),
    "evaluate-bids": ("bids-evaluated",),
    "approve-award": ("award-approved",),
    "issue-order": ("order-issued",),
    "receive-goods": ("goods-received",),
    "receive-invoice": ("invoice-received",),
    "pay-invoice": ("payment-made",),
    "plan-handover": ("handover-planned",),
    "allocate-units": ("units-allocated",),
    "schedule-ceremony": ("ceremony-scheduled",),
    "invite-people": ("people-invited",),
    "postpone-ceremony": ("ceremony-postponed",),
    "hold-ceremony": ("ceremony-held",),
    "cancel-handover": ("handover-cancelled",),
    "transfer-custody": ("custody-transferred",),
    "transfer-title": ("title-transferred",),
    "adopt-passage": ("passage-adopted",),
    "draft-document": ("document-requested",),
    "clear-release": ("release-cleared",),
    "publish-release": ("release-published",),
    "submit-report": ("report-submitted",),
    "return-report": ("report-returned",),
    "accept-report": ("report-accepted",),
}
"""The events that a person's command becomes, by type."""

_IMPLIED: Final = {"grant-opened": {"reference"}, "units-allocated": {"beneficiaries"}}
"""What an event says beside its fields: its grant's name; who gets something, but not how much."""


@cache
def fields_of(event: str) -> frozenset[str]:
    """What may be published of an event: its fields, the day on which it happened, all of it."""
    own = set(BY_TYPE[event].model_fields) - {"type"}
    return frozenset({ALL, "on", *own, *_IMPLIED.get(event, ())})


@cache
def fields_that(command: type[Command]) -> frozenset[str]:
    """What `public` may name on a command: another name would have no effect."""
    becomes = BECOMES.get(type_of(command), ())
    return frozenset({ALL, "on"}).union(*map(fields_of, becomes))


def effective(command: Command, public: Iterable[str]) -> None:
    """Refuse a name in `public` that has no effect. Raises ContradictionError."""
    known = fields_that(type(command))
    strange = [name for name in public if name not in known]
    if strange:
        raise ContradictionError(
            f"Nothing is called {', '.join(strange)} in what {type_of(type(command))} records.",
            mend=f"Publish some of: {', '.join(sorted(known))}.",
            field="public",
        )
