"""What is wrong with a drafted document, in sentences for the person who has to mend it."""

import re
from collections.abc import Iterator
from typing import Final

from grants.documents.figures import figures, printed
from grants.documents.languages import LANGUAGES
from grants.documents.languages.texts import Wording
from grants.documents.leaks import leaks
from grants.documents.plain import tidy
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
from grants.domain.reporting.content import DocumentKind
from grants.facts import Fact, Facts, Name, Value, named

_QUOTED: Final = re.compile(r'"([^"]*)"')
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

_DAY: Final = named("handover.{handover}.date")
_CREDITED: Final = named("handover.{handover}.donor.{donor}.name")
_WORDS: Final = named("handover.{handover}.quote.{number}.words")
_STAFF_MAIL: Final = named("staff.{actor}.email")

DELIVERY: Final = (
    named("agency.short"),
    _DAY,
    named("handover.{handover}.lot.{lot}.count"),
    named("lot.{lot}.goods.singular"),
    named("lot.{lot}.goods.plural"),
)
"""Without these a release cannot say what was delivered."""
CREDIT: Final = (_CREDITED,)
"""Without this a release cannot credit the donor."""


def problems(document: Document, facts: Facts) -> list[str]:
    """Every problem once, a sentence each; none for a document that may be put to a person."""
    found = [*_sentences(document, facts), *_mails(document, facts)]
    if document.kind == DocumentKind.PRESS_RELEASE:
        found += [*_parts(document, facts), *_credits(document, facts)]
        found += [*_restricted(document, facts), *leaks(document, facts)]
    return list(dict.fromkeys(found))


def _sentences(document: Document, facts: Facts) -> Iterator[str]:
    wording = LANGUAGES[document.language].wording
    for block in document.blocks:
        fixed = isinstance(block, Heading | Note | Table)
        for sentence in sentences_of(block):
            if not sentence.text:
                yield "A sentence is empty: state its facts again, with their words."
            if not sentence.facts and not fixed:
                yield (
                    f'No fact stands behind "{sentence.text}": '
                    "adopt it as a passage with its source, or take it out."
                )
            missing = [name for name in sentence.facts if name not in facts]
            if missing:
                yield (
                    f'"{sentence.text}" names {missing[0]}, which the grant does not hold: '
                    "draft the document again."
                )
            else:
                held = [facts[name] for name in sentence.facts]
                yield from _numbers(sentence, held, wording)
                yield from _quotes(sentence, held, wording)


def _numbers(sentence: Sentence, held: list[Fact], wording: Wording) -> Iterator[str]:
    known = {number for fact in held for number in figures(printed(fact.value, wording))}
    for number, written in figures(sentence.text).items():
        if number not in known:
            yield _uncarried(f"The number {written}", sentence, held)
    words = {word for fact in held for word in _words(_spelled(fact.value, wording))}
    for word in dict.fromkeys(_words(sentence.text)):
        if word in wording.number_words() and word not in words:
            yield _uncarried(f'The number "{word}"', sentence, held)


def _uncarried(what: str, sentence: Sentence, held: list[Fact]) -> str:
    behind = ", ".join(fact.place for fact in held)
    mend = f"correct one of {behind}" if held else "take it out"
    return f'{what} in "{sentence.text}" is in none of its facts: {mend}.'


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())


def _spelled(value: Value, wording: Wording) -> str:
    return wording.spelled(value) if isinstance(value, int) else printed(value, wording)


def _quotes(sentence: Sentence, held: list[Fact], wording: Wording) -> Iterator[str]:
    said = {fact: tidy(printed(fact.value, wording)) for fact in held}
    for words in _QUOTED.findall(sentence.text):
        if not any(words in value for value in said.values()):
            yield _uncarried(f'The words "{words}"', sentence, held)
    for fact, words in said.items():
        if _WORDS.names(fact.name) and f'"{words}"' not in sentence.text:
            yield f'The words "{words}" are not quoted to the letter: quote {fact.place} whole.'


def _mails(document: Document, facts: Facts) -> Iterator[str]:
    private = {str(fact.value).lower() for fact in facts.matching(_STAFF_MAIL.any())}
    for sentence in document.sentences():
        for mail in _MAIL.findall(sentence.text):
            if document.kind != DocumentKind.PRESS_RELEASE or mail.lower() in private:
                behind = " and ".join(facts[name].place for name in sentence.facts if name in facts)
                yield (
                    f'The e-mail address {mail} stands in "{sentence.text}": '
                    f"take it out of {behind or 'the text'}."
                )


def _parts(document: Document, facts: Facts) -> Iterator[str]:
    kinds = {type(block) for block in document.blocks}
    about = document.about
    dated = any(_says_when(block, _DAY(handover=about)) for block in document.blocks)
    if Title not in kinds or not dated:
        yield f"The release cannot say what was delivered.{_hint(facts, DELIVERY, about)}"
    if Dek not in kinds:
        hint = _hint(facts, CREDIT, about)
        yield f"The release does not credit the donor under its title.{hint}"


def _says_when(block: object, name: str) -> bool:
    return isinstance(block, Paragraph) and any(
        name in sentence.facts for sentence in block.sentences
    )


def _hint(facts: Facts, names: tuple[Name, ...], handover: str) -> str:
    """Which of the facts are restricted, by which events, and the commands that disclose them."""
    hidden = [
        (name, fact)
        for name in names
        for fact in facts.matching(name.any(handover=handover))
        if not fact.public
    ]
    told = dict.fromkeys(fact.place for _, fact in hidden)
    typed = dict.fromkeys(line for name, fact in hidden for line in _disclosing(name, fact))
    return f" Make public: {', '.join(told)}. See: {'; '.join(typed)}." if told else ""


def _disclosing(name: Name, fact: Fact) -> Iterator[str]:
    """A command for each event behind a fact that has to be public for the fact to be."""
    for event in fact.events:
        fields = sorted(field for kind, field in name.sources if kind == event.type)
        if fields:
            yield f"grants disclose {event.stream} {event.sequence} {' '.join(fields)} --by you"


def _credits(document: Document, facts: Facts) -> Iterator[str]:
    wording = LANGUAGES[document.language].wording
    donors = facts.matching(_CREDITED.any(handover=document.about))
    dated = any(_says_when(block, _DAY(handover=document.about)) for block in document.blocks)
    head = _text(document, Title, Dek)
    body = _text(document, Paragraph, Quote)
    for fact in donors:
        donor, mend = str(fact.value), f"see that {fact.place} is public"
        if not wording.is_named(donor, head):
            yield f"The title and the line under it do not credit {donor}: {mend}."
        # without the sentence that tells of the delivery, its donor has no place in the body
        if dated and not wording.is_named(donor, body):
            yield f"The body does not credit {donor}: {mend}."


def _text(document: Document, *kinds: type) -> str:
    blocks = [block for block in document.blocks if isinstance(block, kinds)]
    return " ".join(sentence.text for block in blocks for sentence in sentences_of(block))


def _restricted(document: Document, facts: Facts) -> Iterator[str]:
    for sentence in document.sentences():
        for name in sentence.facts:
            if name in facts and not facts[name].public:
                yield (
                    f'"{sentence.text}" draws on {facts[name].place}, which is restricted: '
                    "make it public, or take the sentence out."
                )
