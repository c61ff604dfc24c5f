"""What a reader may see: sums and suppliers are the agency's own until they are disclosed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from pydantic import BaseModel

from grants.domain.envelope import Envelope
from grants.domain.events import GrantEvent
from grants.domain.model import once
from grants.domain.money import Money
from grants.domain.people import ENGINE, Role
from grants.domain.reporting.content import DocumentKind
from grants.domain.state import Grant
from grants.notices import plain
from grants.notices.telling import Reader

IN_MONEY: Final = frozenset(
    {Role.PROGRAMME, Role.PROCUREMENT, Role.FINANCE, Role.APPROVER, Role.AUDITOR}
)
"""Who sees sums and suppliers."""
OUTSIDE: Final = frozenset({Role.DONOR})
"""Who is not of the agency: its people are told to them by role, not by name."""
_FIGURES: Final = re.compile(r"(?:\b[A-Z]{3} )?\d[\d,]*(?:\.\d+)?")
_LEAST: Final = 1000
"""Smaller figures are counts and dates as often as sums; they are only hidden with a currency."""
_SHORTEST: Final = 3


@dataclass(frozen=True)
class Sight:
    """One event, seen by one reader, with the grant as it was after it."""

    grant: Grant
    envelope: Envelope
    reader: Reader

    @property
    def in_money(self) -> bool:
        """Whether sums and suppliers of this event are for the reader."""
        if self.reader.roles & IN_MONEY:
            return True
        lot = self.grant.procurement.lots.get(getattr(self.envelope.data, "lot", ""))
        return Role.EVALUATOR in self.reader.roles and lot is not None and bool(lot.offers)

    @property
    def outside(self) -> bool:
        """Whether the reader is not of the agency."""
        return self.reader.roles <= OUTSIDE

    @property
    def own_money(self) -> bool:
        """Whether what the donors give is the reader's own money: there is one donor only."""
        return Role.DONOR in self.reader.roles and len(self.grant.opened.donors) == 1

    def may_see(self, field: str, *, gift: bool = False) -> bool:
        """Whether a sum or a supplier in a field of the event is for the reader."""
        return self.in_money or self.envelope.discloses(field) or (gift and self.own_money)

    def brings(self, kind: DocumentKind) -> bool:
        """Whether a document's text is for the reader: a donor report is full of sums."""
        return kind is DocumentKind.PRESS_RELEASE or self.in_money or self.own_money

    def sum(self, field: str, amount: Money, *, gift: bool = False) -> str:
        """A sum, or what stands for it."""
        return plain.money(amount) if self.may_see(field, gift=gift) else "an undisclosed sum"

    def supplier(self, field: str, name: str) -> str:
        """A supplier's name, or what stands for it."""
        return plain.free(name) if self.may_see(field) else "a supplier"

    def free(self, text: str) -> str:
        """What somebody wrote, without what the reader may not see."""
        harmless = plain.free(text)
        return harmless if self.in_money else self._hidden.out_of(harmless)

    def actor(self, actor: str) -> str:
        """A person by name and role; by role alone for those outside."""
        if actor == ENGINE:
            return "the grant's own clock and document service"
        held = [one for one in self.grant.administration.people if one.actor == actor]
        if self.outside or not held:
            role = Role(held[-1].role).label.lower() if held else "one of its people"
            return f"{plain.free(self.grant.opened.agency.short)}'s {role}"
        return self.free(held[-1].name.full)

    @cached_property
    def _hidden(self) -> "Hidden":
        return Hidden.of(self.grant, self.envelope.data, gifts=not self.own_money)


@dataclass(frozen=True)
class Hidden:
    """What is to be taken out of a text: sums by their value, suppliers by their name."""

    amounts: frozenset[Decimal]
    names: tuple[str, ...]

    @classmethod
    def of(cls, grant: Grant, event: GrantEvent, *, gifts: bool) -> "Hidden":
        """Every sum and supplier of a grant; what the donors gave only where `gifts` says so."""
        bought, agreed = grant.procurement, grant.agreement
        spent = once(bought, "sums", lambda: _amounts(bought))
        given = once(
            agreed,
            "sums",
            lambda: _amounts([agreed.pledges, agreed.agreements, agreed.contributions]),
        )
        sums = spent | _amounts([grant.people, event])
        found = once(bought, "suppliers", lambda: _names(bought)) | _names(event)
        names = tuple(sorted(found, key=len, reverse=True))
        return cls(sums | given if gifts else sums - given, names)

    def out_of(self, text: str) -> str:
        """The text with [a sum] and [a supplier] in their places."""
        for name in self.names:
            text = re.sub(re.escape(name), "[a supplier]", text, flags=re.IGNORECASE)
        return _FIGURES.sub(self._instead, text)

    def _instead(self, found: re.Match[str]) -> str:
        figures = found[0]
        digits = figures.split(" ")[-1].replace(",", "").rstrip(".")
        amount = Decimal(digits)
        telling = amount >= _LEAST or not figures[0].isdigit()
        return "[a sum]" if telling and amount in self.amounts else figures


def _amounts(value: object) -> frozenset[Decimal]:
    return frozenset(found.amount for found in _sums(value))


def _names(value: object) -> frozenset[str]:
    found = (plain.free(name) for name in _suppliers(value))
    return frozenset(name for name in found if len(name) >= _SHORTEST)


def _sums(value: object) -> Iterator[Money]:
    if isinstance(value, Money):
        yield value
    else:
        for part in _parts(value):
            yield from _sums(part)


def _suppliers(value: object) -> Iterator[str]:
    name = getattr(value, "supplier", None)
    if isinstance(name, str):
        yield name
    for part in _parts(value):
        yield from _suppliers(part)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, BaseModel):
        return vars(value).values()
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | tuple) else ()
