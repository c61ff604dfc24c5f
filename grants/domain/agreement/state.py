"""What is known of pledges and agreements; what the money comes to is in the ledger."""

from grants.domain.agreement.content import Instalment
from grants.domain.model import Model, Slug
from grants.domain.money import Money
from grants.domain.parties import ReportDuty


class Agreement(Model):
    """An obligation, often a ceiling, in the donor's currency."""

    amount: Money
    instalments: tuple[Instalment, ...]
    reports: tuple[ReportDuty, ...]
    sequence: int


class Received(Model):
    """Money that came in."""

    donor: Slug
    amount: Money
    credited: Money


class AgreementState(Model):
    """The agreement stage."""

    pledges: dict[str, Money] = {}
    agreements: dict[str, Agreement] = {}
    contributions: tuple[Received, ...] = ()
