"""The events of one grant: all of them in a table, or one of them in full."""

from datetime import date, datetime
from typing import Any

import rich_click as click
from pydantic import BaseModel

from cli.output import at_office, emit, json_option, table
from cli.reading import reference_argument
from cli.session import Session
from cli.terminal import line
from client.errors import MistakeError
from grants.domain.administration.events import (
    FieldsDisclosed,
    FieldsWithheld,
    IrregularityResolved,
    PersonAppointed,
)
from grants.domain.envelope import Entry, Envelope
from grants.domain.grant import headline
from grants.domain.messages import Event, ReportedEvent
from grants.domain.money import Money
from grants.domain.policy import Policy
from grants.domain.reporting.events import PassageAdopted


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
    event = envelope.data
    about = _about(event)
    said = f"{headline(envelope).text} ({about})" if about else headline(envelope).text
    odd = "; ".join(event.irregularities) if isinstance(event, ReportedEvent) else ""
    return f"{said}; irregular: {odd}" if odd else said


def _about(event: Event) -> str:
    """What tells an event from others of its type, where its lot or handover does not."""
    match event:
        case PersonAppointed():
            return f"{event.appointment.actor}, {event.appointment.role.value}"
        case PassageAdopted():
            return event.passage
        case FieldsDisclosed() | FieldsWithheld():
            return f"event {event.event}: {', '.join(event.fields)}"
        case IrregularityResolved():
            return f"event {event.event}"
        case _:
            return ""


def _full(envelope: Envelope, policy: Policy) -> None:
    line(f"{envelope.stream}, event {envelope.sequence}: {_what(envelope)}", bold=True)
    around = {
        "happened": envelope.on,
        "recorded": envelope.recorded_at,
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
        _written(policy, name, value, "  ")
    line("  content")
    for name in _names(envelope.data):
        _written(policy, name, getattr(envelope.data, name), "    ")


def _names(model: BaseModel) -> list[str]:
    return [name for name in type(model).model_fields if name != "type"]


def _written(policy: Policy, name: str, value: Any, indent: str) -> None:
    """A field with its value; what is empty is left out."""
    match value:
        case None | "" | () | []:
            return
        case tuple() | list() if len(value) > 1:
            for number, item in enumerate(value, start=1):
                _written(policy, f"{name} {number}", item, indent)
        case tuple() | list():
            _written(policy, name, value[0], indent)
        case BaseModel() if not isinstance(value, Money):
            line(f"{indent}{name}")
            for inner in _names(value):
                _written(policy, inner, getattr(value, inner), f"{indent}  ")
        case dict():
            line(f"{indent}{name}")
            for inner, item in value.items():
                _written(policy, str(inner), item, f"{indent}  ")
        case _:
            line(f"{indent}{name}: {_read(policy, value)}")


def _read(policy: Policy, value: object) -> str:
    """A value as people read it: a time by the office's clock."""
    match value:
        case datetime():
            return f"{at_office(policy, value):%d %b %Y %H:%M %Z}"
        case date():
            return f"{value:%d %b %Y}"
        case _:
            return str(value)
