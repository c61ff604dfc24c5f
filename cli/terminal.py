"""The way to the terminal: what somebody wrote is shown, and never obeyed."""

import re
from typing import Final

import rich_click as click

_HIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
"""What moves a terminal's cursor, colours it, or turns the direction of writing."""


def harmless(text: str, *, breaks: str = " ") -> str:
    """A text that somebody wrote, for a terminal: what would command it is spelled out."""
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text).replace("\n", breaks)


def line(text: str = "", *, bold: bool = False, err: bool = False) -> None:
    """Print one line: a break in what somebody wrote makes no other."""
    click.secho(harmless(text), bold=bold, err=err)


def block(text: str, *, err: bool = False) -> None:
    """Print lines whose breaks are our own."""
    click.echo(harmless(text, breaks="\n"), err=err)


def say(sentence: str) -> None:
    """Progress and other talk: on standard error, so that output can be piped."""
    line(sentence, err=True)
