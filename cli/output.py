"""What a command shows: tables and sentences for people, JSON for programs."""

import json
import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from itertools import zip_longest
from typing import Any, Final

import rich_click as click
from pydantic import BaseModel
from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.terminal import block, harmless, line
from grants.domain.calendar import written
from grants.domain.policy import Policy

_GAP: Final = "   "
"""Between columns."""
ROOMY: Final = 110
"""Columns of a terminal that has room for everything."""

json_option = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")


def emit(value: Any) -> None:
    """Print a value as JSON."""
    block(json.dumps(plain(value), ensure_ascii=False, indent=None, sort_keys=False))


def plain(value: Any) -> Any:
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
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    title: str | None = None,
    spare: Collection[str] = (),
) -> None:
    """Print a table, folded to the terminal's width; without a terminal as wide as its content.

    `spare` columns are left out where the terminal is narrow.
    """
    if title is not None:
        line(title, bold=True)
    for row in _folded(columns, rows, spare) if sys.stdout.isatty() else _aligned(columns, rows):
        if row.strip():
            click.echo(row.rstrip())


def _folded(
    columns: Sequence[str], rows: Sequence[Sequence[object]], spare: Collection[str]
) -> list[str]:
    written = StringIO()
    page = Console(file=written, highlight=False, force_terminal=True)
    page.print(drawn(columns, rows, leave_out=spare if page.width < ROOMY else ()))
    return written.getvalue().splitlines()


def _aligned(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """The same, as wide as its content: nothing has to be folded, and thousands of rows are."""
    shown = _filled(columns, rows)
    cells = [[_cell(row[number]).splitlines() for number in shown] for row in rows]
    heads = [columns[number] for number in shown]
    widths = [
        max(cell_len(text) for text in [head, *(text for row in cells for text in row[place])])
        for place, head in enumerate(heads)
    ]
    yield _GAP.join(map(set_cell_size, heads, widths))
    yield "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    for row in cells:
        for line_ in zip_longest(*row, fillvalue=""):
            yield _GAP.join(map(set_cell_size, line_, widths))


def drawn(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, leave_out: Collection[str] = ()
) -> Table:
    """A table with a rule below its head and no other lines; empty columns are left out."""
    shown = [number for number in _filled(columns, rows) if columns[number] not in leave_out]
    found = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
    for number in shown:
        found.add_column(columns[number], overflow="fold")
    for row in rows:
        found.add_row(*[Text(_cell(row[number])) for number in shown])
    return found


def _filled(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[int]:
    """The places of the columns in which anything stands."""
    return [number for number, _ in enumerate(columns) if any(row[number] for row in rows)]


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return "\n".join(map(_cell, cell))
    return harmless(_short(cell) if isinstance(cell, date) else str(cell))


def _short(day: date) -> str:
    """A day, and the time of a moment: 25 Oct 2016 17:00."""
    clock = f" {day:%H:%M}" if isinstance(day, datetime) else ""
    return f"{day.day:02} {day:%b %Y}{clock}"


def at_office(policy: Policy, when: datetime) -> datetime:
    """A moment by the clock of the grant's office."""
    return when.astimezone(datetime.strptime(policy.utc_offset, "%z").tzinfo)


def by_when(policy: Policy, due: datetime | None) -> datetime | None:
    """A deadline by the clock of the grant's office."""
    return None if due is None else at_office(policy, due)


def day(moment: datetime | date | None) -> str:
    """A date as people write it: 25 October 2016."""
    return "" if moment is None else written(moment)
