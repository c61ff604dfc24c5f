"""Tests of the check: a sentence that its facts do not carry is found."""

from dataclasses import replace

import pytest

from grants.documents.check import problems
from grants.documents.press_release import press_release
from grants.documents.tree import Document, Paragraph, Sentence, sentences_of
from grants.facts import Facts, facts
from tests.documents.builders import money, seed_story

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
    head, body = RELEASE.blocks[:2], RELEASE.blocks[2:]
    told = (block for block in body if not any("Japan" in s.text for s in sentences_of(block)))
    short = replace(RELEASE, blocks=(*head, *told))

    assert any("body does not credit Japan" in item for item in problems(short, KNOWN))


def with_values(**values: str) -> Facts:
    """The seed's facts with other sums, and those of `public` disclosed."""
    told = []
    for fact in KNOWN.values():
        last = fact.name.rsplit(".", maxsplit=1)[-1]
        told.append(replace(fact, value=money(values[last])) if last in values else fact)
    return Facts(told)


def disclosed(known: Facts, *names: str) -> Facts:
    return Facts(replace(fact, public=fact.public or fact.name in names) for fact in known.values())


PLEDGED = "pledge.3.amount"


@pytest.mark.parametrize("written", ["USD 2,400,000", "2,400,000.00", "2400000", "USD 2400000.00"])
def test_a_restricted_sum_whose_figures_are_public_elsewhere_does_not_block(written: str) -> None:
    known = with_values(amount="USD 2400000", price="USD 2400000.00", committed="USD 2400000")
    said = with_sentence(f"The budget is {written}.", PLEDGED)

    assert any("restricted" in item for item in problems(said, known)), (
        "as long as the pledge is restricted too"
    )
    assert problems(said, disclosed(known, PLEDGED)) == []


def test_a_sum_in_another_currency_is_not_the_same_sum() -> None:
    known = disclosed(with_values(amount="JPY 2400000", price="USD 2400000"), PLEDGED)
    said = with_sentence("It cost USD 2,400,000.", PLEDGED)

    assert any("lot.vehicles.award.price" in item for item in problems(said, known))


def test_each_fault_is_told_once_with_its_sentence_and_its_mend() -> None:
    words = "Sahara Motors SARL (illustrative) was paid USD 398,765.43."
    found = problems(with_sentence(words, COUNT), KNOWN)

    assert len(found) == len(set(found))
    leaks = [item for item in found if "is restricted" in item]
    assert len(leaks) == 2
    for item in leaks:
        assert words in item
        assert f"reword {COUNT} (event 19, units-allocated)" in item
        assert "or make it public" in item


def test_a_number_is_held_against_its_facts_by_value() -> None:
    known = disclosed(with_values(amount="USD 2400000.00"), PLEDGED)

    assert problems(with_sentence("USD 2,400,000 was pledged.", PLEDGED), known) == []
    wrong = problems(with_sentence("USD 2,400,001 was pledged.", PLEDGED), known)
    assert [item for item in wrong if "2,400,001" in item]
