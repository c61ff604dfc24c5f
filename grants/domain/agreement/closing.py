"""How a grant ends: closed on a checklist, or cancelled."""

from collections.abc import Iterator

from grants.domain.agreement.commands import CancelGrant, CloseGrant
from grants.domain.agreement.events import (
    AgreementEvent,
    ChecklistItem,
    GrantCancelled,
    GrantClosed,
    LotReleased,
)
from grants.domain.errors import ChecklistIncompleteError, ContradictionError
from grants.domain.model import Stage
from grants.domain.money import Money, total
from grants.domain.state import Duty, Grant


def cancel(grant: Grant, command: CancelGrant) -> Iterator[AgreementEvent]:
    """Release every lot, last opened first, and stop the grant."""
    for name, reserve in reversed(grant.agreement.lots.items()):
        if not reserve.released:
            lot = grant.procurement.lots.get(name)
            spent = total(list(lot.charged) if lot else [], grant.currency)
            yield LotReleased(lot=name, released=reserve.ceiling - spent)
    yield GrantCancelled(reason=command.reason, unspent=_unspent(grant))


def close(grant: Grant, command: CloseGrant, duties: tuple[Duty, ...]) -> GrantClosed:
    """Close the books, or say what is missing."""
    items = checklist(grant, duties)
    missing = [item.what for item in items if not item.done]
    if missing:
        raise ChecklistIncompleteError(
            f"Grant {grant.reference} cannot close; missing: {'; '.join(missing)}.",
            mend="Do these first; `grants show` says whose turn it is.",
        )
    refund = command.refund or Money.zero(grant.currency)
    if refund.currency != grant.currency or not refund <= _unspent(grant):
        raise ContradictionError(
            f"A refund of {refund} passes the unspent balance of {_unspent(grant)}.",
            mend="Give the refund in the budget's currency, up to the unspent balance.",
            field="refund",
        )
    return GrantClosed(checklist=items, spent=grant.spent, refund=refund)


def _unspent(grant: Grant) -> Money:
    support = grant.spent.times(
        grant.policy.support_rate,
        currency=grant.currency,
        digits=grant.policy.digits(grant.currency),
    )
    used = grant.spent + support
    return grant.received - used if used <= grant.received else Money.zero(grant.currency)


def checklist(grant: Grant, duties: tuple[Duty, ...]) -> tuple[ChecklistItem, ...]:
    """What closing asks for (UNDP project closure: assets transferred, reports accepted, no
    open advances), each with whether it is so.
    """
    titles = {
        Stage.AGREEMENT: "every pledge is an agreement, and paid",
        Stage.PROCUREMENT: "every lot is bought, received and paid",
        Stage.DELIVERY: "every unit is handed over, with title",
        Stage.REPORTING: "every report is accepted and every release published",
    }
    items = []
    for stage, title in titles.items():
        open_duties = [duty.what for duty in duties if duty.stage is stage and duty.key != "close"]
        what = f"{title} ({', '.join(open_duties)})" if open_duties else title
        items.append(ChecklistItem(what=what, done=not open_duties))
    waiting = [str(sequence) for sequence, _ in grant.open_irregularities()]
    resolved = "every irregularity is resolved"
    items.append(
        ChecklistItem(
            what=f"{resolved} ({', '.join(waiting)})" if waiting else resolved, done=not waiting
        )
    )
    return tuple(items)
