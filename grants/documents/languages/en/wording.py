"""How English is written here: numbers, dates, lists and names, after the UN Editorial Manual."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Final

from babel.dates import format_date
from num2words import num2words

from grants.documents.plain import tidy
from grants.domain.money import Money
from grants.domain.policy import Method

_IN_FIGURES: Final = 10
"""From here on numbers are in figures (UN Editorial Manual, numbers)."""

_IN_HEADLINE: Final = 3
"""Kinds of goods that a headline names; of more it names the most numerous."""

_BODIES: Final = frozenset(
    (
        "agency",
        "authority",
        "authorities",
        "central",
        "commission",
        "committee",
        "customs",
        "department",
        "directorate",
        "directorate-general",
        "embassy",
        "european",
        "federal",
        "gendarmerie",
        "general",
        "government",
        "governorate",
        "high",
        "kingdom",
        "mayor",
        "minister",
        "ministries",
        "ministry",
        "municipality",
        "national",
        "office",
        "police",
        "prosecutor",
        "republic",
        "secretariat",
        "service",
        "state",
        "united",
    )
)
"""First words of names that take an article in running text."""

_ABBREVIATIONS: Final = ("Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "No.", "H.E.", "Gen.", "Col.")
_METHODS: Final = {
    Method.RFQ.value: "request for quotation",
    Method.ITB.value: "invitation to bid",
    Method.RFP.value: "request for proposal",
}

_CLOSERS: Final = "\"'”\u2019»)"
_SENTENCE_END: Final = re.compile(r'(?:(?<=[.!?])|(?<=[.!?]["”»)]))\s+(?=["“«(]?[A-ZÀ-Þ0-9])')


def day(on: date) -> str:
    """A date as 25 October 2016."""
    return _day(on)


@lru_cache(maxsize=1024)
def _day(on: date) -> str:
    return format_date(on, "d MMMM y", locale="en")


def spelled(count: int) -> str:
    """A number in words: twenty-one."""
    return str(num2words(count))


def number_words() -> frozenset[str]:
    """Every number below a hundred in words."""
    return _number_words()


@cache
def _number_words() -> frozenset[str]:
    return frozenset(spelled(count) for count in range(100))


def number(count: int, *, words: bool | None = None) -> str:
    """Under ten in words, from 10 in figures, unless `words` decides."""
    in_words = count < _IN_FIGURES if words is None else words
    return spelled(count) if in_words else f"{count:,}"


def quantities(goods: Sequence[tuple[int, str]], *, headline: bool = False) -> str:
    """Counts with their nouns; a series follows its highest number. A headline names a few."""
    if headline and len(goods) > _IN_HEADLINE:
        return listed([quantities([max(goods, key=lambda item: item[0])]), "other goods"])
    words = all(count < _IN_FIGURES for count, _ in goods)
    return listed(f"{number(count, words=words)} {noun}" for count, noun in goods)


def money(amount: Money) -> str:
    """A sum as USD 250,000.00."""
    return str(amount)


def listed(items: Iterable[str]) -> str:
    """Items with commas and `and`; with semicolons where an item has a comma of its own."""
    found = list(items)
    if len(found) <= 1:
        return "".join(found)
    if any(", " in _outside_brackets(item) for item in found):
        return f"{'; '.join(found[:-1])}; and {found[-1]}"
    return f"{', '.join(found[:-1])} and {found[-1]}"


def method(code: str) -> str:
    """A solicitation method as it reads in a sentence."""
    return _METHODS.get(code, code)


def _outside_brackets(text: str) -> str:
    return re.sub(r"\([^)]*\)", "", text)


def capital(text: str) -> str:
    """The text with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def stopped(text: str) -> str:
    """The text with a full stop, if it ends with no stop of its own."""
    return text if text.rstrip(_CLOSERS)[-1:] in (".", "!", "?", "…") else f"{text}."


def definite(name: str) -> str:
    """A body's name as it stands in a sentence: with its article, where it takes one."""
    if name.lower().startswith("the "):
        return f"the {name[4:]}"
    return f"the {name}" if name.split(" ", maxsplit=1)[0].lower() in _BODIES else name


def alphabetical(names: Iterable[str]) -> list[str]:
    """Names in alphabetical order, whatever article they were given with."""
    return sorted(names, key=lambda name: (bare(name).casefold(), name))


def bodies(names: Iterable[str]) -> str:
    """Bodies and countries as a list in a sentence."""
    return listed(definite(name) for name in names)


def articled(name: str) -> str:
    """A name that always takes an article in running text."""
    return f"the {name[4:] if name.lower().startswith('the ') else name}"


def bare(name: str) -> str:
    """A name without the article or brackets that it was given with."""
    plain = name[4:] if name.lower().startswith("the ") else name
    return plain[1:-1] if plain.startswith("(") and plain.endswith(")") else plain


def is_named(name: str, text: str) -> bool:
    """Whether a text names somebody: the whole name, not a part of a word."""
    return re.search(rf"(?<!\w){re.escape(bare(tidy(name)))}(?!\w)", text) is not None


def opening(passages: Sequence[str]) -> str:
    """Passages that lead into a sentence, joined into one lead."""
    leads = [passage.strip().rstrip(" ,.;:…") for passage in passages]
    return " and ".join([*leads[:1], *(lead[:1].lower() + lead[1:] for lead in leads[1:])])


def sentences(passage: str) -> list[str]:
    """A passage sentence by sentence, so that each has a line of its own."""
    parts: list[str] = []
    for piece in _SENTENCE_END.split(tidy(passage)):
        if parts and parts[-1].endswith(_ABBREVIATIONS):
            parts[-1] = f"{parts[-1]} {piece}"
        else:
            parts.append(piece)
    return parts
