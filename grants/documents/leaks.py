"""What is restricted and stands in a release all the same, in words that people wrote."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from grants.documents.figures import Sum, figures, printed, sums
from grants.documents.languages import LANGUAGES
from grants.documents.languages.texts import Wording
from grants.documents.plain import tidy
from grants.documents.tree import Document, Sentence
from grants.domain.money import Money
from grants.domain.reporting.content import PassageKind
from grants.facts import VOCABULARY, Fact, Facts, named

_SHORTEST: Final = 4
"""Shorter names and serials are not looked for: they would be found everywhere."""
_TELLING: Final = 10_000
"""From here on a sum is looked for without its currency too."""


def _ends(*names: str) -> frozenset[str]:
    """Last parts of facts' names. Raises LookupError where no fact's name ends so."""
    known = {_last(pattern) for pattern in VOCABULARY}
    if unknown := set(names) - known:
        message = f"No fact's name ends with {', '.join(sorted(unknown))}."
        raise LookupError(message)
    return frozenset(names)


def _last(name: str) -> str:
    return name.rsplit(".", maxsplit=1)[-1]


_SENSITIVE: Final = _ends(
    "supplier", "units", "damaged", "email", "order", "invoice", "certificate"
)
_PEOPLE: Final = (
    named("staff.{actor}.name"),
    named("handover.{handover}.person.{person}.name"),
    named("handover.{handover}.person.{person}.plain-name"),
)
_PROSE: Final = (
    *(named(f"passage.{{passage}}.{kind}") for kind in PassageKind),
    named("handover.{handover}.quote.{number}.words"),
    named("handover.{handover}.ceremony.caption"),
)
"""What people wrote freely, so that it may hold what is restricted elsewhere."""


@dataclass(frozen=True)
class _Known:
    """What may be said, as it is public."""

    text: str
    figures: frozenset[Decimal]
    sums: frozenset[Sum]


def leaks(document: Document, facts: Facts) -> Iterator[str]:
    """What is restricted yet stands in the text: each once for a sentence, with its mend."""
    wording = LANGUAGES[document.language].wording
    known = _known(facts, wording)
    restricted = (fact for fact in facts.values() if not fact.public and _is_sensitive(fact))
    hidden = _by_value(restricted, wording)
    for sentence in document.sentences():
        said = _Said(sentence, sentence.text.casefold())
        for value, holders in hidden.items():
            found = said.of(value, known)
            if found:
                yield _told(found, sentence, holders, facts)


def _known(facts: Facts, wording: Wording) -> _Known:
    stated = (fact for fact in facts.values() if fact.public and not _is_prose(fact))
    public = [printed(fact.value, wording) for fact in stated]
    text = "\n".join(public)
    return _Known(text.casefold(), frozenset(figures(text)), frozenset(sums(text)))


@dataclass(frozen=True)
class _Said:
    """A sentence that is searched for what it must not say."""

    sentence: Sentence
    folded: str

    def of(self, value: Money | str, known: _Known) -> str:
        """How a restricted value stands in the sentence; empty where it does not, or is public."""
        if isinstance(value, Money):
            return self._sum(value, known)
        form = value.casefold()
        stands = _stands(form, self.folded) and not _stands(form, known.text)
        return value if stands else ""

    def _sum(self, value: Money, known: _Known) -> str:
        whole = (value.currency, value.amount)
        written = sums(self.sentence.text)
        if whole in written:
            return "" if whole in known.sums else written[whole]
        if value.amount < _TELLING or value.amount in known.figures:
            return ""
        return figures(self.sentence.text).get(value.amount, "")


def _by_value(facts: Iterable[Fact], wording: Wording) -> dict[Money | str, list[Fact]]:
    """The facts that hold the same sum, name or number: they are told as one."""
    found: dict[Money | str, list[Fact]] = {}
    for fact in facts:
        match fact.value:
            case Money() as money:
                found.setdefault(money, []).append(fact)
            case tuple() as several:
                for item in several:
                    if len(item) >= _SHORTEST:
                        found.setdefault(item, []).append(fact)
            case value:
                text = tidy(printed(value, wording))
                if len(text) >= _SHORTEST:
                    found.setdefault(text, []).append(fact)
    return found


def _told(found: str, sentence: Sentence, holders: list[Fact], facts: Facts) -> str:
    behind = ", ".join(fact.place for fact in holders)
    sources = [facts[name].place for name in sentence.facts if name in facts]
    mend = f"reword {' and '.join(sources)}, or make it public" if sources else "take it out"
    return f'"{found}" in "{sentence.text}" is restricted ({behind}): {mend}.'


def _is_prose(fact: Fact) -> bool:
    return any(name.names(fact.name) for name in _PROSE)


def _is_sensitive(fact: Fact) -> bool:
    return (
        isinstance(fact.value, Money)
        or _last(fact.name) in _SENSITIVE
        or any(name.names(fact.name) for name in _PEOPLE)
    )


def _stands(form: str, text: str) -> bool:
    if form not in text:
        return False
    return re.search(rf"(?<![\w.,]){re.escape(form)}(?!\w|[.,]\d)", text) is not None
