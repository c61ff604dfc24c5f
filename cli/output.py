"""What a command shows: tables and sentences for people, JSON for programs."""

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import rich_click as click
from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table

console = Console(highlight=False, soft_wrap=False)

json_option = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")


def emit(value: Any) -> None:  # noqa: ANN401
    """Print a value as JSON."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=None, sort_keys=False))


def plain(value: Any) -> Any:  # noqa: ANN401
    """A value as JSON knows it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None
) -> None:
    """Print a table; without a terminal it is as wide as its content."""
    drawn = Table(title=title, title_justify="left", header_style="bold", pad_edge=False)
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*["" if cell is None else _cell(cell) for cell in row])
    target = console if sys.stdout.isatty() else Console(highlight=False, width=160)
    target.print(drawn)


def _cell(cell: object) -> str:
    return escape(day(cell) if isinstance(cell, datetime) else str(cell))


def day(moment: datetime | date | None) -> str:
    """A date as people write it: 25 October 2016."""
    return "" if moment is None else f"{moment.day} {moment:%B %Y}"


def say(sentence: str) -> None:
    """Progress and other talk: on standard error, so that output can be piped."""
    click.echo(sentence, err=True)
