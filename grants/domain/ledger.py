"""The grant's ledger: what every event moves between accounts; balances are folds.

An account is a purpose, and whose it is: `agreed/japan` by donor, `reserved/vehicles/japan` by lot
and donor (`(pool)` where the donors are one pool). Every account has one balance for each currency.
Money that comes in comes from `donor/japan`; what is available is what no lot holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from grants.domain.model import Model
from grants.domain.money import Money

POOL: Final = "(pool)"
"""Whose money a lot is that names no donor; no short name, so that no donor is called so."""
HELD: Final = ("reserved", "committed", "paid")
"""The accounts in which a lot holds money, from its ceiling to its last payment."""


@dataclass(frozen=True)
class Posting:
    """An amount that an event moves from one account to another."""

    amount: Money
    source: str
    target: str
    rate: Decimal | None = None
    """The rate of the day, where the amount was reckoned from another currency."""


class Ledger(Model):
    """What every account holds, by `purpose/whose CUR`."""

    balances: dict[str, Decimal] = {}

    def after(self, postings: Iterable[Posting]) -> "Ledger":
        """The ledger after an event's postings."""
        moving = list(postings)
        if not moving:
            return self
        moved = dict(self.balances)
        for item in moving:
            for account, sign in ((item.source, -1), (item.target, 1)):
                name = f"{account} {item.amount.currency}"
                moved[name] = moved.get(name, Decimal(0)) + sign * item.amount.amount
        return Ledger.model_construct(balances=moved)

    def balance(self, account: str, currency: str) -> Decimal:
        """What an account holds; nothing where nothing was ever posted to it."""
        return self.balances.get(f"{account} {currency}", Decimal(0))

    def received(self, donor: str | None = None) -> Decimal:
        """What has come in, from one donor or from all, in the budget's currency."""
        return self._sum("received", whose=donor)

    def held(self, donor: str | None = None) -> Decimal:
        """What lots hold: those of one donor's money, or all."""
        return sum((self._sum(purpose, donor=donor) for purpose in HELD), Decimal(0))

    def lot(self, lot: str) -> Decimal:
        """What one lot holds, paid or not."""
        return sum((self._sum(purpose, whose=lot) for purpose in HELD), Decimal(0))

    def paid(self, lot: str | None = None) -> Decimal:
        """What suppliers were paid, for one lot or for all, in the budget's currency."""
        return self._sum("paid", whose=lot)

    def _sum(self, purpose: str, *, whose: str | None = None, donor: str | None = None) -> Decimal:
        begins = f"{purpose}/" if whose is None else f"{purpose}/{whose}"
        found = Decimal(0)
        for name, amount in self.balances.items():
            if name.startswith(begins):
                account = name.partition(" ")[0].split("/")
                mine = whose is None or account[1] == whose
                if mine and (donor is None or account[-1] == donor):
                    found += amount
        return found
