"""What a language has to say for each kind of document: mypy names what a new one forgets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Protocol

from grants.documents.templates import Template


class Wording(Protocol):
    """How a language writes dates, numbers, names and sentences: a module fits."""

    def day(self, on: date) -> str:
        """A date as it stands in a sentence."""
        ...

    def spelled(self, count: int) -> str:
        """A number in words."""
        ...

    def number_words(self) -> frozenset[str]:
        """Every number below a hundred in words."""
        ...

    def is_named(self, name: str, text: str) -> bool:
        """Whether a text names somebody, in whatever form the language gives the name."""
        ...

    def sentences(self, passage: str) -> list[str]:
        """A passage sentence by sentence."""
        ...

    def stopped(self, text: str) -> str:
        """The text with a full stop, if it ends with no stop of its own."""
        ...


@dataclass(frozen=True)
class ReleaseTexts:
    """The sentences of a press release."""

    title: Template
    dek: Template
    delivery: Template
    attendees: Template
    quote: Template
    caption: Template
    financed: Template
    shares: Template
    partnership: Template
    membership: Template
    objective: Template
    links: str
    """The heading of the links."""


@dataclass(frozen=True)
class ReportHeadings:
    """The engine's own words in a donor report."""

    note: str
    administration: str
    agreement: str
    changes: str
    money: str
    to_do: str


@dataclass(frozen=True)
class ReportTexts:
    """The sentences of a donor report, and the names of its tables' columns."""

    headings: ReportHeadings
    lot_title: Template
    handover_title: Template
    entries: tuple[str, ...]
    sums: tuple[str, ...]
    contributions: tuple[str, ...]
    payments: tuple[str, ...]
    shares: tuple[str, ...]
    title: Template
    dek: Template
    administration: Mapping[str, Template]
    pledged: Template
    signed: Template
    contribution: tuple[Template, ...]
    lot: tuple[Template, ...]
    receipt: Template
    payment: tuple[Template, ...]
    handover: tuple[Template, ...]
    share: tuple[Template, ...]
    stopped: Template
    postponed: Template
    irregular: tuple[Template, ...]
    missed: Template
    money: Mapping[str, Template]
    deliver: Template
    own: Template
    order: Template
    receive: Template
    pay: Template
    decide: Template
    report: Template


def templates_of(texts: ReleaseTexts | ReportTexts) -> Iterator[Template]:
    """Every template of a kind of document."""
    for field in fields(texts):
        match getattr(texts, field.name):
            case Template() as template:
                yield template
            case tuple() as several:
                yield from (item for item in several if isinstance(item, Template))
            case Mapping() as entries:
                yield from entries.values()
            case _:
                pass
