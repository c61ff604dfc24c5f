"""What differs from agency to agency: adopted as an event, so that replay never asks a file."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from grants.domain.model import Model, Text
from grants.domain.money import Money


class Method(StrEnum):
    """How bids are invited (UN Procurement Manual, solicitation methods)."""

    RFQ = "rfq"
    """Request for quotation."""
    ITB = "itb"
    """Invitation to bid: lowest priced substantially conforming bid."""
    RFP = "rfp"
    """Request for proposal: cumulative analysis."""


class Threshold(Model):
    """A method, the value of lot that it may serve, and how long bids stay open."""

    method: Method
    """How bids are invited: rfq, itb or rfp."""
    below: Money | None = None
    """Lots under this ceiling only; without it, lots of any value."""
    working_days_open: int = Field(default=0, ge=0)
    """Least number of working days between issue and closing."""


class Policy(Model):
    """Thresholds, rates, working days and lead times, as an agency has adopted them.

    The defaults follow UNOPS's published thresholds (unops.org, "How we procure") and UNAIDS's
    tender periods (procurementmanual.unaids.org 06.03); an agency writes its own in the grant file.
    """

    version: Text = "default-1"
    """The name of this version."""
    source: Text = "UNOPS, How we procure; UNAIDS Procurement Manual 06.03"
    """Where these rules come from."""
    methods: tuple[Threshold, ...] = (
        Threshold(
            method=Method.RFQ,
            below=Money.model_validate("USD 250000"),
            working_days_open=5,
        ),
        Threshold(method=Method.ITB, working_days_open=15),
        Threshold(method=Method.RFP, working_days_open=15),
    )
    """The methods allowed, for what value, and how long bids stay open."""
    rates: dict[str, Annotated[Decimal, Field(gt=0, lt=10**8)]] = Field(default_factory=dict)
    """What one unit of a currency is worth in the budget's currency."""
    minor_units: dict[str, Annotated[int, Field(ge=0, le=4)]] = Field(
        default_factory=lambda: {"JPY": 0, "XOF": 0, "XAF": 0, "KRW": 0}
    )
    """Decimal places of a currency where they are not two (ISO 4217)."""
    support_rate: Decimal = Field(default=Decimal("0.13"), ge=0, le=1)
    """Programme support costs as a share of expenditure (ST/AI/286: 13 per cent)."""
    working_weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] = (0, 1, 2, 3, 4)
    """Monday is 0."""
    holidays: tuple[date, ...] = ()
    """Days on which the agency does not work."""
    reminder_days: int = Field(default=3, ge=0, le=366)
    """Calendar days before a due date on which the person in charge is reminded."""
    report_draft_days: int = Field(default=30, ge=0, le=366)
    """Calendar days before a donor report is due on which the engine drafts it."""
    payment_days: int = Field(default=30, ge=0, le=366)
    """Calendar days after an invoice within which it is to be paid."""

    def digits(self, currency: str) -> int:
        """Decimal places of `currency`."""
        return self.minor_units.get(currency, 2)

    def converted(self, money: Money, currency: str) -> Money | None:
        """`money` in `currency` at the adopted rate, or None where no rate is adopted."""
        if money.currency == currency:
            return money
        rate = self.rates.get(money.currency)
        if rate is None:
            return None
        return money.times(rate, currency=currency, digits=self.digits(currency))

    @property
    def sha256(self) -> str:
        """Digest of the content, in canonical JSON."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()
