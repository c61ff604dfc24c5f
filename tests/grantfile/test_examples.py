"""The example, the template, the schema and the guide: they hold together."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from grants.documents.needs import needed
from grants.domain.commands import BY_STAGE, BY_TYPE, SENT
from grants.domain.delivery.commands import HoldCeremony, PostponeCeremony
from grants.domain.disclosure import BECOMES
from grants.domain.envelope import Envelope, Message
from grants.domain.events import EVENTS
from grants.domain.messages import type_of
from grants.facts import facts
from grants.grantfile.file import (
    GrantFile,
    load,
    schema,
    shifted,
    template,
)
from tests.grantfile.files import (
    EXAMPLE,
    GUIDE,
    HEAD,
    SIGN,
    TEMPLATE,
    Write,
    faults,
    message,
    story,
)
from tests.reference import through_the_rules


@pytest.mark.parametrize("path", [EXAMPLE, TEMPLATE], ids=lambda path: path.name)
def test_the_example_and_the_template_load(path: Path) -> None:
    assert load(path).steps


def test_the_template_is_what_a_new_file_is_made_from() -> None:
    assert template() == TEMPLATE.read_text(encoding="utf-8")


def test_the_template_shows_every_command_and_every_field() -> None:
    words = set(re.findall(r"[a-z][a-z0-9_-]*", template()))
    properties = {name for model in models() for name in model.get("properties", {})}

    assert set(SENT) <= words
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
    for command in SENT.values():
        assert not {"do", "on", "by", "key", "evidence", "public"} & set(command.model_fields)


def test_no_moment_is_hidden_where_the_time_zone_does_not_reach() -> None:
    found = TypeAdapter(Message).json_schema()["$defs"]
    nested = {
        name for name in found if name not in {command.__name__ for command in BY_TYPE.values()}
    }

    assert [name for name in nested if "date-time" in json.dumps(found[name])] == []


def admitted(grantfile: GrantFile) -> list[Envelope]:
    """The stream that the rule book makes of a story."""
    return list(through_the_rules(grantfile, now=datetime(2090, 1, 1, tzinfo=UTC))[0])


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
        for command in (item for item in commands if type_of(item) in SENT):
            roles = sorted(role.value for role in command.roles if role.value != "engine")
            doc = " ".join((command.__doc__ or "").split("\n\n")[0].split())
            lines.append(f"| `{type_of(command)}` | {', '.join(roles)} | {doc} |")
    return "\n".join(lines)


def test_the_guides_table_of_commands_is_up_to_date() -> None:
    assert command_table() in GUIDE.read_text(encoding="utf-8")


def test_the_guide_says_what_a_release_cannot_do_without() -> None:
    _, _, after = GUIDE.read_text(encoding="utf-8").partition("## What is public")
    section = after.partition("\n## ")[0]
    becomes = {event: command for command, events in BECOMES.items() for event in events}

    for event, fields in needed("press-release").items():
        assert event == "grant-opened" or f"`{becomes[event]}`" in section
        assert all(f"`{field}`" in section for field in fields)


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
