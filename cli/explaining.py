"""What justifies a sentence of a drafted file: its facts, and the events that stand behind each."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from cli.output import day, emit, json_option
from cli.terminal import line
from client.errors import MistakeError
from grants.grantfile.reading import UnfitError, regular

if TYPE_CHECKING:
    from grants.documents.why import Explanation

_PLACE: Final = re.compile(r"^(?P<file>.+?)(?::(?P<line>\d+))?$")


@click.command(cls=click.RichCommand)
@click.argument("place", metavar="FILE[:LINE]")
@json_option
def why(place: str, *, as_json: bool) -> None:
    """What justifies a sentence: its facts, and the event, person, date and evidence of each.

    FILE is a drafted file, beside its .facts.json; without LINE every sentence is explained.
    """
    match = _PLACE.match(place)
    file = Path(match["file"] if match else place)
    line = int(match["line"]) if match and match["line"] else None
    found = _explained(file, line)
    if as_json:
        emit([_plain(item) for item in found])
        return
    for item in found:
        _tell(item)


def _explained(file: Path, line: int | None) -> "list[Explanation]":
    from grants.documents.why import why as explain

    content = _read(file, "Name a drafted file, as `grants documents REF --out DIR` writes it.")
    record = file.with_suffix(".facts.json")
    if record == file or file.name.endswith(".facts.json"):
        message = f"{file} is a record, not a document. Name the document beside it."
        raise MistakeError(message)
    known = _read(record, f"It is what {file.name} is explained by: put it beside the file.")
    last = content.count(b"\n") + (not content.endswith(b"\n"))
    if line is not None and not 1 <= line <= last:
        message = f"{file} has no line {line}: it has {last}."
        raise MistakeError(message)
    try:
        found = explain(known, content, file.name, line)
    except ValueError as error:
        said = str(error).splitlines()[0] if type(error) is ValueError else "it is no such record"
        message = f"{record} does not explain {file.name}: {said.rstrip('.')}."
        raise MistakeError(f"{message} Draft the document again.") from None
    if not found:
        message = f"Line {line} of {file} holds no sentence. Name a line with text."
        raise MistakeError(message if line else f"{file} holds no sentence.")
    return found


def _read(file: Path, mend: str) -> bytes:
    try:
        regular(file)
        return file.read_bytes()
    except UnfitError as error:
        raise MistakeError(str(error)) from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        message = f"{file} cannot be read ({reason}). {mend}"
        raise MistakeError(message) from None


def _plain(item: "Explanation") -> dict[str, Any]:
    return {
        "line": item.line,
        "text": item.text,
        "standing": item.standing.value,
        "facts": {name: fact.model_dump(mode="json") for name, fact in item.facts.items()},
    }


def _tell(item: "Explanation") -> None:
    line(f"{item.line}  {item.text}", bold=True)
    line(f"    {item.note}")
    for name, fact in item.facts.items():
        line(f"    {name} = {fact.value}")
        events = ", ".join(f"{event.sequence} ({event.type})" for event in fact.events)
        word = "event" if len(fact.events) == 1 else "events"
        line(f"        {word} {events}, by {fact.actor} on {day(fact.on)}")
        for source in fact.evidence:
            line(f"        evidence: {source.title or source.uri}")
    line()
