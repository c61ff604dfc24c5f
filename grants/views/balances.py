"""The balances of a grant's money, by account."""

from grants.domain.money import Money
from grants.domain.state import Grant


def balances(grant: Grant) -> dict[str, Money]:
    """What a grant has received, may spend, has reserved and has spent; empty before it opens."""
    if grant.agreement.opened is None:
        return {}
    return {
        "received": grant.received,
        "spendable": grant.spendable,
        "reserved": grant.reserved,
        "spent": grant.spent,
    }
