"""Grant files: writing a template, the schema, starting a grant and playing a story."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import rich_click as click

from cli.output import day, emit, json_option
from cli.privacy import as_usual
from cli.session import Session, run
from cli.terminal import block, line, say
from client.errors import MistakeError
from grants.domain import clock
from grants.domain.admission import admit
from grants.domain.envelope import Message
from grants.domain.errors import RefusalError
from grants.domain.state import Grant
from grants.grantfile.file import GrantFile, GrantFileError, load, shifted
from grants.grantfile.file import schema as grant_schema
from grants.grantfile.file import template as grant_template
from workflows.messages import grant_workflow_id

file_argument = click.argument("file", type=click.Path(path_type=Path))


@click.command(cls=click.RichCommand)
@file_argument
def new(file: Path) -> None:
    """Write a commented grant file to fill in."""
    try:
        with as_usual(), file.open("x", encoding="utf-8") as out:
            out.write(grant_template())
    except FileExistsError:
        message = f"{file} is there already; it was left alone. Name another file."
        raise MistakeError(message) from None
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}. Name another file."
        raise MistakeError(message) from None
    line(f"Wrote {file}. Fill it in, then: grants start {file}")


@click.command(cls=click.RichCommand)
def schema() -> None:
    """Print the grant file's JSON Schema, for editors that complete and check."""
    block(json.dumps(grant_schema(), indent=2, ensure_ascii=False))


@click.command(cls=click.RichCommand)
@file_argument
@json_option
def start(file: Path, *, as_json: bool) -> None:
    """Check a grant file and start its grant; its story is left to you.

    The grant is live from now on: deadlines go by the wall clock and notifications leave the house.
    """
    grantfile = read(file)
    now = datetime.now(UTC)
    opening = live(grantfile.opening, now)
    tried(grantfile, opening, now)
    session = Session()
    fresh = run(_start(session, grantfile, opening))
    workflow_id = grant_workflow_id(grantfile.reference)
    link = session.link(workflow_id)
    if as_json:
        emit(
            {
                "reference": grantfile.reference,
                "workflow_id": workflow_id,
                "started": fresh,
                "ui": link,
            }
        )
        return
    line(f"{'Started' if fresh else 'Already started'}: {grantfile.reference}")
    line(f"Workflow: {workflow_id}")
    if link:
        line(f"Web UI:   {link}")
    from client.playing import opening_warning

    if fresh and (told := opening_warning(grantfile)):
        say(told)


async def _start(session: Session, grantfile: GrantFile, opening: Message) -> bool:
    from client.beginning import begin

    return await begin(await session.door(), grantfile.reference, opening)


@click.command(cls=click.RichCommand)
@file_argument
@click.option(
    "--shift-to",
    metavar="DATE",
    help="Move the whole story so that the grant opens on DATE (2026-11-02).",
)
@json_option
def play(file: Path, shift_to: str | None, *, as_json: bool) -> None:
    """Start a grant and send its whole story; run it again to send what is not sent yet.

    A story that lies in the past is back entry: its notifications are composed and kept, none
    leaves the house. One that goes on beyond today is live from today on, and its later steps are
    sent when their date has come and the file is played again.
    """
    grantfile = read(file)
    if shift_to is not None:
        grantfile = moved(grantfile, shift_to)
    now = datetime.now(UTC)
    if grantfile.opened_on <= now:
        tried(grantfile, grantfile.opening, now)
    session = Session()
    run(_play(session, grantfile, as_json=as_json))


async def _play(session: Session, grantfile: GrantFile, *, as_json: bool) -> None:
    from client.playing import play as play_story

    heard = (lambda _: None) if as_json else say
    played = await play_story(await session.door(), grantfile, heard)
    for sentence in played.odd:
        say(sentence)
    if as_json:
        emit(
            {
                "reference": grantfile.reference,
                "sent": played.sent,
                "skipped": played.skipped,
                "waiting_for": played.waiting_for,
                "odd": played.odd,
            }
        )
        return
    line(f"{grantfile.reference}: {played.sent} sent, {played.skipped} in the journal already.")
    if played.waiting_for is not None:
        when = f"{day(played.waiting_for)} at {played.waiting_for:%H:%M %Z}"
        line(f"The next step is dated {when}; play the file again then.")


def read(file: Path) -> GrantFile:
    """A grant file, checked; its faults are told as one mistake."""
    try:
        return load(file)
    except GrantFileError as error:
        message = f"{file} cannot be used:\n{error}"
        raise MistakeError(message) from None


def live(opening: Message, now: datetime) -> Message:
    """The opening of a grant that is live from now, unless its file says from when."""
    if getattr(opening.command, "live_from", None) is not None:
        return opening
    return opening.model_copy(
        update={"command": opening.command.model_copy(update={"live_from": now})}
    )


def tried(grantfile: GrantFile, opening: Message, now: datetime) -> None:
    """Ask the rule book about the opening before anything is started."""
    blank = Grant(reference=grantfile.reference)
    try:
        admit(blank, opening, clock.read(blank, opening, now))
    except RefusalError as refusal:
        message = f"The grant cannot be opened: {refusal}"
        raise MistakeError(message) from None


def moved(grantfile: GrantFile, to: str) -> GrantFile:
    """The story with its opening on another day. Raises MistakeError."""
    try:
        return shifted(grantfile, date.fromisoformat(to))
    except OverflowError:
        message = (
            f"--shift-to: {to} is too far off. "
            "Choose a day so that the story lies between 1990 and 2100."
        )
    except ValueError:
        message = f"--shift-to: '{to}' is not a date. Write it as 2026-11-02."
    raise MistakeError(message)
