"""What is named to be read: too much, without end, or from another time; and where answers go."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import GRANTS, Call, House, Result
from tests.cli.stories import head, written

SEND = ("admin", "cancel-grant", "EXA-1", "--by", "lea", "--reason", "x")


def plainly(found: Result, *says: str) -> None:
    """A mistake, told without a traceback."""
    assert (found.code, found.out) == (2, ""), found
    assert all(part in found.err for part in says), found.err
    assert "Traceback" not in found.err
    assert "ours to mend" not in found.err


@pytest.mark.parametrize(
    "words", [("start",), ("why",), (*SEND, "--file"), (*SEND, "--evidence")], ids=lambda w: w[-1]
)
@pytest.mark.parametrize("kind", ["a pipe that nobody writes to", "a device that does not end"])
def test_what_does_not_end_is_not_read(
    alone: Call, tmp_path: Path, words: tuple[str, ...], kind: str
) -> None:
    path = tmp_path / "fifo" if kind.startswith("a pipe") else Path("/dev/zero")
    if path.name == "fifo":
        os.mkfifo(path)

    plainly(alone(*words, path), f"{path} is a pipe or a device", "ame a file")


def test_a_large_file_is_refused_by_its_size(alone: Call, tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)

    plainly(alone("start", path), "is larger than 5 MB")
    plainly(alone(*SEND, "--file", path), "is larger than 5 MB")


def test_a_file_of_many_fields_is_refused_before_it_is_understood(
    alone: Call, tmp_path: Path
) -> None:
    lines = written(tmp_path, "\n".join(f"k{n}: x" for n in range(400_000)), "lines.yaml")
    flow = written(tmp_path, f"a: {{{', '.join(f'k{n}: x' for n in range(200_000))}}}", "flow.yaml")

    plainly(alone("start", lines), "has more than 100,000 fields")
    plainly(alone("start", flow), "has more than 100,000 fields")


@pytest.mark.parametrize("year", ["0001", "1989", "2101", "9999"])
def test_a_date_of_another_age_is_a_mistake(alone: Call, tmp_path: Path, year: str) -> None:
    file = written(tmp_path, head("EXA-1", opened=f"{year}-12-31T09:00"))

    plainly(alone("start", file), "opened.on", "is too far off: write a date from 1990 to 2100")
    plainly(alone(*SEND, "--on", f"{year}-12-31"), "--on: ", "is too far off")


def redirected(house: House, call: str) -> Result:
    done = subprocess.run(
        ["bash", "-c", f"{GRANTS} {call}"],
        env=house.environment,
        cwd=house.home,
        capture_output=True,
        text=True,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def test_a_closed_output_is_told(empty: House) -> None:
    found = redirected(empty, "list >&-")

    assert (found.code, found.err) == (
        2,
        "Error: The standard output is closed. Send it to a file, or to /dev/null.\n",
    )


def test_a_full_output_is_told(empty: House) -> None:
    found = redirected(empty, "list >/dev/full")

    assert found.code == 1
    assert found.err == (
        "Error: The output cannot be written: no space left on device. Send it elsewhere.\n"
    )


def test_a_closed_error_output_changes_no_answer(empty: House) -> None:
    assert redirected(empty, "list 2>&-").code == 0
    assert redirected(empty, "show EXA-1 2>&-").code == 2


@pytest.mark.parametrize("words", [("dev",), ("demo",)])
def test_a_home_that_cannot_be_made_is_told(empty: House, words: tuple[str, ...]) -> None:
    found = empty.call(*words, GRANTS_HOME="/proc/nowhere")

    assert (found.code, found.out) == (1, "")
    assert found.err.startswith("Error: /proc/nowhere cannot be made (no such file or directory).")
    assert len(found.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("procurment",), "There is no command 'procurment': did you mean 'procurement'"),
        (("agreement", "sign-agrement"), "'sign-agrement': did you mean 'sign-agreement'?"),
    ],
)
def test_a_misspelt_command_gets_a_suggestion(
    alone: Call, words: tuple[str, ...], says: str
) -> None:
    plainly(alone(*words), says)
