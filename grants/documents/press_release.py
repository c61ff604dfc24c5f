"""The press release about one handover, in English, from public facts only."""

import re
from collections.abc import Iterator
from typing import Final

from grants.documents import wording
from grants.documents.errors import NothingToSayError
from grants.documents.templates import fixed, sentence
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
from grants.facts import Facts, part

TITLE: Final = (
    '{{ the("agency.short") }} delivers {{ goods(headline=true) }}'
    '{% if has("recipient.called") %} to {{ the("recipient.called") | bare }}'
    '{% elif has("recipient.name") %} to {{ the("recipient.name") | definite }}{% endif %}'
    '{{ cite("handover.{handover}.date", "handover.{handover}.custody.date") }}'
)

DEK: Final = (
    "This activity was financed by "
    '{{ values("handover.{handover}.donor.*.name") | alphabetical | bodies }}'
    '{{ cite("handover.{handover}.date") }}'
)

DELIVERY: Final = (
    '{% set lead = values("passage.*.framework") | opening %}'
    '{% set short = the("agency.short") %}'
    '{% set full = the("agency.name") | definite ~ " (" ~ short ~ ")" %}'
    '{% set agency = short if the("agency.name") == short else full %}'
    "{% filter capital %}{% if lead %}{{ lead }}, {% endif %}"
    '{% if has("agency.office") %}{% set office = the("agency.office") | bare %}'
    "{% if short in lead %}its {{ office }}"
    "{% elif agency == short %}the {{ short }} {{ office }}"
    "{% else %}the {{ office }} of {{ agency }}{% endif %}"
    "{% else %}{{ agency }}{% endif %}{% endfilter %}"
    " delivered {{ goods() }}"
    '{% if has("recipient.name") %} to {{ the("recipient.name") | definite }}{% endif %}'
    '{% if where and has("country.name") %} in {{ the("country.name") }}{% endif %}'
    ' on {{ the("handover.{handover}.date") | day }}'
    "{% set services = each('handover.{handover}.beneficiary.*.name', 'service') %}"
    "{% if services %}, for {{ services | listed }}{% endif %}."
    '{{ cite("handover.{handover}.custody.date") }}'
)

SERVICE: Final = (
    '{% set gloss = "handover.{handover}.beneficiary.{item}.gloss" %}'
    '{{ the("handover.{handover}.beneficiary.{item}.name") | definite }}'
    "{% if has(gloss) %} ({{ the(gloss) | bare }}){% endif %}"
)

ATTENDEES: Final = (
    "{% set people = each('handover.{handover}.person.*.name', 'person') %}"
    '{% set place = "handover.{handover}.schedule.place" %}'
    "{% if people %}The ceremony{% if has(place) %}, held in {{ the(place) | bare }},{% endif %}"
    " was attended by {{ people | listed }}.{% endif %}"
)

PERSON: Final = (
    '{% set of = "handover.{handover}.person.{item}." %}'
    '{% if has(of ~ "title-first") %}{{ the(of ~ "title-first") | articled }}, {% endif %}'
    '{{ the(of ~ "name") }}'
    '{% if has(of ~ "title") and not has(of ~ "title-first") %}, {{ the(of ~ "title") }}{% endif %}'
    '{% if has(of ~ "remark") %}, {{ the(of ~ "remark") }}{% endif %}'
)

QUOTE: Final = (
    '{% set words = the("handover.{handover}.quote.{number}.words") %}'
    '{{ the("handover.{handover}.quote.{number}.speaker") | capital }} '
    '{{ the("handover.{handover}.quote.{number}.lead") }} "{{ words }}"'
    "{% if words | stopped != words %}.{% endif %}"
)

CAPTION: Final = '{{ the("handover.{handover}.ceremony.caption") }}'

FINANCED: Final = (
    "The delivery was financed by "
    '{{ values("handover.{handover}.donor.*.name") | alphabetical | bodies }}.'
)

SHARES: Final = (
    "{% set shares = each('handover.{handover}.lot.*.count', 'share') %}"
    "{% filter capital %}{{ shares | listed }}{% endfilter %}."
)
"""Who paid for what, where the lots are different donors' money."""

SHARE: Final = (
    '{% set donor = the("lot.{item}.donor") | replace(".", "_") %}'
    '{{ [the("donor." ~ donor ~ ".name")] | bodies }} financed the '
    '{{ the("lot.{item}.goods.plural") }}'
)

PARTNERSHIP: Final = (
    '{% set since = has("programme.since") %}'
    '{{ the("agency.short") }} {{ "has worked" if since else "works" }}'
    '{% if has("programme.partner") %}'
    ' in partnership with {{ the("programme.partner") }}{% endif %}'
    ' under {{ the("programme.name") | articled }}'
    '{% if since %} since {{ the("programme.since") }}{% endif %}'
    '{% if has("programme.alongside") %}'
    ', alongside {{ the("programme.alongside") | bodies }}{% endif %}.'
)

MEMBERSHIP: Final = (
    'This activity is part of {{ the("programme.name") | articled }} of {{ the("agency.short") }}.'
)

OBJECTIVE: Final = (
    'An objective of {{ the("programme.name") | articled }} is '
    '{{ the("programme.objective") | stopped }}'
)


def press_release(facts: Facts, handover: str) -> Document:
    """The release about a handover; a sentence that lacks a public fact is left out.

    Raises NothingToSayError where the goods have not changed hands, or where something about the
    handover is irregular and undecided.
    """
    _be_delivered(facts, handover)
    public = facts.public()
    blocks = (*_head(public, handover), *_body(public, handover), *_links(public))
    return Document(DocumentKind.PRESS_RELEASE.value, "en", handover, blocks)


def _be_delivered(facts: Facts, handover: str) -> None:
    name = f"handover.{part(handover)}"
    if f"{name}.cancelled.date" in facts:
        message = f"Handover {handover} was called off: there is nothing to release."
        raise NothingToSayError(message)
    if f"{name}.custody.date" not in facts:
        message = f"Handover {handover} has not been delivered: transfer custody first."
        raise NothingToSayError(message)
    for about in facts.matching("irregularity.*.about"):
        waits = about.name.replace(".about", ".decision") not in facts
        if about.value == handover and waits:
            number = about.events[0].sequence
            message = f"Event {number} about handover {handover} is irregular: resolve it first."
            raise NothingToSayError(message)


def _head(public: Facts, handover: str) -> Iterator[Block]:
    if title := sentence(TITLE, public, handover=handover):
        yield Title(title)
    if public.matching(f"handover.{part(handover)}.donor.*.name") and (
        dek := sentence(DEK, public, handover=handover)
    ):
        yield Dek(dek)


def _body(public: Facts, handover: str) -> Iterator[Block]:
    yield from _passages(public, PassageKind.CONTEXT)
    ceremony = list(_ceremony(public, handover))
    after = [*_passages(public, PassageKind.PURPOSE), *_programme(public)]
    around = [item for block in (*ceremony, *after) for item in _texts(block)]
    delivery = _delivery(public, handover, [*around, *_contexts(public)])
    if delivery is not None:
        yield Paragraph((delivery, *_credit(public, handover, [delivery, *around])))
    yield from ceremony
    yield from after


def _delivery(public: Facts, handover: str, others: list[Sentence]) -> Sentence | None:
    """Who delivered what to whom, when; and where, unless another sentence names the country."""
    pieces = {"service": SERVICE}
    said = sentence(DELIVERY, public, handover=handover, pieces=pieces, where="")
    country = public.get("country.name")
    if said is None or country is None:
        return said
    text = " ".join(item.text for item in (said, *others))
    if wording.is_named(str(country.value), text):
        return said
    return sentence(DELIVERY, public, handover=handover, pieces=pieces, where="in")


def _contexts(public: Facts) -> list[Sentence]:
    return [item for block in _passages(public, PassageKind.CONTEXT) for item in block.sentences]


def _texts(block: Block) -> tuple[Sentence, ...]:
    match block:
        case Paragraph():
            return block.sentences
        case Quote():
            return (block.sentence,)
        case _:
            return ()


def _credit(public: Facts, handover: str, body: list[Sentence]) -> Iterator[Sentence]:
    """The donors in the body: who paid for what, or where no other sentence there names them."""
    lots = public.ids(f"handover.{part(handover)}.lot.*.count")
    payers = {public[name].value for lot in lots if (name := f"lot.{lot}.donor") in public}
    shares = sentence(SHARES, public, handover=handover, pieces={"share": SHARE})
    if len(payers) > 1 and shares is not None:
        yield shares
        return
    donors = public.matching(f"handover.{part(handover)}.donor.*.name")
    text = " ".join(item.text for item in body)
    unnamed = [donor for donor in donors if not wording.is_named(str(donor.value), text)]
    if unnamed and (credit := sentence(FINANCED, public, handover=handover)):
        yield credit


def _ceremony(public: Facts, handover: str) -> Iterator[Block]:
    if caption := sentence(CAPTION, public, handover=handover):
        yield Caption(caption)
    if attendees := sentence(ATTENDEES, public, handover=handover, pieces={"person": PERSON}):
        yield Paragraph((attendees,))
    for number in public.ids(f"handover.{part(handover)}.quote.*.words"):
        if quote := sentence(QUOTE, public, handover=handover, number=number):
            yield Quote(quote)


def _programme(public: Facts) -> Iterator[Block]:
    details = ("programme.since", "programme.partner", "programme.alongside")
    known = any(name in public for name in details)
    found = [
        sentence(PARTNERSHIP if known else MEMBERSHIP, public),
        sentence(OBJECTIVE, public),
    ]
    yield from (Paragraph((item,)) for item in found if item is not None)
    yield from _passages(public, PassageKind.PROGRAMME)


def _passages(public: Facts, kind: PassageKind) -> Iterator[Paragraph]:
    for fact in public.matching(f"passage.*.{kind}"):
        for paragraph in re.split(r"\n\s*\n", str(fact.value)):
            lines = wording.sentences(wording.stopped(wording.tidy(paragraph)))
            yield Paragraph(tuple(Sentence(line, (fact.name,)) for line in lines))


def _links(public: Facts) -> Iterator[Block]:
    found = [_link(public, item) for item in public.ids(f"passage.*.{PassageKind.LINK}")]
    if found:
        yield Heading(fixed("For more information:"))
        yield Items(tuple(found))


def _link(public: Facts, item: str) -> Item:
    title, address = public[f"passage.{item}.link"], public.get(f"passage.{item}.address")
    text = wording.tidy(str(title.value))
    if address is None:
        return Item(Sentence(text, (title.name,)))
    return Item(Sentence(text, (title.name, address.name)), wording.tidy(str(address.value)))
