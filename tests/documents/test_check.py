"""Tests of the check: a sentence that its facts do not carry is found."""

from dataclasses import replace

import pytest

from grants.documents.check import problems
from grants.documents.press_release import press_release
from grants.documents.tree import Document, Paragraph, Sentence
from grants.facts import facts
from tests.documents.builders import seed_story

KNOWN = facts(seed_story().stream)
RELEASE = press_release(KNOWN, "mali-2016")
COUNT = "handover.mali-2016.lot.vehicles.count"


def with_sentence(text: str, *names: str) -> Document:
    added = Paragraph((Sentence(text, names),))
    return replace(RELEASE, blocks=(*RELEASE.blocks, added))


@pytest.mark.parametrize(
    ("text", "names", "says"),
    [
        ("", (COUNT,), "is empty"),
        ("The vehicles are white.", (), "No fact stands behind"),
        ("There were 11 vehicles.", (COUNT,), "The number 11"),
        ("There were twelve vehicles.", (COUNT,), 'The number "twelve"'),
        ('He said "we are glad".', (COUNT,), 'The words "we are glad"'),
        ("He said: we can.", ("handover.mali-2016.quote.2.words",), "to the letter"),
        ("It is so.", ("no.such.fact",), "does not hold"),
        ("It cost a lot.", ("lot.vehicles.award.price",), "is restricted"),
        ("Write to awa.keita@example.org.", (COUNT,), "e-mail address"),
        ("Awa Keita-Ndiaye signed.", (COUNT,), "staff.awa.name"),
    ],
)
def test_the_check_finds(text: str, names: tuple[str, ...], says: str) -> None:
    assert any(says in problem for problem in problems(with_sentence(text, *names), KNOWN))


@pytest.mark.parametrize("text", ["Ten vehicles arrived.", "There are 10 of them."])
def test_the_check_lets_a_sentence_pass_that_its_facts_carry(text: str) -> None:
    assert problems(with_sentence(text, COUNT), KNOWN) == []


def test_a_release_without_a_credit_in_its_body_is_found() -> None:
    short = replace(RELEASE, blocks=RELEASE.blocks[:2])

    assert any("body does not credit Japan" in item for item in problems(short, KNOWN))
