"""The log over all events: its key, its signed head, proofs to hand out, and their check."""

from typing import TYPE_CHECKING

import rich_click as click

from cli.groups import Group
from cli.output import emit, json_option
from cli.session import Session
from cli.terminal import line
from client.errors import MistakeError, TroubleError

if TYPE_CHECKING:
    from grants.proof.tlogproof import Proven


@click.group(cls=Group)
def log() -> None:
    """Show to outsiders what the journal holds: its key, its signed head, proofs of fields."""


@log.command(cls=click.RichCommand)
def key() -> None:
    """The public key that checks the log's heads and proofs. Give it to those who check."""
    from grants.adapters.signing import public_key
    from grants.ports import PermanentFailureError
    from grants.proof.checkpoint import Verifier

    session = Session()
    origin = session.journal.id
    if not origin:
        raise TroubleError("There is no journal here yet: its key is made with it. See: grants dev")
    try:
        public = public_key(session.settings.keys)
    except (OSError, PermanentFailureError) as error:
        raise TroubleError(str(error)) from error
    if public is None:
        message = f"The key is not here ({session.settings.keys}): it is where the worker runs."
        raise TroubleError(message)
    click.echo(str(Verifier(origin, public)))


@log.command(cls=click.RichCommand)
def checkpoint() -> None:
    """The newest signed head, for somebody outside to keep: grants log checkpoint > FILE."""
    signed = Session().journal.checkpoint()
    if not signed:
        message = "Nothing has been signed yet: a head is signed when a worker records events."
        raise TroubleError(message)
    click.echo(signed, nl=False)


@log.command(cls=click.RichCommand)
@click.argument("reference", metavar="REF")
@click.argument("event", metavar="EVENT", type=click.IntRange(min=1))
@click.argument("fields", metavar="[FIELD]…", nargs=-1)
def proof(reference: str, event: int, fields: tuple[str, ...]) -> None:
    """A proof that an event is in the log, showing the fields that are named and no others.

    EVENT is its number in `grants timeline REF`; a FIELD is on, actor, authority, data.amount and
    the like, and data stands for all of the content.
    """
    session = Session()
    session.stream(reference)
    try:
        click.echo(session.journal.proof(reference, event, fields), nl=False)
    except LookupError as error:
        raise MistakeError(str(error)) from error


@log.command(cls=click.RichCommand)
@click.argument("file", metavar="FILE")
@click.option("--key", "written", metavar="K", required=True, help="As `grants log key` prints it.")
@json_option
def check(file: str, written: str, *, as_json: bool) -> None:
    """Check a proof, with the key and nothing else: no journal is asked. FILE may be - for stdin.

    Exit code 1 where the proof shows nothing.
    """
    from cli.content import text_in
    from grants.proof.checkpoint import ProofError, Verifier
    from grants.proof.tlogproof import check as checked

    try:
        verifier = Verifier.read(written)
    except ProofError as error:
        raise MistakeError(f"{error} Give it as `grants log key` prints it.") from error
    try:
        proven = checked(text_in(file, "FILE"), verifier)
    except ProofError as error:
        raise TroubleError(f"{error} It shows nothing.") from error
    if as_json:
        emit({"event": proven.clear, "fields": proven.fields, "size": proven.checkpoint.size})
    else:
        _say(proven)


def _say(proven: "Proven") -> None:
    event = proven.clear
    size, origin = proven.checkpoint.size, proven.checkpoint.origin
    line(
        f"{event['stream']}, event {event['sequence']} ({event['type']}) is in the log {origin}, "
        f"as it was signed at {size} events."
    )
    for path, value in proven.fields.items():
        line(f"{path}: {_written(value)}")
    if not proven.fields:
        line("No field of it is shown.")


def _written(value: object) -> str:
    import json

    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # a proof comes from elsewhere: what it holds may not speak to the terminal
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in written)


@click.command(cls=click.RichCommand)
def rebuild() -> None:
    """Make anew, from the events, what is kept beside them; commands go on meanwhile."""
    done = Session().keeper.rebuild()
    if not done:
        line("No grants yet: there is nothing to make anew.")
        return
    grants = "1 grant" if len(done) == 1 else f"{len(done)} grants"
    line(f"Made anew for {grants}: portfolio, duties, balances, snapshots.")
