"""What an event commits to, and that a field can be shown or erased apart from the others."""

import json
from base64 import urlsafe_b64decode
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from grants.proof import commitments
from grants.proof.commitments import GENESIS, digest, digests, disclosed, disclosure, leaf
from tests.proof.events import EVENTS, event

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
plain = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)


def salts(count: int) -> list[str]:
    return [f"{number:022d}" for number in range(count)]


def stored(**data: Any) -> dict[str, Any]:
    return EVENTS[0] | {"data": {"type": EVENTS[0]["type"], **data}}


def test_a_digest_is_that_of_the_standard() -> None:
    """RFC 9901, 4.2.1 and 4.2.3."""
    shown = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"

    assert digest(shown) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert disclosed(shown) == ("_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius")


@given(texts, values)
def test_what_is_disclosed_comes_back(path: str, value: Any) -> None:
    salt = "x" * 22

    shown = disclosure(salt, path, value)

    assert disclosed(shown) == (salt, path, value)
    assert not set(shown) & set("+/= \n")
    written = urlsafe_b64decode(shown + "=" * (-len(shown) % 4)).decode()
    assert json.loads(written) == [salt, path, value]
    assert urlsafe_b64decode(digest(shown) + "=") == sha256(shown.encode()).digest()


@given(texts, texts, st.integers(1, 2**53 - 1), st.lists(texts.map(digest), max_size=5))
def test_a_leaf_is_the_canonical_json_of_the_standard(
    stream: str, kind: str, sequence: int, found: list[str]
) -> None:
    clear: dict[str, Any] = {"stream": stream, "sequence": sequence, "type": kind, "version": 1}

    assert leaf(clear, GENESIS, found) == rfc8785.dumps(
        dict(clear) | {"previous": GENESIS, "digests": sorted(found)}
    )


@pytest.mark.parametrize("item", EVENTS, ids=lambda item: item["type"])
def test_every_value_of_an_event_is_a_field_or_in_clear(item: dict[str, Any]) -> None:
    found = commitments.fields(item)

    for name in ("on", "recorded_at", "actor", "authority", "key", "entry"):
        assert found[name] == item[name]
    content = json.dumps(found, ensure_ascii=False)
    for value in leaves_of(item["data"] | {"type": None}):
        assert json.dumps(value, ensure_ascii=False) in content


def leaves_of(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves_of(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves_of(inner)]
    return [] if value is None else [value]


def test_a_person_s_name_is_a_field_of_its_own() -> None:
    person = event("person-appointed")
    found = commitments.fields(person)

    assert found["data.appointment.name.family"] == person["data"]["appointment"]["name"]["family"]
    assert found["data.appointment.role"] == person["data"]["appointment"]["role"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": {"b": 1}}, {"a.b": 1}),
        ({"a": [{"b": 1}]}, {"a[0]": {"b": 1}}),
        ({"a": [{"b": 1}]}, {"a": {"0": {"b": 1}}}),
        ({"a": None}, {}),
        ({"a": []}, {"a": None}),
        ({"a": {}}, {"a": []}),
        ({"a~1b": 1}, {"a.b": 1}),
        ({"a": {"x.y": 1}}, {"a": {"x": {"y": 1}}}),
        ({"a": "1"}, {"a": 1}),
        ({"a": True}, {"a": 1}),
    ],
)
def test_contents_that_differ_have_fields_that_differ(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    first, second = commitments.fields(stored(**one)), commitments.fields(stored(**other))

    assert json.dumps(first) != json.dumps(second)


contents = st.dictionaries(texts.filter(lambda name: name != "type"), values, max_size=4)


@given(contents, contents)
def test_fields_tell_all_contents_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = commitments.fields(stored(**one)), commitments.fields(stored(**other))

    assert (rfc8785.dumps(one) == rfc8785.dumps(other)) == (
        rfc8785.dumps(first) == rfc8785.dumps(second)
    )


@pytest.mark.parametrize("item", EVENTS, ids=lambda item: item["type"])
def test_an_erased_field_leaves_the_leaf_as_it_was(item: dict[str, Any]) -> None:
    found = commitments.fields(item)
    chosen = salts(len(found))
    before = digests(found, chosen, {})

    for (path, value), salt in zip(found.items(), chosen, strict=True):
        kept = [other for other in chosen if other != salt]
        erased = {path: digest(disclosure(salt, path, value))}
        assert digests(found | {path: "erased"}, kept, erased) == before


def test_too_few_and_too_many_salts_are_refused() -> None:
    found = commitments.fields(EVENTS[0])

    for count in (len(found) - 1, len(found) + 1):
        with pytest.raises(ValueError, match="zip"):
            digests(found, salts(count), {})


def test_salts_that_are_kept_together_come_apart() -> None:
    assert commitments.parted("".join(salts(3))) == salts(3)
