"""There is always a way out: what a refusal names can be done, and every grant can end."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grants import domain
from grants.domain.errors import AlreadyDoneError, RefusalError
from grants.domain.messages import Command
from tests.domain import phrases as say
from tests.domain.builders import (
    ALL_FOUR,
    allocated,
    awarded,
    bid_for,
    delivered,
    evaluated,
    funded,
    held,
    lapsed,
    opened,
    opened_bids,
    ordered,
    owned,
    paid,
    planned,
    signed,
    solicited,
    stocked,
    submitted,
    with_lot,
)
from tests.domain.cast import adopting
from tests.domain.conversation import Conversation, usual_sender
from tests.domain.mends import FOLLOWED, IN_OTHER_WORDS, NOTHING_TO_SEND, Refused, followable
from tests.domain.walk import Walk

RULES = Path(domain.__file__).parent


def mends() -> Iterator[str]:
    """Every mend in the rule book, with `…` where something is filled in."""
    for path in sorted(RULES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "mend":
                yield from _written(node.value)


def _written(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            said = [part.value if isinstance(part, ast.Constant) else "1" for part in parts]
            yield "".join(map(str, said))
        case _:  # given by the caller, where it is read
            return


@pytest.mark.parametrize("mend", sorted(set(mends())))
def test_it_is_known_what_every_mend_means(mend: str) -> None:
    meant = [*FOLLOWED, *IN_OTHER_WORDS, *NOTHING_TO_SEND]
    filled = mend.replace("Adopt a policy with a 1 rate", "Adopt a policy with a EUR rate")

    assert any(re.search(pattern, filled) for pattern in meant)


@pytest.mark.parametrize("pattern", FOLLOWED)
def test_what_is_known_of_mends_is_about_mends_that_are_there(pattern: str) -> None:
    said = [*mends(), "send it, or appoint", "Adopt a policy with a EUR rate"]

    assert any(re.search(pattern, mend) for mend in said)


def refused(talk: Conversation, command: Command, by: str | None = None) -> Refused:
    sender = by or usual_sender(command)
    with pytest.raises(RefusalError) as caught:
        talk.send(command, by=sender)
    at = talk.grant.latest_on
    assert at is not None
    return Refused(talk.grant, command, sender, at, caught.value)


EACH: list[tuple[Callable[[], Conversation], Command]] = [
    (with_lot, say.bid()),
    (solicited, say.bids_open()),
    (bid_for, say.evaluation()),
    (opened_bids, say.evaluation(compliant=(), failing=("alpha", "beta"))),
    (opened_bids, say.award()),
    (evaluated, say.order()),
    (evaluated, say.evaluation()),
    (awarded, say.award()),
    (planned, say.plan()),
    (planned, say.schedule()),
    (planned, say.custody()),
    (allocated, say.custody()),
    (allocated, say.title()),
    (allocated, say.invitation("envoy")),
    (held, say.title()),
    (held, say.schedule()),
    (held, say.release_draft()),
    (delivered, say.custody()),
    (owned, say.allocation(say.some(1))),
    (stocked, say.giving_up()),
    (opened, say.signing(donor="sudland")),
    (signed, say.lot()),
    (funded, say.lot(ceiling="USD 999999")),
    (funded, say.lot(ceiling="CHF 1")),
    (with_lot, say.lot()),
    (submitted, say.submission()),
    (paid, say.closure()),
]


@pytest.mark.parametrize(("given", "command"), EACH)
def test_what_stands_in_the_way_names_what_can_be_done(
    given: Callable[[], Conversation], command: Command
) -> None:
    assert followable(refused(given(), command))


def test_a_handover_without_a_ceremony_is_not_told_to_postpone_it() -> None:
    talk = allocated(ceremony=False)

    found = refused(talk, say.schedule())

    assert isinstance(found.refusal, AlreadyDoneError)
    assert followable(found)


def wrongly_invoiced() -> Conversation:
    talk = stocked()
    talk.send(say.invoice("INV-1", "EUR 99999"))
    talk.send(say.ruling(talk.last.sequence, accepted=True))
    return talk


def all_unfit() -> Conversation:
    talk = ordered()
    talk.send(say.goods(*ALL_FOUR, damaged=ALL_FOUR))
    talk.send(say.invoice())
    return talk


def unordered_goods() -> Conversation:
    talk = with_lot()
    talk.send(say.goods("C1", "C2"))
    talk.send(say.ruling(talk.last.sequence, accepted=True))
    return talk


def too_many_handovers() -> Conversation:
    talk = owned()
    talk.send(say.plan("later"))
    return talk


def too_dear() -> Conversation:
    talk = opened_bids(("alpha", "EUR 40000"), ("beta", "USD 50000"), ceiling="USD 44000")
    for command in (say.evaluation(), say.award(), say.order(), say.goods(*ALL_FOUR)):
        talk.send(command)
    talk.send(say.invoice(amount="EUR 40000"))
    talk.send(adopting("dear", EUR="1.30"))
    return talk


def no_beneficiaries() -> Conversation:
    return stocked(beneficiaries=())


STUCK = (
    no_beneficiaries,
    wrongly_invoiced,
    all_unfit,
    unordered_goods,
    too_many_handovers,
    too_dear,
    lapsed,
    opened,
    bid_for,
    evaluated,
    ordered,
    submitted,
)


@pytest.mark.parametrize("patient", [True, False])
@pytest.mark.parametrize("given", STUCK)
def test_the_books_can_be_closed_from_anywhere(
    given: Callable[[], Conversation], *, patient: bool
) -> None:
    talk = given()

    assert Walk.on_from(talk, patient=patient).to_the_end().administration.ended == "closed"
    assert Walk.on_from(talk, patient=patient).cancelled().administration.ended == "cancelled"
