"""Following one grant live: its new events, and who must do what."""

import sys
import time
from typing import Final

import rich_click as click
from rich.console import Console, ConsoleRenderable, Group
from rich.live import Live
from rich.text import Text

from cli.output import by_when, day, drawn, emit, json_option
from cli.reading import reference_argument
from cli.session import Session
from cli.terminal import harmless, line
from grants.domain.envelope import Envelope
from grants.domain.grant import duties, headline
from grants.domain.state import Grant
from grants.views.standing import standing

EVERY: Final = 0.5
"""Seconds between two looks at the journal."""
SHOWN: Final = 12
"""Events on the screen."""


@click.command(cls=click.RichCommand)
@reference_argument
@click.option("--once", is_flag=True, help="Look once and leave.")
@json_option
def watch(reference: str, *, once: bool, as_json: bool) -> None:
    """Follow one grant live until it ends, or until Ctrl-C.

    Without a terminal, one line for each event; with --json, one JSON object a line.
    """
    session = Session()
    session.grant(reference)
    if as_json or not sys.stdout.isatty():
        _lines(session, reference, once=once, as_json=as_json)
        return
    with Live(console=Console(highlight=False), refresh_per_second=4, screen=False) as screen:
        while True:
            stream = session.stream(reference)
            grant = session.journal.folded(reference, through=len(stream))
            screen.update(_view(grant, stream))
            if once or grant.ended:
                return
            time.sleep(EVERY)


def _lines(session: Session, reference: str, *, once: bool, as_json: bool) -> None:
    seen = 0
    while True:
        stream = session.stream(reference)
        for envelope in stream[seen:]:
            text = f"{day(envelope.on)}  {headline(envelope).text}  ({envelope.actor})"
            if as_json:
                emit(envelope)
            else:
                line(text)
        seen = len(stream)
        if once or session.journal.folded(reference, through=seen).ended:
            return
        time.sleep(EVERY)


def _view(grant: Grant, stream: list[Envelope]) -> Group:
    waiting = duties(grant)
    events = drawn(
        ["#", "Date", "What", "Who"],
        [
            [
                envelope.sequence,
                grant.policy.day(envelope.on),
                headline(envelope).text,
                envelope.actor,
            ]
            for envelope in stream[-SHOWN:]
        ],
    )
    todo = drawn(
        ["Who", "What", f"By when (UTC{grant.policy.utc_offset})"],
        [[duty.role.label, duty.what, by_when(grant.policy, duty.due)] for duty in waiting],
    )
    head = harmless(f"{grant.opened.title} ({grant.reference}): {standing(grant, waiting)}")
    parts: list[ConsoleRenderable] = [Text(head, style="bold"), Text()]
    if waiting:
        parts += [todo, Text()]
    return Group(*parts, events)
