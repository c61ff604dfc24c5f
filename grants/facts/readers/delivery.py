"""What handovers say: what they hold, who came, what was said, when it was."""

from dataclasses import replace
from functools import partial
from typing import Final

from grants.domain.delivery.content import Guest
from grants.domain.delivery.events import (
    CeremonyHeld,
    CeremonyPostponed,
    CustodyTransferred,
    HandoverCancelled,
    UnitsAllocated,
)
from grants.domain.envelope import Envelope
from grants.domain.people import ERASED
from grants.facts.book import Book, Share, fact_of
from grants.facts.direct import DIRECT
from grants.facts.model import part
from grants.facts.readers.administration import bare_name
from grants.facts.vocabulary import Beginning, Kind, Name, stated

HELD: Final = DIRECT["handover.{handover}.ceremony.date"]
COUNT: Final = stated(
    "handover.{handover}.lot.{lot}.count", Kind.COUNT, "Units of a lot.", UnitsAllocated, "goods"
)
ALLOCATED: Final = stated(
    "handover.{handover}.allocation.date",
    Kind.DATE,
    "When units were last allocated.",
    UnitsAllocated,
    "goods",
    "on",
)
STARTS: Final = stated(
    "handover.{handover}.schedule.starts",
    Kind.DATE,
    "When the ceremony is to begin.",
    CeremonyPostponed,
    "starts",
)
DAY: Final = stated(
    "handover.{handover}.date",
    Kind.DATE,
    "When the goods were given: at the ceremony, or without one when custody passed.",
    (CeremonyHeld, CustodyTransferred),
    "on",
)


def _person(last: str, meaning: str) -> Name:
    pattern = f"handover.{{handover}}.person.{{person}}.{last}"
    return stated(pattern, Kind.TEXT, meaning, CeremonyHeld, "attendees")


FULL_NAME: Final = _person("name", "A guest, with honorific.")
PLAIN_NAME: Final = _person("plain-name", "A guest, without honorific.")
TITLE: Final = _person("title", "A guest's official title.")
REMARK: Final = _person("remark", "A clause about a guest.")
TITLE_FIRST: Final = _person("title-first", "A guest's title, where it goes before the name.")


def _quote(last: str, meaning: str, *fields: str) -> Name:
    pattern = f"handover.{{handover}}.quote.{{number}}.{last}"
    return stated(pattern, Kind.TEXT, meaning, CeremonyHeld, *fields)


WORDS: Final = _quote("words", "What was said, to the letter.", "remarks")
LEAD: Final = _quote("lead", "What goes between speaker and words.", "remarks")
SPEAKER: Final = _quote("speaker", "What the speaker is called.", "remarks", "attendees")

STATED: Final = (
    COUNT,
    ALLOCATED,
    STARTS,
    DAY,
    FULL_NAME,
    PLAIN_NAME,
    TITLE,
    REMARK,
    TITLE_FIRST,
    WORDS,
    LEAD,
    SPEAKER,
)

_LOT: Final = DIRECT["lot.{lot}.title"]
_ALL: Final = Beginning("handover.{handover}.", STATED)
_PLAN: Final = Beginning("handover.{handover}.plan.", DIRECT.values())
_LOTS: Final = Beginning("handover.{handover}.lot.", STATED)
_PEOPLE: Final = Beginning("handover.{handover}.person.", STATED)
_QUOTES: Final = Beginning("handover.{handover}.quote.", STATED)


def _allocated(book: Book, envelope: Envelope, data: UnitsAllocated) -> None:
    handover = part(data.handover)
    book.drop(_LOTS(handover=handover))
    for lot in sorted(data.goods, key=partial(_opened, book)):
        book.put(envelope, COUNT, data.goods[lot] or None, handover=handover, lot=lot)
    book.put(envelope, ALLOCATED, envelope.on, handover=handover)
    split = fact_of(envelope, "", "", ["allocations"])
    named = replace(split, public=split.public or envelope.discloses("beneficiaries"))
    held = book.held.setdefault(handover, {})
    for allocation in data.allocations:
        for unit in allocation.units:
            held[part(allocation.lot), unit] = Share(part(allocation.beneficiary), split, named)


def _opened(book: Book, lot: str) -> int:
    """Where the lot's opening stands in the stream: a journal keeps no order of a mapping."""
    title = book.facts.get(_LOT(lot=lot))
    return title.events[0].sequence if title is not None else 0


def _postponed(book: Book, envelope: Envelope, data: CeremonyPostponed) -> None:
    book.put(envelope, STARTS, data.starts, handover=data.handover)


def _held(book: Book, envelope: Envelope, data: CeremonyHeld) -> None:
    handover = part(data.handover)
    book.drop(_PEOPLE(handover=handover))
    book.drop(_QUOTES(handover=handover))
    book.put(envelope, DAY, envelope.on, handover=handover)
    present = [guest for guest in data.attendees if guest.name.family != ERASED]
    people = {guest.person: guest for guest in present}
    for guest in present:
        parts = {"handover": handover, "person": guest.person}
        book.put(envelope, FULL_NAME, guest.name.full, **parts)
        book.put(envelope, PLAIN_NAME, bare_name(guest.name), **parts)
        book.put(envelope, TITLE, guest.title, **parts)
        book.put(envelope, REMARK, guest.remark, **parts)
        book.put(envelope, TITLE_FIRST, guest.title if guest.title_first else None, **parts)
    spoken = [remark for remark in data.remarks if remark.words != ERASED]
    for number, remark in enumerate(spoken, start=1):
        of = {"handover": handover, "number": number}
        book.put(envelope, WORDS, remark.words, **of)
        book.put(envelope, LEAD, remark.lead, **of)
        speaker = people.get(remark.speaker)
        if speaker is not None:
            book.put(envelope, SPEAKER, _called(speaker), **of)


def _called(guest: Guest) -> str:
    """What a person is called when quoted, after first mention."""
    if guest.later:
        return guest.later
    if guest.name.honorific:
        return f"{guest.name.honorific} {guest.name.family}"
    if guest.title:
        return guest.title if guest.title.lower().startswith("the ") else f"the {guest.title}"
    return guest.name.full


def _custody(book: Book, envelope: Envelope, data: CustodyTransferred) -> None:
    if HELD(handover=data.handover) not in book.facts:
        book.put(envelope, DAY, envelope.on, handover=data.handover)


def _called_off(book: Book, _envelope: Envelope, data: HandoverCancelled) -> None:
    handover = part(data.handover)
    book.drop(_ALL(handover=handover), keep=_PLAN(handover=handover))
    book.held.pop(handover, None)


READERS: Final = {
    UnitsAllocated: _allocated,
    CeremonyPostponed: _postponed,
    CeremonyHeld: _held,
    CustodyTransferred: _custody,
    HandoverCancelled: _called_off,
}
