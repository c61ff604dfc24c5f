"""What the command line says of itself: complete, readable, quick, and as the guide says."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import rich_click as click

from cli.main import COMMANDS, GROUPS
from cli.main import grants as top
from grants.domain.commands import BY_STAGE, SENT
from grants.domain.messages import type_of
from grants.domain.model import Stage
from grants.views.duties import GROUPS as CALLED
from tests.cli.conftest import Call

GUIDE = Path(__file__).parents[2] / "docs/command-line.md"
HEAVY = ("temporalio", "sqlalchemy", "pydantic")


def real(name: str) -> click.Command:
    context = click.Context(top)
    found = top.resolve_command(context, [name])[1]
    assert found is not None
    return found


def leaves() -> Iterator[tuple[list[str], click.Command]]:
    for name in COMMANDS:
        command = real(name)
        if isinstance(command, click.Group):
            for sub in command.commands.values():
                yield [name, str(sub.name)], sub
        else:
            yield [name], command


LEAVES = {" ".join(path): command for path, command in leaves()}


def test_every_command_stands_in_a_group_of_the_overview() -> None:
    assert sorted(name for group in GROUPS for name in group["commands"]) == sorted(COMMANDS)


def test_every_command_a_person_may_send_is_a_command_of_its_stage() -> None:
    offered = {path for path in LEAVES if path.split()[0] in CALLED.values()}

    assert offered == {
        f"{CALLED[stage]} {type_of(command)}"
        for stage in Stage
        for command in BY_STAGE[stage]
        if type_of(command) in SENT
    }


def test_a_stage_lists_its_commands_in_the_order_of_life(alone: Call) -> None:
    found = alone("procurement", "--help").out

    names = ["issue-solicitation", "receive-bid", "open-bids", "approve-award", "pay-invoice"]
    assert sorted(names, key=found.index) == names


@pytest.mark.parametrize("path", LEAVES)
def test_every_command_has_help_and_every_option_says_what_it_is(path: str, alone: Call) -> None:
    command = LEAVES[path]

    found = alone(*path.split(), "--help")

    assert found.code == 0
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.opts[0] in found.out
    assert max(map(len, found.out.splitlines())) <= 80


def test_an_option_says_how_its_value_is_written() -> None:
    metavars = {
        option.name: option.metavar
        for option in LEAVES["procurement open-lot"].params
        if isinstance(option, click.Option)
    }
    assert metavars["quantity"] == "N"
    assert metavars["ceiling"] == "MONEY"
    assert metavars["goods"] == "YAML"
    issued = LEAVES["procurement issue-solicitation"].params
    issue = {option.name: option.metavar for option in issued}
    assert issue["method"] == "rfq|itb|rfp"
    assert issue["closes"] == "WHEN"


def test_the_help_of_a_nested_value_shows_its_fields(alone: Call) -> None:
    found = alone("procurement", "evaluate-bids", "--help").out

    assert "[{bid: …, compliant: …, reason: …}]" in " ".join(re.sub(r"[│\s]+", " ", found).split())


@pytest.mark.parametrize("call", [["--help"], ["--version"], ["nonsense"]])
def test_the_overview_loads_nothing_heavy(call: list[str]) -> None:
    script = (
        "import sys\n"
        "from cli import main\n"
        f"code = main._run({call!r})\n"
        f"found = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "print('heavy:', found)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert done.stdout.splitlines()[-1] == "heavy: []"


def test_a_wrong_call_is_told_in_one_sentence_with_where_to_read_on(alone: Call) -> None:
    found = alone("show")

    assert (found.code, found.out) == (2, "")
    assert found.err == "Error: Missing argument 'REF'. See: grants show --help\n"


def test_an_unknown_command_is_a_mistake(alone: Call) -> None:
    found = alone("shwo", "X")

    assert found.code == 2
    assert len(found.err.splitlines()) == 1
    assert "There is no command 'shwo': did you mean 'show'?" in found.err


def examples() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    joined = "\n".join(blocks).replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.startswith("grants ")]


def test_the_guide_has_an_example_of_every_command() -> None:
    told = {line.split()[1] for line in examples()}

    assert told >= set(COMMANDS)


@pytest.mark.parametrize("line", examples())
def test_every_example_of_the_guide_is_a_call_that_the_command_line_takes(line: str) -> None:
    name, *words = shlex.split(line.partition(" > ")[0], comments=True)[1:]
    command = real(name)
    if isinstance(command, click.Group):
        command = command.commands[words.pop(0)]

    context = command.make_context(name, words)

    assert context.info_name == name


def stage_table() -> str:
    lines = ["| command | what it does |", "|---|---|"]
    for stage in Stage:
        lines.extend(
            f"| `{CALLED[stage]} {type_of(command)}` | "
            f"{' '.join((command.__doc__ or '').split(chr(10) * 2)[0].split())} |"
            for command in BY_STAGE[stage]
            if type_of(command) in SENT
        )
    return "\n".join(lines)


def test_the_guides_table_of_stage_commands_is_up_to_date() -> None:
    assert stage_table() in GUIDE.read_text(encoding="utf-8")


def test_the_guide_says_what_every_command_is_for() -> None:
    text = GUIDE.read_text(encoding="utf-8")

    assert [name for name in COMMANDS if f"`grants {name}" not in text] == []


def test_help_loads_nothing_that_it_does_not_show() -> None:
    """It answers at once, since neither Temporal nor the database nor the rules are loaded."""
    script = "import sys; from cli import main; main._run(['--help']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert "cli" in loaded
    assert loaded & {"temporalio", "sqlalchemy", "pydantic", "cryptography", "grants"} == set()
