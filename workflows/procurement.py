"""A lot's process: what has to happen between its ceiling and its last payment."""

from grants.domain.procurement.state import Lot
from grants.domain.state import Grant
from workflows.case import Case


async def procurement(case: Case, name: str) -> None:
    """One lot: solicitation → bids → evaluation → award → order → receipt and payment."""

    def lot(grant: Grant) -> Lot:
        return grant.lot(name)

    await case.see_to(f"solicit/{name}", done=lambda grant: lot(grant).solicitation)
    await case.see_to(f"bids/{name}", done=lambda grant: closed(lot(grant)))
    await case.see_to(f"open-bids/{name}", done=lambda grant: lot(grant).offers)
    await case.see_to(f"evaluate/{name}", done=lambda grant: lot(grant).evaluation)
    await case.see_to(f"award/{name}", done=lambda grant: lot(grant).award)
    await case.see_to(f"order/{name}", done=lambda grant: lot(grant).order)
    # goods, invoices and payments overlap, and come up again where one is found wrong
    await case.see_to(f"receive/{name}", f"invoice/{name}", f"pay/{name}")


def closed(lot: Lot) -> bool:
    """Whether bidding is over."""
    return lot.solicitation is not None and (lot.solicitation.closed or bool(lot.offers))
