"""Starting a grant again from its stream: after retention, a reset, a restore or a termination."""

import rich_click as click

from cli.output import emit, json_option
from cli.reading import reference_argument
from cli.session import Session, run


@click.command(cls=click.RichCommand)
@reference_argument
@json_option
def resume(reference: str, *, as_json: bool) -> None:
    """Start a grant again from its stream in the journal; one that runs is left alone."""
    started = run(_resume(Session(), reference))
    if as_json:
        emit({"reference": reference, "resumed": started})
    else:
        click.echo(f"{reference} {'runs again, from its journal' if started else 'runs already'}.")


async def _resume(session: Session, reference: str) -> bool:
    from client.resuming import resume as start_again

    session.stream(reference)
    return await start_again(await session.door(), reference)
