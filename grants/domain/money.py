"""Sums of money: an exact decimal and a currency, never a float."""

import re
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
_AMOUNT: Final = re.compile(r"([0-9]{1,18}|[0-9]{1,3}(,[0-9]{3}){1,5})(\.[0-9]{1,6})?")
"""No exponent and no more digits than a sum keeps exactly."""


def _parse(text: str) -> dict[str, Any]:
    currency, _, digits = text.strip().partition(" ")
    if not _AMOUNT.fullmatch(digits.strip()):
        raise ValueError(_MEND)
    return {"amount": Decimal(digits.strip().replace(",", "")), "currency": currency}


class Money(BaseModel):
    """An exact amount in one currency (ISO 4217); written and stored as `USD 250000.00`.

    Adding or comparing two currencies raises TypeError: a rate belongs to a policy, not here.
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
        code = self.currency
        if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):  # noqa: PLR2004
            message = f"{code!r} is not a currency: {_MEND}"
            raise ValueError(message)
        if not self.amount.is_finite() or self.amount.is_signed():
            message = f"{self.amount} is not an amount: {_MEND}"
            raise ValueError(message)
        return self

    @model_serializer
    def _to_text(self) -> str:
        return str(self)

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
        return cls(amount=Decimal(0), currency=currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:f}"

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            message = f"{self} and {other} are in two currencies"
            raise TypeError(message)
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money(amount=self.amount + self._same(other), currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(amount=self.amount - self._same(other), currency=self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def times(self, factor: Decimal, *, currency: str, digits: int) -> "Money":
        """The amount times `factor`, in `currency`, cut (not rounded) to `digits` minor units."""
        return Money(amount=_cut(self.amount * factor, digits), currency=currency)

    def over(self, divisor: Decimal, *, digits: int) -> "Money":
        """The amount divided by `divisor`, cut (not rounded) to `digits` minor units."""
        return Money(amount=_cut(self.amount / divisor, digits), currency=self.currency)


def _cut(amount: Decimal, digits: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_DOWN)


def total(sums: "list[Money]", currency: str) -> Money:
    """The sum of `sums`, all in `currency`; nothing if there are none."""
    result = Money.zero(currency)
    for item in sums:
        result = result + item
    return result
