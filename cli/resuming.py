"""Starting grants again from their streams: after retention, a reset, a restore, a halt."""

from typing import TYPE_CHECKING, Any

import rich_click as click

from cli.output import emit, json_option
from cli.session import Session, run
from cli.terminal import line, say
from client.errors import ClientError, MistakeError, TroubleError
from grants.domain.grant import replay

if TYPE_CHECKING:
    from client.resuming import Resumed


@click.command(cls=click.RichCommand)
@click.argument("reference", metavar="[REF]", required=False)
@click.option("--all", "everything", is_flag=True, help="Every grant that has not ended.")
@json_option
def resume(reference: str | None, *, everything: bool, as_json: bool) -> None:
    """Start a grant again from its stream in the journal; one that runs is left alone.

    One that is halted, and whose journal is sound, is terminated first. What had been acknowledged
    and is not in the journal is sent again, as far as the server still has its history.
    """
    session = Session()
    if everything and reference is None:
        run(_every(session, as_json=as_json))
    elif reference is not None and not everything:
        found = run(_one(session, reference))
        emit(_plain(found)) if as_json else _tell(found)
        if found.refused:
            message = f"{len(found.refused)} commands of {reference} could not be sent again."
            raise TroubleError(message)
    else:
        message = "Name one grant, or say --all."
        raise MistakeError(message)


async def _one(session: Session, reference: str) -> "Resumed":
    from client.resuming import resume as start_again

    return await start_again(await session.door(), reference)


async def _every(session: Session, *, as_json: bool) -> None:
    from client.resuming import resume as start_again

    door = await session.door()
    found: list[dict[str, Any]] = []
    failed = 0
    for reference in session.journal.references():
        try:
            if replay(reference, session.stream(reference)).ended:
                continue
            resumed = await start_again(door, reference)
        except ClientError as error:
            failed += 1
            found.append({"reference": reference, "resumed": False, "error": str(error)})
            say(f"{reference}: {error}")
            continue
        found.append(_plain(resumed))
        failed += bool(resumed.refused)
        if not as_json:
            _tell(resumed)
    if as_json:
        emit(found)
    elif not found:
        line("There is no grant that has not ended.")
    if failed:
        message = f"{failed} of {len(found)} grants could not be resumed in full."
        raise TroubleError(message)


def _tell(found: "Resumed") -> None:
    name = found.reference
    if found.halted is not None:
        why = found.halted.rstrip(".")
        line(
            f"{name} was halted: {why}. Its journal is sound: its workflow was terminated, and it "
            "runs again from the journal."
        )
    else:
        line(f"{name} {'runs again, from its journal' if found.started else 'runs already'}.")
    for receipt in found.taken_up:
        events = ", ".join(name.replace("-", " ") for name in receipt.events)
        line(f"Acknowledged before and lost, now recorded: {events} (key {receipt.key}).")
    for sentence in found.refused:
        say(f"Acknowledged before and lost, refused now: {sentence}")


def _plain(found: "Resumed") -> dict[str, Any]:
    return {
        "reference": found.reference,
        "resumed": found.started,
        "halted": found.halted,
        "taken_up": found.taken_up,
        "refused": found.refused,
    }
