"""A lot's process: what has to happen between its ceiling and its last payment."""

from grants.domain.procurement.state import Lot
from grants.domain.state import Grant
from workflows.case import Case


async def procurement(case: Case, name: str) -> None:
    """One lot: solicitation → bids → evaluation → award → order → receipt → payment."""

    def lot(grant: Grant) -> Lot:
        return grant.lot(name)

    await case.see_to(f"solicit/{name}", done=lambda grant: lot(grant).solicitation)
    await case.see_to(f"bids/{name}", done=lambda grant: closed(lot(grant)))
    await case.see_to(f"open-bids/{name}", done=lambda grant: lot(grant).offers)
    await case.see_to(f"evaluate/{name}", done=lambda grant: lot(grant).evaluation)
    await case.see_to(f"award/{name}", done=lambda grant: lot(grant).award)
    await case.see_to(f"order/{name}", done=lambda grant: lot(grant).order)
    await case.see_to(f"receive/{name}", done=lambda grant: complete(grant, name))
    await case.see_to(f"invoice/{name}", done=lambda grant: lot(grant).invoices)
    await case.see_to(f"pay/{name}", done=lambda grant: settled(lot(grant)))


def closed(lot: Lot) -> bool:
    """Whether bidding is over."""
    return lot.solicitation is not None and (lot.solicitation.closed or bool(lot.offers))


def complete(grant: Grant, name: str) -> bool:
    """Whether every unit has arrived fit for use."""
    return len(grant.lot(name).usable) >= grant.reserve(name).quantity


def settled(lot: Lot) -> bool:
    """Whether every invoice is paid."""
    return bool(lot.invoices) and all(invoice.paid for invoice in lot.invoices.values())
