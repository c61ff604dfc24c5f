"""Nobody reads a sum, a supplier or a name that is not for them, whoever wrote it where."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from grants.domain.administration.commands import CancelGrant
from grants.domain.envelope import Envelope
from grants.domain.people import Role
from grants.domain.reporting.commands import ReturnReport
from grants.notices.sight import IN_MONEY, Sight
from grants.notices.telling import Reader
from grants.notices.words import words
from grants.ports import Notice
from tests.domain import phrases as say
from tests.domain.builders import accepted, closed, delivered, invoiced, opened_bids, submitted
from tests.domain.examples import examples
from tests.notices.post import letters, told, with_mail

PRIVATE = ("Alpha Motors", "Beta Motors")
OUR_PEOPLE = ("Pia", "Ada", "Abe", "Paul", "Petra", "Eva", "Finn", "Fay", "Ines", "Otto")


def stories() -> Iterator[list[Envelope]]:
    yield with_mail(closed().stream)
    talk = submitted()
    talk.send(ReturnReport(report="final", reason="Alpha Motors had USD 40,000.00 of 226000"))
    yield with_mail(talk.stream)
    talk = invoiced()
    talk.send(say.invoice("INV-2", "USD 99000"))
    talk.send(CancelGrant(reason="alpha motors asked for 40000"))
    yield with_mail(talk.stream)
    talk = delivered()
    talk.send(say.drafted(say.RELEASE, failure='"USD 40,000" (lot.cars.award) is restricted.'))
    yield with_mail(talk.stream)


def mails() -> Iterator[tuple[frozenset[Role], Notice]]:
    for stream in stories():
        for event in stream:
            at = event.sequence
            _, found = told(stream, at, at)
            roles = {one.reader.actor: one.reader.roles for one in found}
            for actor, notice in letters(stream, at, at).items():
                yield roles[actor], notice


def everything(notice: Notice) -> str:
    files = " ".join(item.content.decode() for item in notice.attachments)
    return " ".join((notice.subject, notice.text, re.sub("<[^>]*>", "", notice.html), files))


def figures(said: str) -> set[Decimal]:
    return {Decimal(found.replace(",", "")) for found in re.findall(r"\d[\d,]*\.?\d*\b", said)}


SUMS = {
    Decimal(text) for text in ("210000", "200000", "226000", "60000", "40000", "44000", "99000")
}


def test_no_sum_and_no_supplier_reaches_who_may_not_see_it() -> None:
    seen = [(roles, everything(mail)) for roles, mail in mails()]
    kept = [said for roles, said in seen if not roles & IN_MONEY and Role.EVALUATOR not in roles]

    assert len(kept) > 20
    for said in kept:
        assert not figures(said) & SUMS, said
        assert not [name for name in PRIVATE if name.lower() in said.lower()], said
    assert any(figures(said) & SUMS for roles, said in seen if roles & IN_MONEY)


def test_no_sum_and_no_supplier_stands_in_a_subject() -> None:
    for _, mail in mails():
        assert not figures(mail.subject) & SUMS
        assert not [name for name in PRIVATE if name.lower() in mail.subject.lower()]


def test_no_name_of_the_agencys_people_reaches_those_outside() -> None:
    outside = [everything(mail) for roles, mail in mails() if roles == {Role.DONOR}]

    assert outside
    for said in outside:
        assert not [name for name in OUR_PEOPLE if re.search(rf"\b{name}\b", said)], said


def test_the_words_of_every_event_keep_what_is_not_for_the_donor() -> None:
    grant = accepted().grant
    donor = Reader("dan", None, frozenset({Role.DONOR}))
    for envelope in examples():
        said = " ".join(words(envelope.data, Sight(grant, envelope, donor)))
        assert not figures(said) & SUMS, said
        assert not [name for name in PRIVATE if name in said], said


def sight(*roles: Role, public: tuple[str, ...] = (), **more: Any) -> Sight:
    talk = opened_bids(**more)
    envelope = talk.last.model_copy(update={"public": public})
    return Sight(talk.grant, envelope, Reader("somebody", None, frozenset(roles)))


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.PROGRAMME, True),
        (Role.PROCUREMENT, True),
        (Role.FINANCE, True),
        (Role.APPROVER, True),
        (Role.AUDITOR, True),
        (Role.EVALUATOR, True),
        (Role.INFORMATION, False),
        (Role.DONOR, False),
    ],
)
def test_prices_are_for_those_who_work_with_money(role: Role, *, sees: bool) -> None:
    assert sight(role).may_see("opened") == sees


def test_an_evaluator_sees_no_sum_before_the_opening() -> None:
    talk = opened_bids()
    before = next(event for event in talk.stream if event.type == "lot-opened")
    grant = talk.grant.model_copy(update={"procurement": type(talk.grant.procurement)()})

    seen = Sight(grant, before, Reader("eva", None, frozenset({Role.EVALUATOR})))

    assert not seen.may_see("ceiling")


def test_what_is_disclosed_is_for_everybody() -> None:
    assert sight(Role.DONOR, public=("opened",)).may_see("opened")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It costs USD 40,000.00 now", "It costs [a sum] now"),
        ("It costs 40000", "It costs [a sum]"),
        ("40 000 people", "40 000 people"),
        ("4 cars, 40,001 boxes", "4 cars, 40,001 boxes"),
        ("ALPHA MOTORS and beta motors", "[a supplier] and [a supplier]"),
    ],
)
def test_what_people_wrote_is_shown_without_what_is_hidden(text: str, shown: str) -> None:
    assert sight(Role.INFORMATION).free(text) == shown
    assert sight(Role.FINANCE).free(text) == text
