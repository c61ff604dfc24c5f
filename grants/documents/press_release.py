"""The press release about one handover, from public facts only."""

import re
from collections.abc import Iterator
from typing import Final

from grants.documents.errors import NothingToSayError
from grants.documents.languages import DEFAULT, LANGUAGES, Language
from grants.documents.plain import tidy
from grants.documents.templates import Template, fixed, sentence
from grants.documents.tree import (
    Block,
    Caption,
    Dek,
    Document,
    Heading,
    Item,
    Items,
    Paragraph,
    Quote,
    Sentence,
    Title,
)
from grants.domain.reporting.content import DocumentKind, PassageKind
from grants.facts import Facts, named

_CUSTODY: Final = named("handover.{handover}.custody.date")
_CANCELLED: Final = named("handover.{handover}.cancelled.date")
_ABOUT: Final = named("irregularity.{sequence}.about")
_DECISION: Final = named("irregularity.{sequence}.decision")

_COUNTRY: Final = named("country.name")
_COUNT: Final = named("handover.{handover}.lot.{lot}.count")
_CREDITED: Final = named("handover.{handover}.donor.{donor}.name")
_FUNDED_BY: Final = named("lot.{lot}.donor")
_WORDS: Final = named("handover.{handover}.quote.{number}.words")
_DETAILS: Final = (
    named("programme.since"),
    named("programme.partner"),
    named("programme.alongside"),
)
_PASSAGE: Final = {kind: named(f"passage.{{passage}}.{kind}") for kind in PassageKind}
_ADDRESS: Final = named("passage.{passage}.address")

LOOKED_UP: Final = frozenset((_COUNTRY, _COUNT, _CREDITED, _WORDS, *_PASSAGE.values(), _ADDRESS))
"""What a release says, or asks for, beside its templates."""


def press_release(facts: Facts, handover: str, language: str = DEFAULT) -> Document:
    """The release about a handover; a sentence that lacks a public fact is left out.

    Raises NothingToSayError where the goods have not changed hands, or where something about the
    handover is irregular and undecided.
    """
    _be_delivered(facts, handover)
    release = _Release(facts.public(), handover, LANGUAGES[language])
    return Document(DocumentKind.PRESS_RELEASE.value, language, handover, tuple(release.blocks()))


def _be_delivered(facts: Facts, handover: str) -> None:
    if _CANCELLED(handover=handover) in facts:
        message = f"Handover {handover} was called off: there is nothing to release."
        raise NothingToSayError(message)
    if _CUSTODY(handover=handover) not in facts:
        message = f"Handover {handover} has not been delivered: transfer custody first."
        raise NothingToSayError(message)
    for about in facts.matching(_ABOUT.any()):
        number = about.events[0].sequence
        if about.value == handover and _DECISION(sequence=number) not in facts:
            message = f"Event {number} about handover {handover} is irregular: resolve it first."
            raise NothingToSayError(message)


class _Release:
    """The parts of a release, in the order in which they are read."""

    def __init__(self, public: Facts, handover: str, language: Language) -> None:
        self._public = public
        self._handover = handover
        self._texts = language.release
        self._wording = language.wording
        self._donors = public.matching(_CREDITED.any(handover=handover))

    def blocks(self) -> Iterator[Block]:
        yield from self._head()
        yield from self._body()
        yield from self._links()

    def _say(self, template: Template, **scope: str) -> Sentence | None:
        return sentence(template, self._public, handover=self._handover, **scope)

    def _head(self) -> Iterator[Block]:
        if title := self._say(self._texts.title):
            yield Title(title)
        if self._donors and (dek := self._say(self._texts.dek)):
            yield Dek(dek)

    def _body(self) -> Iterator[Block]:
        contexts = list(self._passages(PassageKind.CONTEXT))
        yield from contexts
        ceremony = list(self._ceremony())
        after = [*self._passages(PassageKind.PURPOSE), *self._programme()]
        around = [item for block in (*ceremony, *after) for item in _texts(block)]
        named_before = [item for block in contexts for item in block.sentences]
        delivery = self._delivery([*around, *named_before])
        if delivery is not None:
            yield Paragraph((delivery, *self._credit([delivery, *around])))
        yield from ceremony
        yield from after

    def _delivery(self, others: list[Sentence]) -> Sentence | None:
        """Who delivered what to whom, when; and where, unless another sentence says where."""
        said = self._say(self._texts.delivery, where="")
        country = self._public.get(_COUNTRY())
        if said is None or country is None:
            return said
        text = " ".join(item.text for item in (said, *others))
        if self._wording.is_named(str(country.value), text):
            return said
        return self._say(self._texts.delivery, where="in")

    def _credit(self, body: list[Sentence]) -> Iterator[Sentence]:
        """The donors: who paid for what, or where no other sentence of the body names them."""
        counts = self._public.matching(_COUNT.any(handover=self._handover))
        lots = [_COUNT.place(fact.name, "lot") for fact in counts]
        marks = [mark for lot in lots if (mark := self._public.get(_FUNDED_BY(lot=lot)))]
        shares = self._say(self._texts.shares)
        if len({mark.value for mark in marks}) > 1 and shares is not None:
            yield shares
            return
        text = " ".join(item.text for item in body)
        unnamed = [
            donor for donor in self._donors if not self._wording.is_named(str(donor.value), text)
        ]
        if unnamed and (credit := self._say(self._texts.financed)):
            yield credit

    def _ceremony(self) -> Iterator[Block]:
        if caption := self._say(self._texts.caption):
            yield Caption(caption)
        if attendees := self._say(self._texts.attendees):
            yield Paragraph((attendees,))
        for fact in self._public.matching(_WORDS.any(handover=self._handover)):
            if quote := self._say(self._texts.quote, number=_WORDS.place(fact.name, "number")):
                yield Quote(quote)

    def _programme(self) -> Iterator[Block]:
        known = any(name() in self._public for name in _DETAILS)
        found = [
            self._say(self._texts.partnership if known else self._texts.membership),
            self._say(self._texts.objective),
        ]
        yield from (Paragraph((item,)) for item in found if item is not None)
        yield from self._passages(PassageKind.PROGRAMME)

    def _passages(self, kind: PassageKind) -> Iterator[Paragraph]:
        for fact in self._public.matching(_PASSAGE[kind].any()):
            for paragraph in re.split(r"\n\s*\n", str(fact.value)):
                lines = self._wording.sentences(self._wording.stopped(tidy(paragraph)))
                yield Paragraph(tuple(Sentence(line, (fact.name,)) for line in lines))

    def _links(self) -> Iterator[Block]:
        links = self._public.ids(_PASSAGE[PassageKind.LINK].any())
        if links:
            yield Heading(fixed(self._texts.links))
            yield Items(tuple(self._link(item) for item in links))

    def _link(self, item: str) -> Item:
        title = self._public[_PASSAGE[PassageKind.LINK](passage=item)]
        address = self._public.get(_ADDRESS(passage=item))
        text = tidy(str(title.value))
        if address is None:
            return Item(Sentence(text, (title.name,)))
        return Item(Sentence(text, (title.name, address.name)), tidy(str(address.value)))


def _texts(block: Block) -> tuple[Sentence, ...]:
    match block:
        case Paragraph():
            return block.sentences
        case Quote():
            return (block.sentence,)
        case _:
            return ()
