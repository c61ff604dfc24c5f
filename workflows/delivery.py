"""A handover's process: from units in stock to a signed transfer of title."""

from grants.domain.delivery.state import Handover
from grants.domain.state import Grant
from workflows.case import Case


async def delivery(case: Case, name: str) -> None:
    """One handover: allocation → ceremony → custody → title."""

    def handover(grant: Grant) -> Handover:
        return grant.handover(name)

    await case.see_to(f"allocate/{name}", done=lambda grant: handover(grant).allocations)
    await case.see_to(f"schedule/{name}", done=lambda grant: scheduled(handover(grant)))
    # a ceremony whose report is rejected has to be held, or reported, again
    await case.see_to(
        f"ceremony/{name}", f"custody/{name}", done=lambda grant: handover(grant).custody
    )
    await case.see_to(f"title/{name}", done=lambda grant: handover(grant).ownership)


def scheduled(handover: Handover) -> bool:
    """Whether the ceremony has its date, or none is planned."""
    return handover.ceremony is not None or not handover.with_ceremony
