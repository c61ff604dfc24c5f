"""What differs from agency to agency: adopted as an event, so that replay never asks a file."""

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from grants.domain.model import Currency, Day, Few, Model, Text, once
from grants.domain.money import MINOR_UNITS, Money

Rate = Annotated[Decimal, Field(gt=0, lt=10**8, max_digits=20, decimal_places=12)]
"""What one unit of a currency is worth in the budget's currency."""
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=12, decimal_places=10)]
"""A part of a whole: 0.13."""


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
    working_days_open: int = Field(default=0, ge=0, le=366)
    """Least number of working days between issue and closing."""


class DatedRate(Model):
    """A rate, from the day on which it holds until another does."""

    since: Day
    """The first day on which it holds."""
    rate: Rate
    """What one unit of the currency is worth in the budget's currency."""


class Policy(Model):
    """Thresholds, rates, office hours and lead times, as an agency has adopted them.

    The defaults follow UNOPS's published thresholds (unops.org, "How we procure") and UNAIDS's
    tender periods (procurementmanual.unaids.org 06.03); an agency writes its own in the grant file.
    """

    version: Text = "default-1"
    """The name of this version."""
    source: Text = "UNOPS, How we procure; UNAIDS Procurement Manual 06.03"
    """Where these rules come from."""
    methods: Few[Threshold] = (
        Threshold(
            method=Method.RFQ,
            below=Money.model_validate("USD 250000"),
            working_days_open=5,
        ),
        Threshold(method=Method.ITB, working_days_open=15),
        Threshold(method=Method.RFP, working_days_open=15),
    )
    """The methods allowed, for what value, and how long bids stay open."""
    rates: dict[Currency, Rate | Few[DatedRate]] = Field(default_factory=dict, max_length=200)
    """What one unit of a currency is worth in the budget's currency: one rate, or dated ones."""
    rate_tolerance: Share = Decimal("0.05")
    """How far what was credited may be from the adopted rate, as a share, and still be regular."""
    minor_units: dict[Currency, Annotated[int, Field(ge=0, le=4)]] = Field(
        default_factory=dict, max_length=200
    )
    """Decimal places of a currency where the agency keeps other ones than ISO 4217."""
    support_rate: Share = Decimal("0.13")
    """Programme support costs as a share of expenditure (ST/AI/286: 13 per cent)."""
    working_weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(
        default=(0, 1, 2, 3, 4), max_length=7
    )
    """Monday is 0."""
    holidays: Few[Day] = ()
    """Days on which the agency does not work."""
    utc_offset: Text = Field(default="+00:00", pattern=r"^[+-](0[0-9]|1[0-4]):[0-5][0-9]$")
    """The office's clock against UTC, as in +03:00: what day it is, and when it closes."""
    office_opens: time = time(9)
    """When the office begins to work, by its clock: people are reminded in the hour after that."""
    office_closes: time = time(17)
    """When a day that something is due on ends, by the office's clock."""
    reminder_days: int = Field(default=3, ge=0, le=366)
    """Calendar days before a due date on which the person in charge is reminded; on a day off, the
    last working day before that."""
    report_draft_days: int = Field(default=30, ge=0, le=366)
    """Calendar days before a donor report is due on which the engine drafts it."""
    payment_days: int = Field(default=30, ge=0, le=366)
    """Calendar days after an invoice within which it is to be paid."""
    settle_minutes: int = Field(default=30, ge=0, le=10_080)
    """Minutes without a further change after which the engine drafts a document."""
    late_days: int = Field(default=30, ge=0, le=3660)
    """Calendar days before a live grant's last event that may still be entered as regular."""

    def digits(self, currency: str) -> int:
        """Decimal places of `currency`."""
        return self.minor_units.get(currency, MINOR_UNITS.get(currency, 2))

    def rate(self, currency: str, day: date) -> Decimal | None:
        """The rate of `currency` that holds on `day`, or None where none does."""
        adopted = self.rates.get(currency)
        if adopted is None or isinstance(adopted, Decimal):
            return adopted
        held = [item for item in adopted if item.since <= day]
        return max(held, key=lambda item: item.since).rate if held else None

    def converted(self, money: Money, currency: str, day: date) -> Money | None:
        """`money` in `currency` at the rate of `day`, or None where no rate holds then."""
        if money.currency == currency:
            return money
        rate = self.rate(money.currency, day)
        if rate is None:
            return None
        return money.times(rate, currency=currency, digits=self.digits(currency))

    def day(self, moment: datetime) -> date:
        """The calendar day that `moment` falls on, by the office's clock."""
        return moment.astimezone(self._zone).date()

    def opening_of(self, day: date) -> datetime:
        """When the office opens on `day`, in UTC."""
        return datetime.combine(day, self.office_opens, self._zone).astimezone(UTC)

    def close_of(self, day: date) -> datetime:
        """When `day` ends for what is due on it: the office's closing time, in UTC."""
        return datetime.combine(day, self.office_closes, self._zone).astimezone(UTC)

    @property
    def _zone(self) -> timezone:
        sign = -1 if self.utc_offset[0] == "-" else 1
        hours, minutes = self.utc_offset[1:].split(":")
        return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))

    @property
    def sha256(self) -> str:
        """Digest of the content, in canonical JSON."""
        return once(self, "digest", self._digest)

    def _digest(self) -> str:
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()
