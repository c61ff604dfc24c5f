"""The agreement's process: pledges become agreements, agreements become money."""

from functools import partial

from grants.domain.state import Grant
from workflows.case import Case


async def agreement(case: Case, donor: str) -> None:
    """One donor: pledge → agreement → contribution."""
    await case.see_to(f"sign/{donor}", done=lambda grant: donor in grant.agreement.agreements)
    signed = case.grant.agreement.agreements[donor]
    for number in range(1, max(len(signed.instalments), 1) + 1):
        await case.see_to(f"contribution/{donor}/{number}", done=partial(_paid, donor, number))


def _paid(donor: str, instalments: int, grant: Grant) -> bool:
    return len(grant.paid_by(donor)) >= instalments
