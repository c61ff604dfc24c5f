"""Whether the journal is sound: its hash chains, and that every stream can be replayed."""

import rich_click as click

from cli.output import emit, json_option
from cli.session import Session
from cli.terminal import line
from client.errors import TroubleError
from grants.domain.grant import replay


@click.command(cls=click.RichCommand)
@click.argument("reference", metavar="[REF]", required=False)
@json_option
def verify(reference: str | None, *, as_json: bool) -> None:
    """Check hash chains, and that every stream can be replayed; all grants without REF.

    Exit code 1 where anything is wrong.
    """
    session = Session()
    if reference is not None and not session.journal.last(reference):
        session.stream(reference)
    names = [reference] if reference else session.journal.references()
    found = {name: faults(session, name) for name in names}
    if as_json:
        emit(found)
    for name, wrong in found.items():
        if not as_json:
            events = session.journal.last(name)
            line(f"{name}: {'; '.join(wrong) or f'sound, {events} events'}")
    if not found and not as_json:
        line("No grants yet: there is nothing to check.")
    if any(found.values()):
        message = "The journal is not sound. Keep it as it is and restore it from a copy."
        raise TroubleError(message)


def faults(session: Session, reference: str) -> list[str]:
    """What is wrong with a stream, a sentence each; empty if it is sound."""
    found = session.journal.verify(reference)
    if found:
        return found
    try:
        stream = [entered.envelope for entered in session.journal.stream(reference)]
        grant = replay(reference, stream)
    except (LookupError, ValueError, AssertionError) as error:
        return [f"the stream cannot be replayed: {error!r}"]
    if grant.sequence != len(stream):
        return [f"the stream ends at {grant.sequence} with {len(stream)} events"]
    return []
