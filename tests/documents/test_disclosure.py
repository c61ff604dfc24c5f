"""Properties: whatever is restricted, it neither stands in a release nor changes a letter of it."""

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.documents import render
from grants.documents.check import problems
from grants.documents.drafts import draft
from grants.documents.errors import DocumentCheckError
from grants.documents.formats import FORMATS
from grants.documents.press_release import press_release
from grants.domain.envelope import Envelope
from grants.domain.reporting.content import DocumentKind
from grants.facts import facts
from tests.documents.builders import SERIALS, SUPPLIER, seed_story
from tests.documents.shapes import burkina

SEED: Final = tuple(seed_story().stream)
DISCLOSED: Final = [(place, name) for place, item in enumerate(SEED) for name in item.public]
SECRETS: Final = (SUPPLIER, *SERIALS, "398765", "398,765", "54321000", "54,321,000", "Keita")
PEOPLE: Final = ("Traoré", "Kondo", "LAPAQUE")


def disclosing(kept: set[tuple[int, str]]) -> list[Envelope]:
    """The seed's stream with only these fields public."""
    return [
        item.model_copy(update={"public": tuple(name for at, name in sorted(kept) if at == place)})
        for place, item in enumerate(SEED)
    ]


def shouted(stream: list[Envelope]) -> list[Envelope]:
    """The same stream with other words and names in every restricted text."""

    def change(value: object) -> object:
        match value:
            case str():
                return f"{value} restricted"
            case list():
                return [change(item) for item in value]
            case dict():
                return {key: change(item) if key in TEXTS else item for key, item in value.items()}
            case _:
                return value

    result = []
    for item in stream:
        data = item.data.model_dump(mode="json")
        for name in FREE.get(item.type, ()):
            if not item.discloses(name):
                data[name] = change(data[name])
        result.append(item.model_copy(update={"data": type(item.data).model_validate(data)}))
    return result


TEXTS: Final = {"name", "short", "office", "given", "family", "words", "lead", "title", "objective"}
FREE: Final = {
    "grant-opened": ("title", "agency", "programme", "recipient", "beneficiaries", "donors"),
    "ceremony-held": ("attendees", "remarks", "caption"),
    "passage-adopted": ("text",),
    "award-approved": ("supplier",),
    "custody-transferred": ("receiver", "certificate"),
    "handover-planned": ("title",),
}


@settings(max_examples=60, deadline=None)
@given(kept=st.sets(st.sampled_from(DISCLOSED)))
def test_nothing_restricted_is_ever_in_a_release(kept: set[tuple[int, str]]) -> None:
    stream = disclosing(kept)
    known = facts(stream)
    document = press_release(known, "mali-2016")
    text = "".join(render.rendered(document, ending).decode() for ending in FORMATS)

    assert not any(secret in text for secret in SECRETS)
    assert all(known[name].public for item in document.sentences() for name in item.facts)
    attended = next(item for item in stream if item.type == "ceremony-held")
    if not attended.discloses("attendees"):
        assert not any(name in text for name in PEOPLE)


@settings(max_examples=40, deadline=None)
@given(kept=st.sets(st.sampled_from(DISCLOSED)))
def test_what_is_restricted_does_not_change_a_letter(kept: set[tuple[int, str]]) -> None:
    stream = disclosing(kept)

    before = press_release(facts(stream), "mali-2016")
    after = press_release(facts(shouted(stream)), "mali-2016")

    assert render.rendered(before, "html") == render.rendered(after, "html")


@pytest.mark.parametrize(
    ("event", "field", "says"),
    [
        ("units-allocated", "goods", "cannot say what was delivered"),
        ("ceremony-held", "on", "cannot say what was delivered"),
        ("grant-opened", "agency", "cannot say what was delivered"),
        ("lot-opened", "goods", "cannot say what was delivered"),
        ("grant-opened", "donors", "does not credit"),
    ],
)
def test_a_release_that_lacks_its_core_says_which_field_is_restricted(
    event: str, field: str, says: str
) -> None:
    kept = {
        (place, name) for place, name in DISCLOSED if (SEED[place].type, name) != (event, field)
    }

    with pytest.raises(DocumentCheckError) as refused:
        draft(DocumentKind.PRESS_RELEASE, disclosing(kept), "mali-2016")
    assert any(says in problem and event in problem for problem in refused.value.problems)
    mend = f"grants disclose {SEED[0].stream} {number_of(event)} {field} --by you"
    assert any(mend in problem for problem in refused.value.problems)


def number_of(event: str) -> int:
    return next(item.sequence for item in SEED if item.type == event)


def test_a_date_that_is_missing_is_one_fault_and_the_credit_no_second() -> None:
    stream = [
        item.model_copy(update={"public": ()}) if item.type == "custody-transferred" else item
        for item in burkina().stream
    ]

    with pytest.raises(DocumentCheckError) as refused:
        draft(DocumentKind.PRESS_RELEASE, stream, "h")
    assert [item for item in refused.value.problems if "credit" in item] == []


def test_a_supplier_that_is_named_in_a_public_passage_is_found() -> None:
    stream = list(SEED)
    place = next(at for at, item in enumerate(stream) if item.type == "passage-adopted")
    passage = stream[place]
    told = passage.data.model_copy(update={"text": f"{SUPPLIER} was paid USD 398,765.43 for it."})
    stream[place] = passage.model_copy(update={"data": told})

    with pytest.raises(DocumentCheckError) as refused:
        draft(DocumentKind.PRESS_RELEASE, stream, "mali-2016")
    assert any("lot.vehicles.award.supplier" in problem for problem in refused.value.problems)
    assert any("398,765.43" in problem for problem in refused.value.problems)


def test_the_seed_release_has_no_problems() -> None:
    known = facts(SEED)

    assert problems(press_release(known, "mali-2016"), known) == []
