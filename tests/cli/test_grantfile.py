"""The grant file: what it says, what it refuses and how it explains itself."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from cli.grantfile import (
    STORY_COMMANDS,
    GrantFile,
    GrantFileError,
    Step,
    load,
    schema,
    shifted,
    template,
)
from grants.domain import grant as rules
from grants.domain.agreement.commands import OpenGrant, SignAgreement
from grants.domain.commands import BY_STAGE, BY_TYPE, type_of
from grants.domain.delivery.commands import HoldCeremony, PostponeCeremony
from grants.domain.envelope import Entry, Envelope, Message
from grants.domain.events import EVENTS
from grants.domain.model import Evidence
from grants.domain.procurement.commands import IssueSolicitation, Opening, ReceiveBid
from grants.domain.reporting.commands import RecordDocument
from grants.domain.state import Grant
from grants.facts import facts

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/unodc-mali-2016.yaml"
TEMPLATE = ROOT / "cli/template.yaml"
GUIDE = ROOT / "docs/grant-file.md"

HEAD = """\
reference: EXA-1
title: Ambulances
opened: {on: 2026-01-12, by: lea}
time_zone: Africa/Nairobi
agency: {name: Example Aid, short: EA}
donors: [{id: norland, name: Norland}]
country: {code: NO, name: Norland}
recipient: {name: Ministry}
people: [{actor: lea, name: {family: Brandt}, role: programme-officer, since: 2026-01-01}]
pledges: [{donor: norland, amount: USD 1000}]
sources: {letter: {uri: letter.pdf}}
"""
SIGN = "{do: sign-agreement, on: 2026-02-02T11:00, by: lea, donor: norland, amount: USD 1000}"
PASSAGE = (
    "{do: adopt-passage, on: 2026-02-03, by: lea, passage: one, kind: context, text: x, source: y}"
)
BID = (
    "{do: receive-bid, on: 2026-02-04, by: lea, lot: cars, bid: alpha, supplier: Alpha, "
    "offer: {price: USD 10}, salt: sixteen-letters-or-more}"
)

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str) -> Path:
        path = tmp_path / "grant.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def story(*steps: str) -> str:
    return f"{HEAD}story:\n" + "".join(f"  - {step}\n" for step in steps)


def faults(path: Path) -> list[str]:
    with pytest.raises(GrantFileError) as caught:
        load(path)
    return str(caught.value).splitlines()


def keys(grantfile: GrantFile) -> list[str]:
    return [step.key for step in grantfile.steps]


def message(step: Step) -> Message:
    return step.message(
        seal=lambda step: (step.offer.commitment("x" * 16) if step.offer else "", "archive/bid"),
        unseal=lambda _: (),
        locate=lambda _: 7,
    )


def test_the_opening_becomes_a_message_with_its_evidence_and_its_public_fields(
    write: Write,
) -> None:
    text = HEAD.replace("by: lea}", "by: lea, evidence: [letter], public: [donors]}")

    opening = load(write(f"{text}public: [title]\n")).opening

    assert (opening.key, opening.by, opening.public) == ("open", "lea", ("title", "donors"))
    assert opening.evidence == (Evidence(uri="letter.pdf"),)
    assert isinstance(opening.command, OpenGrant)
    assert opening.command.country.code == "NO"


def test_a_step_becomes_a_message(write: Write) -> None:
    step = load(
        write(story(SIGN.replace("by: lea", "by: lea, public: all, evidence: letter")))
    ).steps[0]

    sent = message(step)

    assert isinstance(sent.command, SignAgreement)
    assert str(sent.command.amount) == "USD 1000"
    assert (sent.key, sent.public) == ("story/sign-agreement/norland/1", ("all",))
    assert sent.evidence == (Evidence(uri="letter.pdf"),)
    assert step.complete


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-02-02", "2026-02-02T09:00:00+03:00"),
        ("2026-02-02T11:30", "2026-02-02T11:30:00+03:00"),
        ("2026-02-02 11:30", "2026-02-02T11:30:00+03:00"),
        ("2026-02-02T11:30:15+01:00", "2026-02-02T11:30:15+01:00"),
        ("2026-02-02T11:30Z", "2026-02-02T11:30:00+00:00"),
    ],
)
def test_a_date_is_in_the_time_zone_unless_it_has_an_offset(
    write: Write, written: str, meant: str
) -> None:
    step = load(write(story(SIGN.replace("2026-02-02T11:00", written)))).steps[0]

    assert step.on.isoformat() == meant


def test_without_a_time_zone_dates_are_in_utc(write: Write) -> None:
    opening = load(write(HEAD.replace("time_zone: Africa/Nairobi\n", ""))).opening

    assert opening.on == datetime(2026, 1, 12, 9, tzinfo=UTC)


def test_moments_among_a_commands_own_fields_are_in_the_time_zone_too(write: Write) -> None:
    issue = (
        "{do: issue-solicitation, on: 2026-02-02, by: lea, lot: x, method: rfq, "
        "closes: 2026-03-02T12:00}"
    )

    command = message(load(write(f"live_from: 2026-02-01\n{story(issue)}")).steps[0]).command

    assert isinstance(command, IssueSolicitation)
    assert command.closes.isoformat() == "2026-03-02T12:00:00+03:00"


def test_a_sealed_bid_is_sealed_by_the_sender(write: Write) -> None:
    step = load(write(story(BID))).steps[0]

    sent = message(step).command

    assert not step.complete
    assert step.salt == "sixteen-letters-or-more"
    assert "offer" not in step.content
    assert isinstance(sent, ReceiveBid)
    assert sent.envelope == "archive/bid"


def test_an_opening_without_offers_brings_them_from_the_archive(write: Write) -> None:
    opens = "do: open-bids, on: 2026-02-05, by: lea, lot: cars, witness: ivo"
    bare, full = load(
        write(
            story(
                f"{{{opens}}}",
                f"{{{opens}, openings: [{{bid: a, offer: {{price: USD 1}}, salt: {'x' * 16}}}]}}",
            )
        )
    ).steps

    assert bare.unseals
    assert not full.unseals
    assert full.complete


def test_an_irregularity_is_named_by_the_key_of_its_step(write: Write) -> None:
    resolve = (
        "{do: resolve-irregularity, on: 2026-02-06, by: lea, step: story/receive-bid/cars/1, "
        "accepted: no, reason: late}"
    )

    sent = message(load(write(story(BID, resolve))).steps[1]).command.model_dump()

    assert (sent["sequence"], sent["accepted"]) == (7, False)


def test_keys_tell_command_subject_and_number(write: Write) -> None:
    found = keys(load(write(story(SIGN, PASSAGE, BID, BID))))

    assert found == [
        "story/sign-agreement/norland/1",
        "story/adopt-passage/one/1",
        "story/receive-bid/cars/1",
        "story/receive-bid/cars/2",
    ]


def test_steps_of_another_kind_or_subject_change_no_key(write: Write) -> None:
    one, two = PASSAGE, PASSAGE.replace("one", "two")
    other = BID.replace("lot: cars", "lot: radios")
    before = keys(load(write(story(SIGN, two, BID))))

    after = keys(load(write(story(SIGN, one, two, other, BID))))

    assert set(before) < set(after)


def test_a_step_with_a_key_of_its_own_changes_no_other_key(write: Write) -> None:
    own = BID.replace("by: lea", "by: lea, key: put-in-between")

    assert keys(load(write(story(own, BID)))) == ["put-in-between", "story/receive-bid/cars/1"]


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
        "line 13: story[1].public[1]: 'amuont' is not known here: did you mean 'amount'?",
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
            r"pydantic|Input should|Value error|type=", "\n".join(faults(write(text)))
        )


@pytest.mark.parametrize("path", [EXAMPLE, TEMPLATE], ids=lambda path: path.name)
def test_the_example_and_the_template_load(path: Path) -> None:
    assert load(path).steps


def test_the_template_is_what_a_new_file_is_made_from() -> None:
    assert template() == TEMPLATE.read_text(encoding="utf-8")


def test_the_template_shows_every_command_and_every_field() -> None:
    words = set(re.findall(r"[a-z][a-z0-9_-]*", template()))
    properties = {name for model in models() for name in model.get("properties", {})}

    assert set(STORY_COMMANDS) <= words
    assert properties <= words


def models() -> list[dict[str, Any]]:
    found = schema()
    return [found, *found["$defs"].values()]


def as_an_editor_reads(text: str) -> Any:
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=date.isoformat))


def test_the_schema_accepts_the_example_and_the_template() -> None:
    Draft202012Validator.check_schema(schema())
    validator = Draft202012Validator(schema())

    for path in (EXAMPLE, TEMPLATE):
        content = as_an_editor_reads(path.read_text(encoding="utf-8"))
        assert [error.message for error in validator.iter_errors(content)] == []


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("title:", "titel:"),
        story(SIGN.replace("sign-agreement", "sign-agrement")),
        story(SIGN.replace("USD 1000", "fourty")),
        story(SIGN.replace("donor: norland, ", "")),
        story(SIGN.replace("by: lea", "by: lea, public: [amuont]")),
    ],
)
def test_the_schema_refuses_what_the_file_may_not_say(text: str) -> None:
    assert not Draft202012Validator(schema()).is_valid(as_an_editor_reads(text))


def test_the_schema_describes_every_field() -> None:
    for model in models():
        for name, field in model.get("properties", {}).items():
            assert "description" in field or "$ref" in field, name


def test_no_field_of_a_command_is_called_as_a_field_of_every_step() -> None:
    for command in STORY_COMMANDS.values():
        assert not {"do", "on", "by", "key", "evidence", "public"} & set(command.model_fields)


def test_no_moment_is_hidden_where_the_time_zone_does_not_reach() -> None:
    found = TypeAdapter(Message).json_schema()["$defs"]
    nested = {
        name for name in found if name not in {command.__name__ for command in BY_TYPE.values()}
    }

    assert [name for name in nested if "date-time" in json.dumps(found[name])] == []


def test_shifting_moves_every_date_by_the_same_days() -> None:
    before = load(EXAMPLE)

    after = shifted(before, date(2026, 3, 2))

    assert after.opening.on == datetime(2026, 3, 2, 9, tzinfo=UTC)
    moved = timedelta(days=(date(2026, 3, 2) - date(2016, 1, 15)).days)
    assert dates(after) == [item + moved for item in dates(before)]
    assert keys(after) == keys(before)


def dates(grantfile: GrantFile) -> list[date]:
    told = [
        grantfile.opening.model_dump(),
        *(message(step).model_dump() for step in grantfile.steps),
    ]
    return list(dates_in(told))


def dates_in(value: object) -> Iterator[date]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from dates_in(item)
    elif isinstance(value, date):
        yield value


def test_shifting_keeps_the_hour_on_the_wall_where_the_clocks_change(write: Write) -> None:
    text = story(SIGN).replace("Africa/Nairobi", "Europe/Vienna")

    after = shifted(load(write(text)), date(2026, 6, 12))

    assert after.steps[0].on.isoformat() == "2026-07-03T11:00:00+02:00"


def test_what_a_shifted_story_does_not_date_stays_as_it_is() -> None:
    before, after = load(EXAMPLE), shifted(load(EXAMPLE), date(2026, 3, 2))

    assert isinstance(after.opening.command, OpenGrant)
    assert isinstance(before.opening.command, OpenGrant)
    assert after.opening.command.programme == before.opening.command.programme
    assert shifted(after, date(2016, 1, 15)) == before


def admitted(grantfile: GrantFile) -> list[Envelope]:
    """The stream that the rule book makes of a story; documents are drafted at once."""
    grant = Grant(reference=grantfile.reference)
    stream: list[Envelope] = []
    sealed: dict[str, Opening] = {}

    def seal(step: Step) -> tuple[str, str]:
        assert step.offer is not None
        bid = str(step.content["bid"])
        sealed[bid] = Opening(bid=bid, offer=step.offer, salt=step.salt or "x" * 16)
        return step.offer.commitment(sealed[bid].salt), f"bids/{bid}"

    def unseal(step: Step) -> list[Opening]:
        bids = grant.procurement.lots[step.content["lot"]].bids
        return [sealed[name] for name, bid in bids.items() if grant.counts(bid.sequence)]

    def send(message: Message) -> None:
        nonlocal grant
        assert message.on is not None
        later = datetime(2100, 1, 1, tzinfo=UTC)
        reading = rules.Reading(message.on, message.on, Entry.BACK, later)
        grant, new = rules.admit(grant, message, reading)
        stream.extend(new)
        for document in (item.data for item in new if item.type == "document-requested"):
            name = document.model_dump()["document"]
            record = RecordDocument(document=name, files=(Evidence(uri=name),), through=1)
            send(Message(key=name, by="engine", on=message.on, command=record))

    send(grantfile.opening)
    for step in grantfile.steps:
        send(step.message(seal=seal, unseal=unseal, locate=lambda key: grant.receipts[key].first))
    return stream


@pytest.mark.parametrize("path", [EXAMPLE, TEMPLATE], ids=lambda path: path.name)
@pytest.mark.parametrize("days", range(7))
def test_the_rule_book_admits_the_story_to_its_end_on_any_day_of_the_week(
    path: Path, days: int
) -> None:
    grantfile = load(path)
    assert grantfile.opening.on is not None

    stream = admitted(shifted(grantfile, grantfile.opening.on.date() + timedelta(days=days)))

    assert stream[-1].type == "grant-closed"
    assert [entry.type for entry in stream].count("irregularity-resolved") == 1


def test_the_example_quotes_the_ceremony_of_25_october_2016_to_the_letter() -> None:
    held = next(step for step in load(EXAMPLE).steps if step.do == "hold-ceremony")
    command = message(held).command

    assert isinstance(command, HoldCeremony)
    assert held.on.date() == date(2016, 10, 25)
    assert [remark.words for remark in command.remarks] == [
        "the fight against transnational organized crime requires constant vigilance at the "
        "national level, regional coordination, sub-regional consultation and synergy of actions, "
        "and unfailing solidarity at international level.",
        "if we can fight against these threats [related to transnational organized crime], we can "
        "defeat terrorism.",
        "a programme designed to support the strengthening of judicial systems in the Sahel "
        "region, as well as the capacities of the actors involved the daily fight against the "
        "threats that have destabilized Mali and the region.",
    ]


def test_the_example_puts_the_ceremony_off_to_the_day_on_which_it_is_held() -> None:
    postponed = next(step for step in load(EXAMPLE).steps if step.do == "postpone-ceremony")
    command = message(postponed).command

    assert isinstance(command, PostponeCeremony)
    assert command.starts.date() == date(2016, 10, 25)


def test_what_the_example_publishes_has_evidence_and_nothing_illustrative() -> None:
    published = [fact for fact in facts(admitted(load(EXAMPLE))).values() if fact.public]

    assert published
    assert [fact.name for fact in published if not fact.evidence] == []
    invented = re.compile(r"illustrative|Bamako|[A-Z]{3} [0-9]|Sahara Motors", re.IGNORECASE)
    assert [fact for fact in published if invented.search(str(fact.value))] == []


def command_table() -> str:
    """The guide's table of commands, made from the models."""
    lines = ["| command | who | what it says |", "|---|---|---|"]
    for commands in BY_STAGE.values():
        for command in (item for item in commands if type_of(item) in STORY_COMMANDS):
            roles = sorted(role.value for role in command.roles if role.value != "engine")
            doc = " ".join((command.__doc__ or "").split("\n\n")[0].split())
            lines.append(f"| `{type_of(command)}` | {', '.join(roles)} | {doc} |")
    return "\n".join(lines)


def test_the_guides_table_of_commands_is_up_to_date() -> None:
    assert command_table() in GUIDE.read_text(encoding="utf-8")


def test_the_guides_complete_files_load(write: Write) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    complete = re.findall(r"<!-- complete -->\n```yaml\n(.*?)```", guide, re.DOTALL)

    assert complete
    for text in complete:
        load(write(text))


def test_the_guides_faults_are_those_of_the_loader(write: Write) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    wrong, told = re.findall(
        r"<!-- wrong -->\n```yaml\n(.*?)```.*?```text\n(.*?)```", guide, re.DOTALL
    )[0]

    assert faults(write(wrong)) == told.splitlines()


def test_fields_that_only_events_have_may_be_published_too() -> None:
    names = {name for event in EVENTS for name in event.model_fields}
    allocate = schema()["$defs"]["AllocateUnits"]["properties"]["public"]

    assert "goods" in names & set(allocate["anyOf"][0]["enum"])
