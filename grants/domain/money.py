"""Sums of money: an exact decimal and a currency, never a float."""

from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    model_serializer,
    model_validator,
)

_MEND = "write the currency and a plain amount, as in USD 250000 or JPY 769,000,000"


def _parse(text: str) -> dict[str, Any]:
    currency, _, digits = text.strip().partition(" ")
    whole, point, cents = digits.strip().partition(".")
    groups = whole.split(",")
    if len(groups) > 1 and not all(len(group) == 3 for group in groups[1:]):  # noqa: PLR2004
        raise ValueError(_MEND)
    try:
        amount = Decimal("".join(groups) + point + cents)
    except InvalidOperation:
        raise ValueError(_MEND) from None
    return {"amount": amount, "currency": currency}


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
        if not self.amount.is_finite() or self.amount < 0:
            message = f"{self.amount} is not an amount: {_MEND}"
            raise ValueError(message)
        return self

    @model_serializer
    def _to_text(self) -> str:
        return str(self)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: Any, _handler: GetJsonSchemaHandler  # noqa: ANN401
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
        step = Decimal(1).scaleb(-digits)
        return Money(
            amount=(self.amount * factor).quantize(step, rounding=ROUND_DOWN), currency=currency
        )


def total(sums: "list[Money]", currency: str) -> Money:
    """The sum of `sums`, all in `currency`; nothing if there are none."""
    result = Money.zero(currency)
    for item in sums:
        result = result + item
    return result
