"""The commands of the stages: how values are given, what is refused, what a repeat is answered."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call, House, called
from tests.cli.stories import funded, head, written

REF = "EXA-STAGES"


@pytest.fixture(autouse=True)
def _grant(grants: Call, tmp_path: Path) -> None:
    """A grant with its money and a lot; played once, for the journal knows it then."""
    assert grants("play", written(tmp_path, funded(REF))).code == 0


def last(grants: Call, reference: str = REF) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(grants("timeline", reference, "--json").out)[-1]
    return found


def passage(name: str, on: str = "2026-02-21T10:00") -> tuple[object, ...]:
    return (
        *("reporting", "adopt-passage", REF, "--by", "sara", "--on", on, "--passage", name),
        *("--kind", "context", "--text", "Roads are bad.", "--source", "the ministry"),
    )


def lot(name: str) -> tuple[object, ...]:
    return (
        *("procurement", "open-lot", REF, "--by", "lea", "--on", "2026-02-17T10:00"),
        *("--lot", name, "--title", "Radios", "--goods", "{singular: radio, plural: radios}"),
        *("--quantity", "3", "--ceiling", "USD 1000"),
    )


def test_scalars_are_options_and_nested_values_yaml(grants: Call) -> None:
    found = grants(*lot("radios"), "--public", "goods", "--public", "quantity")

    assert found.code == 0
    number = last(grants)["sequence"]
    assert found.out.startswith(f"Recorded as event {number} of {REF}: lot opened.")
    assert last(grants)["public"] == ["goods", "quantity"]
    assert last(grants)["data"] | {"type": "", "title": ""} == {
        "type": "",
        "title": "",
        "lot": "radios",
        "goods": {"singular": "radio", "plural": "radios", "short": None},
        "quantity": 3,
        "ceiling": "USD 1000",
        "donor": None,
    }


def test_content_may_come_from_a_file_and_options_beside_it_win(
    grants: Call, tmp_path: Path
) -> None:
    file = written(
        tmp_path,
        "lot: tents\ntitle: Tents\ngoods:\n  singular: tent\n  plural: tents\n"
        "quantity: 9\nceiling: USD 900\n",
    )

    found = grants(
        *("procurement", "open-lot", REF, "--by", "lea", "--on", "2026-02-17T10:00"),
        *("--file", file, "--quantity", "4"),
    )

    assert found.code == 0
    assert last(grants)["data"]["quantity"] == 4


@pytest.mark.parametrize(
    "words", [("--invited", "Alpha", "--invited", "Beta"), ("--invited", "[Alpha, Beta]")]
)
def test_a_list_is_repeated_or_yaml(grants: Call, words: tuple[str, ...]) -> None:
    name = f"list-{len(words)}"
    grants(*lot(name))

    grants(
        *("procurement", "issue-solicitation", REF, "--by", "mei", "--on", "2026-02-18T10:00"),
        *("--lot", name, "--method", "rfq", "--closes", "2026-03-18T12:00", *words),
    )

    data = last(grants)["data"]
    assert data["invited"] == ["Alpha", "Beta"]
    assert data["closes"] == "2026-03-18T12:00:00Z"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2026-02-19", "2026-02-19T09:00:00Z"),
        ("2026-02-19T11:30", "2026-02-19T11:30:00Z"),
        ("2026-02-19 11:30+02:00", "2026-02-19T11:30:00+02:00"),
    ],
)
def test_a_date_without_an_offset_is_utc(grants: Call, given: str, meant: str) -> None:
    grants(*passage(f"dated-{len(given)}", given))

    assert last(grants)["on"] == meant


def test_a_yes_or_no_is_written_as_true_or_false(grants: Call) -> None:
    plan = ("delivery", "plan-handover", REF, "--by", "lea", "--on", "2026-02-20", "--title", "One")

    wrong = grants(*plan, "--handover", "one", "--ceremony", "perhaps")
    right = grants(*plan, "--handover", "one", "--ceremony", "false")

    assert wrong.code == 2
    assert wrong.err == (
        "Error: --ceremony: 'perhaps' is neither yes nor no: write true or false.\n"
    )
    assert right.code == 0
    assert last(grants)["data"]["ceremony"] is False


WRONG = {
    "an amount": (("--ceiling", "much"), "--ceiling: 'much' is not an amount: write the currency"),
    "a currency": (("--ceiling", "dollars 5"), "--ceiling: 'dollars' is not a currency: "),
    "a number": (("--quantity", "ten"), "--quantity: 'ten' is not a whole number: write digits"),
    "a small number": (("--quantity", "0"), "--quantity: '0' is too small: write 1 or more"),
    "a short name": (("--lot", "Big Cars"), "--lot: 'Big Cars' is not a short name: use "),
    "a date": (("--on", "yesterday"), "--on: 'yesterday' is not a date. Write it as 2016-10-25"),
    "YAML": (("--goods", "{singular: [}"), "--goods: line 1: this is not well-formed YAML"),
    "a nested field": (("--goods", "{singular: car}"), "--goods.plural: is missing"),
    "an unknown nested field": (
        ("--goods", "{singular: car, plural: cars, colour: red}"),
        "--goods.colour: there is no such field here",
    ),
    "a name to publish": (
        ("--public", "colour"),
        "--public: 'colour' would have no effect: use one of: all, ceiling",
    ),
    "an actor": (("--by", "Lea Brandt"), "--by: 'Lea Brandt' is not a short name"),
    "a key": (("--key", "x" * 201), "--key: 'xxx"),
    "evidence": (("--evidence", "none.pdf"), "--evidence: none.pdf cannot be read (no such file"),
    "a file": (("--file", "none.yaml"), "--file: none.yaml cannot be read (no such file"),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["people", "programs"])
def test_a_wrong_value_names_the_option_and_the_mend(
    grants: Call, wrong: str, as_json: tuple[str, ...]
) -> None:
    words, says = WRONG[wrong]

    found = grants(*lot("wrong"), *words, *as_json)

    assert (found.code, found.out) == (2, "")
    assert found.err.startswith(f"Error: {says}")
    assert len(found.err.splitlines()) == 1
    assert "pydantic" not in found.err


def test_a_missing_value_names_the_option_and_says_what_it_is(grants: Call) -> None:
    found = grants("procurement", "approve-award", REF, "--by", "omar")

    assert found.err == "Error: --lot: is missing: give it: The lot's short name.\n"


def test_who_sends_it_may_stand_in_the_environment(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("admin", "go-live", "EXA-NONE")
    without = called(house, monkeypatch, capsys, words)
    found = called(replace(house, variables={"GRANTS_BY": "lea"}), monkeypatch, capsys, words)

    assert (without.code, found.code) == (2, 2)
    assert "Missing option '--by'. Name who sends it, or set GRANTS_BY." in without.err
    assert "There is no grant EXA-NONE" in found.err


def test_evidence_is_hashed_and_an_address_is_kept(grants: Call, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"Dear all")

    grants(
        *passage("proved"),
        *("--evidence", letter, "--evidence", "https://example.org/letter"),
    )

    assert last(grants)["evidence"] == [
        {"uri": "letter.pdf", "sha256": hashlib.sha256(b"Dear all").hexdigest(), "title": None},
        {"uri": "https://example.org/letter", "sha256": None, "title": None},
    ]


def test_a_repeat_is_answered_with_the_first_receipt(grants: Call) -> None:
    words = (*passage("repeated"), "--key", "my-passage")

    first, again = grants(*words, "--json"), grants(*words, "--json")
    told = grants(*words)

    assert json.loads(first.out) == json.loads(again.out)
    assert json.loads(first.out)["key"] == "my-passage"
    assert told.out.startswith("Recorded already, as event")


def test_without_a_key_every_sending_is_a_new_one_and_names_its_key(grants: Call) -> None:
    first, second = grants(*passage("one")), grants(*passage("one"))

    assert first.out != second.out
    assert first.err.startswith("key cli/")


def test_a_refusal_is_one_sentence_with_its_mend_and_is_noted(house: House, grants: Call) -> None:
    found = grants(
        *("procurement", "open-lot", REF, "--by", "lea", "--on", "2026-02-22"),
        *("--lot", "cars", "--title", "Cars", "--goods", "{singular: car, plural: cars}"),
        *("--quantity", "3", "--ceiling", "USD 5", "--key", "refused-here"),
    )

    assert (found.code, found.out) == (2, "")
    assert len(found.err.splitlines()) == 1
    assert found.err.startswith("Error: --lot: There is a lot cars already.")
    assert "refused-here" in (house.home / "security.log").read_text()


def test_a_refusal_of_who_sends_it_names_the_option(grants: Call) -> None:
    found = grants(*lot("radios-2")[:3], "--by", "omar", *lot("radios-2")[5:])

    assert found.code == 2
    assert found.err.startswith("Error: --by: omar holds no appointment on")


def test_an_unknown_grant_is_a_mistake_that_names_the_known_ones(grants: Call) -> None:
    found = grants("admin", "cancel-grant", "EXA-NONE", "--by", "omar", "--reason", "x")

    assert found.code == 2
    assert found.err.startswith("Error: There is no grant EXA-NONE. The journal (/")
    assert REF in found.err


def test_an_ended_grant_takes_no_commands(grants: Call, tmp_path: Path) -> None:
    grants("play", written(tmp_path, head("EXA-ENDED")))
    cancel = ("admin", "cancel-grant", "EXA-ENDED", "--by", "omar", "--on", "2026-02-02")
    assert grants(*cancel, "--reason", "why").code == 0

    found = grants(*cancel, "--reason", "again")

    assert found.code == 2
    assert found.err.startswith("Error: Grant EXA-ENDED is cancelled.")


def test_a_file_of_another_kind_is_a_mistake(grants: Call, tmp_path: Path) -> None:
    words = ("procurement", "approve-award", REF, "--by", "omar", "--file")

    listed = grants(*words, written(tmp_path, "- lot\n", "list.yaml"))
    unknown = grants(*words, written(tmp_path, "lott: cars\n", "unknown.yaml"))
    double = grants(*words, written(tmp_path, "lot: a\nlot: b\n", "double.yaml"))

    assert "write the command's fields, one `name: value` a line" in listed.err
    assert "--file: there is no field 'lott': did you mean 'lot'?" in unknown.err
    assert "lot: stands here and on line 1: keep one of the two" in double.err
    assert {listed.code, unknown.code, double.code} == {2}
