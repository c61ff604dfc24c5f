"""Sums of money: an exact decimal and a currency, never a float."""

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    model_serializer,
    model_validator,
)

_MEND: Final = "write the currency and a plain amount, as in USD 250000 or JPY 769,000,000"
_AMOUNT: Final = re.compile(r"([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,4})?")
"""No exponent, and fifteen digits before the point: more than any grant, and exact in a Decimal."""
LARGEST: Final = Decimal(10) ** 15
"""No sum in a grant is as large."""
_CODE: Final = re.compile(r"[A-Z]{3}")

MINOR_UNITS: Final[Mapping[str, int]] = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}
"""Decimal places of a currency where they are not two (ISO 4217)."""


def _parse(text: str) -> dict[str, Any]:
    currency, _, digits = text.strip().partition(" ")
    if not _AMOUNT.fullmatch(digits.strip()):
        raise ValueError(_MEND)
    return {"amount": Decimal(digits.strip().replace(",", "")), "currency": currency}


class Money(BaseModel):
    """An exact amount in one currency (ISO 4217); stored as `USD 250000.00`.

    At most fifteen digits before the point, and no more after it than the currency has. Adding or
    comparing two currencies raises TypeError: a rate belongs to a policy, not here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Decimal
    currency: str

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:  # noqa: ANN401
        return _parse(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _is_sound(self) -> "Money":
        if not _CODE.fullmatch(self.currency):
            message = f"{self.currency!r} is not a currency: {_MEND}"
            raise ValueError(message)
        amount = self.amount
        if not amount.is_finite() or amount.is_signed() or amount >= LARGEST:
            message = f"{amount} is not an amount: {_MEND}"
            raise ValueError(message)
        digits = MINOR_UNITS.get(self.currency, 2)
        if amount != _cut(amount, digits):
            message = f"{amount} has more decimal places than {self.currency}, which has {digits}"
            raise ValueError(message)
        return self

    @model_serializer
    def _to_text(self) -> str:
        return f"{self.currency} {self.amount:f}"

    @classmethod
    def __get_pydantic_json_schema__(
        cls,
        _schema: object,
        _handler: GetJsonSchemaHandler,
    ) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": r"^[A-Z]{3} [0-9][0-9,]*(\.[0-9]+)?$",
            "description": f"Money: {_MEND}.",
        }

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Nothing, in `currency`."""
        return cls.of(Decimal(0), currency)

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> "Money":
        """What was reckoned: never refused, since bounds are for what people write."""
        return cls.model_construct(amount=amount, currency=currency)

    def __str__(self) -> str:
        digits = MINOR_UNITS.get(self.currency, 2)
        return f"{self.currency} {self.amount:,.{digits}f}"

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            message = f"{self} and {other} are in two currencies"
            raise TypeError(message)
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money.of(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money.of(self.amount - self._same(other), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def times(self, factor: Decimal, *, currency: str, digits: int) -> "Money":
        """The amount times `factor`, in `currency`, cut (not rounded) to `digits` minor units."""
        return Money.of(_cut(self.amount * factor, digits), currency)

    def over(self, divisor: Decimal, *, digits: int) -> "Money":
        """The amount divided by `divisor`, cut (not rounded) to `digits` minor units."""
        return Money.of(_cut(self.amount / divisor, digits), self.currency)


def _cut(amount: Decimal, digits: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_DOWN)


def total(sums: Iterable[Money], currency: str) -> Money:
    """The sum of `sums`, all in `currency`; nothing if there are none."""
    result = Money.zero(currency)
    for item in sums:
        result = result + item
    return result
