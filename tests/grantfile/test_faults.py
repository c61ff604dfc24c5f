"""What is wrong with a grant file: every fault with its line, its field and its mend."""

import re
from pathlib import Path

import pytest

from tests.grantfile.files import BID, HEAD, SIGN, Write, faults, story

FAULTS = {
    "a missing field": (
        HEAD.replace("title: Ambulances\n", ""),
        "line 1: title: is missing: add title: and its value (What the grant is for, in a few "
        "words: Vehicles for Malian law enforcement authorities)",
    ),
    "an empty field": (
        HEAD.replace("title: Ambulances", "title:"),
        "line 2: title: is empty: write its value, or take the field out if it may be left out",
    ),
    "an unknown field": (
        HEAD.replace("time_zone:", "time_zon:"),
        "line 4: time_zon: there is no such field here: did you mean 'time_zone'?",
    ),
    "an unknown field of a step": (
        story(SIGN.replace("by: lea", "by: lea, signatores: []")),
        "line 13: story[1].signatores: there is no such field here: did you mean 'signatories'?",
    ),
    "an amount": (
        story(SIGN.replace("USD 1000", "fourty")),
        "line 13: story[1].amount: 'fourty' is not an amount: write the currency and a plain "
        "amount, as in USD 250000 or JPY 769,000,000",
    ),
    "an amount that is too large": (
        story(SIGN.replace("USD 1000", "USD 1234567890123456")),
        "line 13: story[1].amount: 'USD 1234567890123456' is too large: write at most "
        "15 digits before the point",
    ),
    "an amount with commas and without quotes": (
        story(SIGN.replace("USD 1000", "USD 250,000")),
        "line 13: story[1].000: the comma before it ends a value here: put an amount with commas "
        "in quotes",
    ),
    "an amount with commas and without quotes, twice": (
        story(SIGN.replace("USD 1000", "USD 2,000,000")),
        "line 13: story[1].000: the comma before it ends a value here: put an amount with commas "
        "in quotes",
    ),
    "an offset": (
        f"{HEAD}policy: {{utc_offset: '+99:00'}}\n",
        "line 12: policy.utc_offset: '+99:00' is not an offset from UTC: write hours and "
        "minutes, as in +03:00",
    ),
    "a donor that the grant does not have": (
        story(SIGN.replace("norland", "nordland")),
        "line 13: story[1].donor: 'nordland' is not among the donors: did you mean 'norland'?",
    ),
    "a beneficiary of a grant that names none": (
        story(
            "{do: allocate-units, on: 2026-02-06, by: lea, handover: first, "
            "shares: [{beneficiary: police, lot: cars, quantity: 1}]}"
        ),
        "line 13: story[1].shares[1].beneficiary: 'police' is not among the beneficiaries: "
        "use one of: recipient",
    ),
    "a currency": (
        story(SIGN.replace("USD 1000", "usd 1000")),
        "line 13: story[1].amount: 'usd' is not a currency: write the currency and a plain "
        "amount, as in USD 250000 or JPY 769,000,000",
    ),
    "an unknown command": (
        story(SIGN.replace("sign-agreement", "sign-agrement")),
        "line 13: story[1].do: 'sign-agrement' is not a command: did you mean 'sign-agreement'?",
    ),
    "a step without a command": (
        story("{on: 2026-02-02, by: lea}"),
        "line 13: story[1].do: is missing: write a command's name, as in do: sign-agreement",
    ),
    "a command of the engine": (
        story("{do: close-solicitation, on: 2026-02-02, by: lea, lot: x}"),
        "line 13: story[1].do: close-solicitation is sent by the engine itself: "
        "leave this step out",
    ),
    "a second opening": (
        story("{do: open-grant, on: 2026-02-02, by: lea}"),
        "line 13: story[1].do: the fields at the top of the file open the grant: "
        "leave this step out",
    ),
    "an unknown source": (
        story(SIGN.replace("by: lea", "by: lea, evidence: [leter]")),
        "line 13: story[1].evidence[1]: there is no source 'leter': did you mean 'letter'?",
    ),
    "an unknown actor": (
        story(SIGN.replace("by: lea", "by: leo")),
        "line 13: story[1].by: 'leo' is not among the people: did you mean 'lea'?",
    ),
    "an unknown name to publish": (
        story(SIGN.replace("by: lea", "by: lea, public: [amuont]")),
        "line 13: story[1].public[1]: 'amuont' is not one of all, on, amount, donor",
    ),
    "a step before the one above it": (
        story(SIGN, SIGN.replace("2026-02-02", "2026-01-30")),
        "line 14: story[2].on: '2026-01-30T11:00' is earlier than what stands above it: "
        "put the steps in the order of their dates",
    ),
    "a step before the opening": (
        story(SIGN.replace("2026-02-02", "2025-12-30")),
        "line 13: story[1].on: '2025-12-30T11:00' is earlier than what stands above it: "
        "put the steps in the order of their dates",
    ),
    "a date": (
        story(SIGN.replace("2026-02-02T11:00", "yesterday")),
        "line 13: story[1].on: 'yesterday' is not a date: write year-month-day, then perhaps T "
        "and the time, as in 2016-10-25T10:00",
    ),
    "a day": (
        HEAD.replace("since: 2026-01-01", "since: soon"),
        "line 9: people[1].since: 'soon' is not a date: write year-month-day, as in 2016-10-25",
    ),
    "a time zone": (
        HEAD.replace("Africa/Nairobi", "Africa/Nairobbi"),
        "line 4: time_zone: 'Africa/Nairobbi' is not a time zone: did you mean 'Africa/Nairobi'",
    ),
    "a key that stands twice": (
        f"{HEAD}title: Again\n",
        "line 12: title: stands here and on line 2: keep one of the two",
    ),
    "two steps with one key": (
        story(SIGN.replace("by:", "key: a, by:"), SIGN.replace("by:", "key: a, by:")),
        "line 14: story[2].key: 'a' is the key of another step: give this step a key of its own",
    ),
    "an unknown step": (
        story(
            "{do: resolve-irregularity, on: 2026-02-06, by: lea, step: x, accepted: no, reason: y}"
        ),
        "line 13: story[1].step: 'x' is not the key of an earlier step: use one of: open",
    ),
    "a number": (
        story("{do: receive-goods, on: 2026-02-06, by: lea, lot: x, quantity: ten}"),
        "line 13: story[1].quantity: 'ten' is not a whole number: write digits, as in 10",
    ),
    "a number that is too small": (
        story("{do: receive-goods, on: 2026-02-06, by: lea, lot: x, quantity: -1}"),
        "line 13: story[1].quantity: '-1' is too small: write 0 or more",
    ),
    "a choice": (
        HEAD.replace("programme-officer", "program-officer"),
        "line 9: people[1].role: 'program-officer' is not known here: did you mean "
        "'programme-officer'",
    ),
    "a short name": (
        story(SIGN.replace("donor: norland", "donor: Nor Land")),
        "line 13: story[1].donor: 'Nor Land' is not a short name: use lower-case letters, digits, "
        "dots and hyphens, as in amina.keita",
    ),
    "a list": (
        HEAD.replace("[{donor: norland, amount: USD 1000}]", "much"),
        "line 10: pledges: 'much' is not a list: write [one, two], or a line beginning with - "
        "for each entry",
    ),
    "an empty list": (
        HEAD.replace("[{donor: norland, amount: USD 1000}]", "[]"),
        "line 10: pledges: a list has too few entries: write at least 1",
    ),
    "a group of fields": (
        HEAD.replace("{name: Ministry}", "Ministry"),
        "line 8: recipient: 'Ministry' is not a group of fields: write its fields below it, "
        "indented, as name: value",
    ),
    "a text": (
        HEAD.replace("title: Ambulances", "title: [Ambulances]"),
        "line 2: title: a list is not a text: write it as words on this line",
    ),
    "a country code": (
        HEAD.replace("code: NO", "code: Norway"),
        "line 7: country.code: 'Norway' is not a country code: write its two capitals "
        "(ISO 3166-1), as in ML",
    ),
    "a sha256": (
        HEAD.replace("uri: letter.pdf", "uri: letter.pdf, sha256: abc"),
        "line 11: sources.letter.sha256: 'abc' is not a sha256: write the 64 digits that "
        "sha256sum prints",
    ),
    "a yes or no": (
        story(
            "{do: plan-handover, on: 2026-02-06, by: lea, handover: x, title: y, ceremony: some}"
        ),
        "line 13: story[1].ceremony: 'some' is neither yes nor no: write true or false",
    ),
    "a rate": (
        f"{HEAD}policy: {{rates: {{JPY: much}}}}\n",
        "line 12: policy.rates.JPY: 'much' is not a number: write digits with a point, "
        "as in 0.0085",
    ),
    "a short salt": (
        story(BID.replace("sixteen-letters-or-more", "short")),
        "line 13: story[1].salt: 'short' is too short: write at least 16 character(s)",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_line_its_field_and_its_mend(write: Write, fault: str) -> None:
    text, told = FAULTS[fault]

    found = faults(write(text))

    assert len(found) == 1
    assert found[0].startswith(told)


SYNTAX = {
    "a colon in a text": ("title: a: b\n", "line 1: this is not well-formed YAML: put a text that"),
    "an open bracket": ("a: [1\nb: 2\n", "line 2: this is not well-formed YAML: close the bracket"),
    "an open quote": ("a: 1\nb: 'x\n\n", "line 2: this is not well-formed YAML: close the quote"),
    "an indent": ("a:\n  - b\n c: d\n", "line 3: this is not well-formed YAML: indent it like"),
    "a tab": ("a:\n\tb: 1\n", "line 2: the line is indented by a tab: indent by spaces"),
    "a second document": ("---\na: 1\n---\nb: 2\n", "line 3: this is not well-formed YAML: keep"),
    "an undefined anchor": ("a: *x\n", "line 1: this is not well-formed YAML: put the text in"),
    "a special character": ("a: @x\n", "line 1: this is not well-formed YAML: put the text in"),
    "a control character": ("a: 1\nb: \x00", "line 2: a character may not stand in a text file"),
    "no group of fields": ("- a\n", "line 1: the file does not begin with a field: write a templ"),
    "an endless anchor": ("a: &a [*a]\n", "the file is nested without end: take out its anchors"),
    "deep nesting": ("a: " + "[" * 5000, "the file is nested without end: take out its anchors"),
}


@pytest.mark.parametrize("fault", SYNTAX)
def test_a_file_that_is_no_yaml_is_told_with_its_line_and_its_mend(
    write: Write, fault: str
) -> None:
    text, told = SYNTAX[fault]

    assert faults(write(text))[0].startswith(told)


def test_anchors_that_multiply_are_refused(write: Write) -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]

    assert "take out its anchors" in faults(write("\n".join(["a0: &a0 [x]", *levels])))[0]


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_an_empty_file_is_told(write: Write, text: str) -> None:
    assert faults(write(text))[0].endswith(
        "is empty: write a template with `grants new FILE` and fill it in"
    )


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert faults(tmp_path / "none.yaml")[0].startswith("there is no file")
    assert "cannot be read (is a directory)" in faults(tmp_path)[0]


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "grant.yaml"
    path.write_bytes("a: 1\nb: é\n".encode("latin-1"))

    assert faults(path) == ["line 2: a character is not UTF-8: save the file as UTF-8"]


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_its_lines(write: Write) -> None:
    text = story(SIGN.replace("by: lea", "by: leo").replace("USD 1000", "much"), "nothing")

    found = faults(write(text.replace("title:", "titel:").replace("code: NO", "code: n")))

    lines = [int(fault.split(":")[0].removeprefix("line ")) for fault in found]
    assert lines == [1, 2, 7, 13, 13, 14]


def test_no_fault_speaks_the_language_of_the_program(write: Write) -> None:
    for text, _ in FAULTS.values():
        assert not re.search(
            r"pydantic|Input should|should match|Value error|type=", "\n".join(faults(write(text)))
        )
