"""What is wrong with a drafted document, in sentences for the person who has to mend it."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from num2words import num2words

from grants.documents import wording
from grants.documents.tree import (
    Dek,
    Document,
    Heading,
    Note,
    Paragraph,
    Quote,
    Sentence,
    Table,
    Title,
    sentences_of,
)
from grants.domain.money import Money
from grants.domain.reporting.content import DocumentKind
from grants.facts import Fact, Facts, Value, part

_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_QUOTED: Final = re.compile(r'"([^"]*)"')
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SHORTEST: Final = 4
"""Shorter names and serials are not looked for: they would be found everywhere."""
_TELLING: Final = 10_000
"""From here on a sum is looked for without its currency too."""


def problems(document: Document, facts: Facts) -> list[str]:
    """Every problem, a sentence each; none for a document that may be put to a person."""
    found = [*_sentences(document, facts), *_mails(document, facts)]
    if document.kind == DocumentKind.PRESS_RELEASE:
        found += [*_parts(document, facts), *_credits(document, facts), *_leaks(document, facts)]
    return found


def _sentences(document: Document, facts: Facts) -> Iterator[str]:
    for block in document.blocks:
        fixed = isinstance(block, Heading | Note | Table)
        for sentence in sentences_of(block):
            if not sentence.text:
                yield "A sentence is empty."
            if not sentence.facts and not fixed:
                yield f'No fact stands behind "{sentence.text}".'
            missing = [name for name in sentence.facts if name not in facts]
            if missing:
                yield f'"{sentence.text}" names {missing[0]}, which the grant does not hold.'
            else:
                yield from _numbers(sentence, facts)
                yield from _quotes(sentence, facts)


def _numbers(sentence: Sentence, facts: Facts) -> Iterator[str]:
    values = [facts[name].value for name in sentence.facts]
    held = {number for value in values for number in _figures(_printed(value))}
    for number in _figures(sentence.text):
        if number not in held:
            yield f'The number {number} in "{sentence.text}" is in none of its facts.'
    words = {word for value in values for word in _words(_spelled(value))}
    for word in _words(sentence.text):
        if word in _number_words() and word not in words:
            yield f'The number "{word}" in "{sentence.text}" is in none of its facts.'


def _figures(text: str) -> list[str]:
    return [number.replace(",", "") for number in _NUMBER.findall(text)]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())


@cache
def _number_words() -> frozenset[str]:
    return frozenset(str(num2words(number)) for number in range(100))


def _printed(value: Value) -> str:
    match value:
        case date():
            return f"{wording.day(value)} {value.isoformat()}"
        case tuple():
            return " ".join(value)
        case _:
            return str(value)


def _spelled(value: Value) -> str:
    return str(num2words(value)) if isinstance(value, int) else _printed(value)


def _quotes(sentence: Sentence, facts: Facts) -> Iterator[str]:
    held = [wording.tidy(_printed(facts[name].value)) for name in sentence.facts]
    for words in _QUOTED.findall(sentence.text):
        if not any(words in value for value in held):
            yield f'The words "{words}" are in none of the facts of their sentence.'
    for name in sentence.facts:
        said = wording.tidy(_printed(facts[name].value))
        if name.endswith(".words") and f'"{said}"' not in sentence.text:
            yield f'The words "{said}" are not quoted to the letter.'


def _mails(document: Document, facts: Facts) -> Iterator[str]:
    private = {str(fact.value).lower() for fact in facts.matching("staff.*.email")}
    for sentence in document.sentences():
        for mail in _MAIL.findall(sentence.text):
            if document.kind != DocumentKind.PRESS_RELEASE or mail.lower() in private:
                yield f"The e-mail address {mail} stands in the text: take it out of its source."


def _parts(document: Document, facts: Facts) -> Iterator[str]:
    handover = f"handover.{part(document.about)}"
    kinds = {type(block) for block in document.blocks}
    dated = any(_says_when(block, f"{handover}.date") for block in document.blocks)
    if Title not in kinds or not dated:
        wanted: tuple[str, ...] = (
            "agency.short",
            f"{handover}.date",
            f"{handover}.lot.*.count",
            "lot.*.goods.*",
        )
        yield f"The release cannot say what was delivered.{_hint(facts, wanted)}"
    if Dek not in kinds:
        wanted = (f"{handover}.donor.*.name",)
        yield f"The release does not credit the donor under its title.{_hint(facts, wanted)}"


def _says_when(block: object, name: str) -> bool:
    return isinstance(block, Paragraph) and any(
        name in sentence.facts for sentence in block.sentences
    )


def _hint(facts: Facts, patterns: tuple[str, ...]) -> str:
    """Which of the facts are restricted, and by which events."""
    found = [fact for pattern in patterns for fact in facts.matching(pattern) if not fact.public]
    told = dict.fromkeys(
        f"{fact.name} (event {fact.events[-1].sequence}, {fact.events[-1].type})" for fact in found
    )
    return f" Restricted: {', '.join(told)}." if told else ""


def _credits(document: Document, facts: Facts) -> Iterator[str]:
    donors = facts.matching(f"handover.{part(document.about)}.donor.*.name")
    head = _text(document, Title, Dek)
    body = _text(document, Paragraph, Quote)
    for donor in (str(donor.value) for donor in donors):
        if not wording.is_named(donor, head):
            yield f"The title and the line under it do not credit {donor}."
        if not wording.is_named(donor, body):
            yield f"The body does not credit {donor}."


def _text(document: Document, *kinds: type) -> str:
    blocks = [block for block in document.blocks if isinstance(block, kinds)]
    return " ".join(sentence.text for block in blocks for sentence in sentences_of(block))


def _leaks(document: Document, facts: Facts) -> Iterator[str]:
    for sentence in document.sentences():
        for name in sentence.facts:
            if name in facts and not facts[name].public:
                yield f'"{sentence.text}" draws on {name}, which is restricted.'
    text = " ".join(sentence.text for sentence in document.sentences())
    known = " ".join(
        _printed(fact.value) for fact in facts.values() if fact.public and not _is_prose(fact)
    )
    for fact in facts.values():
        if not fact.public and _is_sensitive(fact):
            for form in _forms(fact.value):
                if _stands(form, text) and not _stands(form, known):
                    yield f'"{form}" ({fact.name}) is restricted, yet stands in the release.'


def _is_prose(fact: Fact) -> bool:
    """Whether people wrote it freely, so that it may hold what is restricted elsewhere."""
    return fact.name.startswith("passage.") or fact.name.endswith((".words", ".caption"))


def _is_sensitive(fact: Fact) -> bool:
    last = fact.name.rsplit(".", maxsplit=1)[-1]
    person = fact.name.startswith("staff.") or ".person." in fact.name
    return (
        isinstance(fact.value, Money)
        or last in ("supplier", "units", "damaged", "email", "order", "invoice", "certificate")
        or (person and last in ("name", "plain-name"))
    )


def _forms(value: Value) -> list[str]:
    """How a value could stand in a text."""
    match value:
        case Money():
            plain = f"{value.amount:f}"
            grouped = f"{value.amount:,f}"
            both = (plain, grouped)
            short = [form.removesuffix(".00") for form in both]
            alone = [*both, *short] if value.amount >= _TELLING else []
            return [*alone, *(f"{value.currency} {form}" for form in (*both, *short))]
        case tuple():
            return [item for item in value if len(item) >= _SHORTEST]
        case _:
            text = wording.tidy(_printed(value))
            return [text] if len(text) >= _SHORTEST else []


def _stands(form: str, text: str) -> bool:
    return re.search(rf"(?<![\w.,]){re.escape(form)}(?!\w|[.,]\d)", text, re.IGNORECASE) is not None
