"""Who must do what by when, in all grants: each with the command to type."""

from datetime import UTC, datetime
from typing import Any

import rich_click as click

from cli.output import emit, json_option, table
from cli.session import Session
from cli.terminal import line, say
from grants.domain.people import Role
from grants.views.duties import command_line
from grants.views.view import OpenDuty

_NEVER = datetime.max.replace(tzinfo=UTC)


@click.command(cls=click.RichCommand)
@click.argument("reference", metavar="[REF]", required=False)
@click.option("--by", envvar="GRANTS_BY", metavar="ACTOR", help="What waits for one person.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role if role is not Role.ENGINE]),
    help="What waits for one role.",
)
@json_option
def todo(reference: str | None, by: str | None, role: str | None, *, as_json: bool) -> None:
    """Who must do what by when, in all grants or in one, each with the command that does it.

    The nearest deadline comes first.
    """
    session = Session()
    mine = _roles(session, by) if by else None
    found = [
        item
        for item in session.journal.duties(reference)
        if item.duty.personal
        and role in (None, item.duty.role.value)
        and (mine is None or item.duty.role.value in mine.get(item.reference, ()))
    ]
    found.sort(key=lambda item: (item.duty.due or _NEVER, item.reference))
    if as_json:
        emit([_plain(item, by) for item in found])
    elif found:
        _show(found, by)
        for grant, says in session.troubles({item.reference for item in found}).items():
            say(f"{grant} is {says}")
    else:
        line("Nothing waits." if by is None else f"Nothing waits for {by}.")


def _roles(session: Session, actor: str) -> dict[str, frozenset[str]]:
    """By grant, the roles that a person holds today."""
    today = datetime.now(UTC).date()
    return {entry.reference: entry.roles(actor, today) for entry in session.journal.portfolio()}


def _plain(item: OpenDuty, by: str | None) -> dict[str, Any]:
    duty = item.duty.model_dump(mode="json")
    typed = command_line(item.duty, item.reference, by=by or "you")
    return {"reference": item.reference, **duty, "type": typed}


def _show(found: list[OpenDuty], by: str | None) -> None:
    rows = [[item.reference, item.duty.role.label, item.duty.what, item.duty.due] for item in found]
    table(["Grant", "Who", "What", "By when"], rows)
    line()
    for item in found:
        typed = command_line(item.duty, item.reference, by=by or "you")
        if typed:
            line(typed)
