"""Saying later what may be published of an event, or may not any more."""

from typing import Any
from uuid import uuid4

import rich_click as click

from cli.content import instant
from cli.reading import reference_argument
from cli.session import Session
from cli.stages import sent
from client.errors import MistakeError
from grants.domain.administration.commands import Disclose, Withhold
from grants.domain.envelope import Message


@click.command(cls=click.RichCommand)
@reference_argument
@click.argument("event", type=click.IntRange(min=1), metavar="EVENT")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD...")
@click.option("--by", envvar="GRANTS_BY", required=True, metavar="ACTOR", help="Who says so.")
@click.option("--withhold", is_flag=True, help="Take it back: they may not be published.")
@click.option("--on", metavar="WHEN", help="When it was said; without it, now.")
@click.option("--reason", metavar="TEXT", help="Why, if that needs to be said.")
@click.option("--key", metavar="KEY", help="Name the sending, to repeat it safely.")
def disclose(reference: str, event: int, fields: tuple[str, ...], **options: Any) -> None:
    """Say later that fields of an event may be published, or take it back before a release is out.

    FIELD is a field's name, `on` for the day, or `all`; `grants timeline REF EVENT` shows them.
    """
    session = Session()
    found = [item.envelope for item in session.journal.stream(reference, after=event - 1)[:1]]
    if not found or found[0].sequence != event:
        session.stream(reference)
        unknown = f"There is no event {event} in {reference}. See: grants timeline {reference}"
        raise MistakeError(unknown)
    asked = (Withhold if options["withhold"] else Disclose)(
        event=event, kind=found[0].type, fields=fields, reason=options["reason"]
    )
    message = Message(
        key=options["key"] or f"cli/{uuid4()}",
        by=options["by"],
        on=instant(options["on"], "--on"),
        command=asked,
    )
    sent(session, reference, message, as_json=False)
