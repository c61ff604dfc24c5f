"""The events of one grant: all of them in a table, or one of them in full."""

from typing import Any

import rich_click as click
from pydantic import BaseModel

from cli.output import at_office, emit, json_option, table
from cli.reading import reference_argument
from cli.session import Session
from cli.terminal import line
from client.errors import MistakeError
from grants.domain.envelope import Entry, Envelope
from grants.domain.grant import headline
from grants.domain.messages import ReportedEvent
from grants.domain.money import Money
from grants.domain.policy import Policy


@click.command(cls=click.RichCommand)
@reference_argument
@click.argument("event", metavar="[EVENT]", type=click.IntRange(min=1), required=False)
@json_option
def timeline(reference: str, event: int | None, *, as_json: bool) -> None:
    """Every event of one grant, in order; with EVENT, that one in full."""
    session = Session()
    stream = session.stream(reference)
    if event is not None and event > len(stream):
        message = f"{reference} has no event {event}: it has {len(stream)}."
        raise MistakeError(message)
    if as_json:
        emit(stream if event is None else stream[event - 1])
        return
    policy = session.grant(reference).policy
    if event is None:
        _table(reference, stream, policy)
    else:
        _full(stream[event - 1], policy)


def _table(reference: str, stream: list[Envelope], policy: Policy) -> None:
    entries = {envelope.entry for envelope in stream}
    how = " (entered from the past)" if entries == {Entry.BACK} else ""
    table(
        ["#", "Date", "What", "Who", "Authority", "Entry"],
        [
            [
                envelope.sequence,
                policy.day(envelope.on),
                _what(envelope),
                envelope.actor,
                envelope.authority if envelope.authority != envelope.actor else "",
                envelope.entry.value if len(entries) > 1 else "",
            ]
            for envelope in stream
        ],
        title=f"{reference}{how}",
        spare=["Authority"],
    )


def _what(envelope: Envelope) -> str:
    said = headline(envelope).text
    event = envelope.data
    odd = "; ".join(event.irregularities) if isinstance(event, ReportedEvent) else ""
    return f"{said}; irregular: {odd}" if odd else said


def _full(envelope: Envelope, policy: Policy) -> None:
    line(f"{envelope.stream}, event {envelope.sequence}: {_what(envelope)}", bold=True)
    around = {
        "happened": f"{at_office(policy, envelope.on):%d %b %Y %H:%M %Z}",
        "recorded": f"{at_office(policy, envelope.recorded_at):%d %b %Y %H:%M %Z}",
        "by": envelope.actor,
        "authority": envelope.authority,
        "command": envelope.command,
        "key": envelope.key,
        "follows from": f"event {envelope.caused_by}" if envelope.caused_by else None,
        "entry": envelope.entry.value,
        "evidence": envelope.evidence,
        "public": ", ".join(envelope.public) or "nothing",
    }
    for name, value in around.items():
        _written(name, value, "  ")
    line("  content")
    for name in _names(envelope.data):
        _written(name, getattr(envelope.data, name), "    ")


def _names(model: BaseModel) -> list[str]:
    return [name for name in type(model).model_fields if name != "type"]


def _written(name: str, value: Any, indent: str) -> None:
    """A field with its value; what is empty is left out."""
    match value:
        case None | "" | () | []:
            return
        case tuple() | list() if len(value) > 1:
            for number, item in enumerate(value, start=1):
                _written(f"{name} {number}", item, indent)
        case tuple() | list():
            _written(name, value[0], indent)
        case Money():
            line(f"{indent}{name}: {value}")
        case BaseModel():
            line(f"{indent}{name}")
            for inner in _names(value):
                _written(inner, getattr(value, inner), f"{indent}  ")
        case dict():
            line(f"{indent}{name}")
            for inner, item in value.items():
                _written(str(inner), item, f"{indent}  ")
        case _:
            line(f"{indent}{name}: {value}")
