"""A server of our own: the demo, and the one that is kept up while you work."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from rich.console import Console

from cli.errors import TroubleError
from cli.output import day, table
from cli.session import Session, run, web_link

if TYPE_CHECKING:
    from temporalio.client import Client

    from grants.domain.state import Grant

STORY = "unodc-mali-2016.yaml"


@dataclass(frozen=True)
class House:
    """A server with its Web UI, and a worker on it."""

    client: "Client"
    address: str
    ui: str


@asynccontextmanager
async def house(session: Session, *, durable: bool, progress: Console) -> AsyncIterator[House]:
    """Server and worker, up while the context lasts. Raises TroubleError where they cannot be."""
    from grants.adapters.embedded import EmbeddedServer, EmbeddedServerError  # noqa: PLC0415
    from worker import adapters, build_worker, check_search_attributes, take_over  # noqa: PLC0415
    from workflows.connection import connect  # noqa: PLC0415
    from workflows.search import SEARCH_ATTRIBUTES  # noqa: PLC0415

    settings = session.settings
    server = EmbeddedServer(
        settings.server, SEARCH_ATTRIBUTES, durable=durable, progress=progress.print
    )
    try:
        async with server:
            client = await connect(server.address)
            await check_search_attributes(client)
            async with build_worker(client, adapters(settings)):
                await take_over(client)
                yield House(client, server.address, server.ui)
    except EmbeddedServerError as error:
        raise TroubleError(str(error)) from error


def _quiet_logs(session: Session) -> None:
    from grants.logs import configure  # noqa: PLC0415

    settings = session.settings
    settings.home.mkdir(parents=True, exist_ok=True)
    with_errors = "ERROR" if settings.log_level == "INFO" else settings.log_level
    configure("console", with_errors, security_log=settings.security_log)


@click.command(cls=click.RichCommand)
def dev() -> None:
    """Keep a server, its Web UI and a worker up until Ctrl-C; state is kept on disk."""
    session = Session()
    run(_dev(session))


async def _dev(session: Session) -> None:
    from grants.logs import configure  # noqa: PLC0415

    settings = session.settings
    settings.home.mkdir(parents=True, exist_ok=True)
    configure("console", settings.log_level, security_log=settings.security_log)
    async with house(session, durable=True, progress=Console(stderr=True)) as up:
        click.echo(f"Temporal:  {up.address}")
        click.echo(f"Web UI:    {up.ui}/namespaces/default/workflows")
        click.echo(f"Journal:   {settings.journal}")
        click.echo("Ctrl-C stops it; everything is kept.")
        await _until_stopped()


@click.command(cls=click.RichCommand)
@click.option("--exit", "leave", is_flag=True, help="Leave when the story is told.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("out"),
    show_default=True,
    metavar="DIR",
    help="Where the documents go, in a folder of the grant's name.",
)
def demo(*, leave: bool, out: Path) -> None:
    """Run the reference story on a server of its own: Japan's vehicles for Mali, 2016.

    From the pledge to the press release on a real Temporal server, in the real Web UI. Without a
    terminal it leaves when the story is told.
    """
    session = Session()
    leave = leave or not sys.stdout.isatty()
    run(_demo(session, out, leave=leave))


async def _demo(session: Session, out: Path, *, leave: bool) -> None:
    from cli.files import read  # noqa: PLC0415
    from cli.papers import copy_documents  # noqa: PLC0415
    from cli.playing import play  # noqa: PLC0415
    from grants.domain.grant import replay  # noqa: PLC0415

    _quiet_logs(session)
    story = read(story_file())
    progress = Console(stderr=True, highlight=False)
    async with house(session, durable=False, progress=progress) as up:
        progress.print(f"Temporal is up: {up.ui}")
        played = await play(session, up.client, story, progress.print)
        grant = replay(story.reference, session.stream(story.reference))
        written = copy_documents(session, grant, out / story.reference)
        _summary(session, grant, up, sent=played.sent, written=written)
        if not leave:
            click.echo("\nServer and Web UI stay up. Ctrl-C stops them; everything is kept.")
            await _until_stopped()


def _summary(
    session: Session, grant: "Grant", up: House, *, sent: int, written: list[Path]
) -> None:
    from workflows.messages import grant_workflow_id  # noqa: PLC0415

    stream = session.stream(grant.reference)
    handovers = grant.delivery.handovers.values()
    table(
        ["", ""],
        [
            ["Grant", grant.reference],
            ["Title", grant.opened.title],
            ["Life", f"{day(stream[0].on)} to {day(stream[-1].on)}, {grant.agreement.ended}"],
            ["Events", f"{len(stream)} in one log ({sent} commands sent now)"],
            ["Units handed over", sum(len(handover.units) for handover in handovers)],
            ["Notifications", f"composed and kept in {session.settings.outbox}"],
        ],
        title="The story is told",
    )
    click.echo("\nDocuments:")
    for path in written:
        click.echo(f"  {path}")
    click.echo(f"\nWeb UI of the grant:\n  {web_link(up.ui, grant_workflow_id(grant.reference))}")
    release = next((path for path in written if path.name == "press-release.en.md"), None)
    if release is not None:
        click.echo(f"\nWhat justifies a sentence:\n  grants why {release}:1")


def story_file() -> Path:
    """The reference story: beside the code in a checkout, inside the package when installed."""
    beside = Path(__file__).parents[1] / "examples" / STORY
    return beside if beside.exists() else Path(str(files("cli") / STORY))


async def _until_stopped() -> None:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        click.echo("Stopping.", err=True)
        raise
