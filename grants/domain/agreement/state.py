"""What is known of pledges and agreements; the money itself is in the ledger."""

from grants.domain.agreement.content import Instalment, ReportDuty
from grants.domain.model import Model
from grants.domain.money import Money


class Agreement(Model):
    """An obligation, often a ceiling, in the donor's currency."""

    amount: Money
    instalments: tuple[Instalment, ...]
    reports: tuple[ReportDuty, ...]
    sequence: int


class AgreementState(Model):
    """The agreement stage."""

    pledges: dict[str, Money] = {}
    agreements: dict[str, Agreement] = {}
