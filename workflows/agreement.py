"""The agreement's process: pledges become agreements, agreements become money."""

from workflows.case import Case


async def agreement(case: Case, donor: str) -> None:
    """One donor: pledge → agreement → contributions, for as long as the grant runs."""
    await case.see_to(f"sign/{donor}", done=lambda grant: donor in grant.agreement.agreements)
    await case.see_to(f"contribution/{donor}")
