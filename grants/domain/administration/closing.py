"""How a grant ends: closed on a checklist, or cancelled."""

from typing import Final

from grants.domain.administration.commands import CancelGrant, CloseGrant
from grants.domain.administration.events import ChecklistItem, GrantCancelled, GrantClosed
from grants.domain.errors import ChecklistIncompleteError, ContradictionError
from grants.domain.messages import recorded
from grants.domain.model import Phase
from grants.domain.money import Money
from grants.domain.rules import CLOSURE
from grants.domain.state import Duty, Grant

NAMED: Final = 5
"""So many open duties are named under one heading; of the others it is said how many."""
CHECKLIST: Final = {
    Phase.PLEDGE: "every pledge is an agreement",
    Phase.AGREEMENT: "every agreement is paid, and every irregularity resolved",
    Phase.PROCUREMENT: "every lot is bought, received and paid",
    Phase.DELIVERY: "every unit is handed over, with title",
    Phase.REPORTING: "every report is accepted and every release published",
}
"""What closing asks for (UNDP POPP: assets transferred, reports accepted, no open advances)."""


def cancelled(grant: Grant, command: CancelGrant) -> GrantCancelled:
    """The last event of a grant that is stopped, once the stages have undone what they could."""
    return recorded(GrantCancelled, command, unspent=grant.unspent)


def closed(grant: Grant, command: CloseGrant, duties: tuple[Duty, ...]) -> GrantClosed:
    """Close the books, or say what is missing."""
    missing = [_headed(title, found) for title, found in _open(duties) if found]
    if missing:
        raise ChecklistIncompleteError(
            f"Grant {grant.reference} cannot close; missing: {'; '.join(missing)}.",
            mend="Do these first; `grants show` says whose turn it is.",
            rule=CLOSURE,
        )
    refund = command.refund or Money.zero(grant.currency)
    if refund.currency != grant.currency or not refund <= grant.unspent:
        raise ContradictionError(
            f"A refund of {refund} passes the unspent balance of {grant.unspent}.",
            mend="Give the refund in the budget's currency, up to the unspent balance.",
            field="refund",
        )
    items = tuple(ChecklistItem(what=title, done=True) for title in CHECKLIST.values())
    return GrantClosed(checklist=items, spent=grant.spent, refund=refund)


def _open(duties: tuple[Duty, ...]) -> list[tuple[str, list[str]]]:
    return [
        (title, [duty.what for duty in duties if duty.phase is phase and duty.blocks])
        for phase, title in CHECKLIST.items()
    ]


def _headed(title: str, found: list[str]) -> str:
    named = ", ".join(found[:NAMED])
    more = len(found) - NAMED
    return f"{title} ({named}{f' and {more} more' if more > 0 else ''})"
