"""A server of our own: the demo, and the one that is kept up while you work."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from rich.console import Console

from cli.output import day
from cli.session import Session, run, web_link
from cli.terminal import line, say
from client.errors import TroubleError
from grants.logs import quieten_core

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
    from temporalio.client import Client

    from grants.adapters.embedded import EmbeddedServer, EmbeddedServerError
    from worker import (
        WorkerSetupError,
        adapters,
        build_worker,
        check_search_attributes,
        take_over,
    )
    from workflows.connection import DATA_CONVERTER
    from workflows.search import SEARCH_ATTRIBUTES

    quieten_core()
    settings = session.settings
    server = EmbeddedServer(
        settings.server, SEARCH_ATTRIBUTES, durable=durable, progress=progress.print
    )
    try:
        async with server:
            client = await Client.connect(server.address, data_converter=DATA_CONVERTER)
            await check_search_attributes(client)
            outside = adapters(settings)
            outside = replace(outside, web_ui=outside.web_ui or server.ui)
            with closing(outside):
                async with build_worker(client, outside):
                    await take_over(client)
                    yield House(client, server.address, server.ui)
    except (EmbeddedServerError, WorkerSetupError) as error:
        raise TroubleError(str(error)) from error


def _move_in(session: Session) -> None:
    """Have a home; a new one is announced. Raises TroubleError where it cannot be."""
    home = session.settings.home
    if home.is_dir():
        return
    try:
        home.mkdir(parents=True)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        message = f"{home} cannot be made ({reason}). Name another folder: GRANTS_HOME."
        raise TroubleError(message) from None
    say(f"A new home for grants: {home.absolute()}")


def _quiet_logs(session: Session) -> None:
    from grants.logs import configure

    settings = session.settings
    _move_in(session)
    with_errors = "ERROR" if settings.log_level == "INFO" else settings.log_level
    configure("console", with_errors, security_log=settings.security_log)


@click.command(cls=click.RichCommand)
def dev() -> None:
    """Keep a server, its Web UI and a worker up until Ctrl-C; state is kept on disk."""
    session = Session()
    try:
        run(_dev(session))
    except KeyboardInterrupt:
        say("Stopped.")


async def _dev(session: Session) -> None:
    from grants.logs import configure

    settings = session.settings
    _move_in(session)
    with settings.log.open("a", encoding="utf-8") as log:
        configure("console", settings.log_level, stream=log, security_log=settings.security_log)
        stopped = _stop_gently()
        async with house(session, durable=True, progress=Console(stderr=True)) as up:
            line(f"Temporal:  {up.address}")
            line(f"Web UI:    {up.ui}/namespaces/default/workflows")
            line(f"Journal:   {session.place}")
            line(f"Log:       {settings.log.absolute()}")
            line("Ctrl-C stops it; everything is kept.")
            await stopped.wait()


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
    try:
        run(_demo(session, out, leave=leave))
    except KeyboardInterrupt:
        say("Stopped.")


async def _demo(session: Session, out: Path, *, leave: bool) -> None:
    from cli.files import read
    from cli.papers import copy_documents
    from client.playing import play
    from grants.domain.grant import replay

    _quiet_logs(session)
    story = read(story_file())
    progress = Console(stderr=True, highlight=False)
    stopped = _stop_gently()
    async with house(session, durable=False, progress=progress) as up:
        progress.print(f"Temporal is up: {up.ui}")
        played = await play(session.door_of(up.client), story, progress.print)
        grant = replay(story.reference, session.stream(story.reference))
        written = copy_documents(session, grant, out / story.reference)
        _summary(session, grant, up, sent=played.sent, written=written)
        if not leave:
            line()
            line("Server and Web UI stay up. Ctrl-C stops them; everything is kept.")
            await stopped.wait()
    if leave:
        line()
        line("The server has stopped; `grants dev` brings it back, Web UI and all.")


def _summary(
    session: Session, grant: "Grant", up: House, *, sent: int, written: list[Path]
) -> None:
    from workflows.messages import grant_workflow_id

    stream = session.stream(grant.reference)
    handovers = grant.delivery.handovers.values()
    life = f"{day(stream[0].on)} to {day(stream[-1].on)}, {grant.administration.ended or 'open'}"
    facts = {
        "Grant": grant.reference,
        "Title": grant.opened.title,
        "Life": life,
        "Events": f"{len(stream)} in one log ({sent} commands sent now)",
        "Handed over": f"{sum(len(handover.units) for handover in handovers)} units",
        "Notifications": f"composed and kept in {session.settings.outbox}",
    }
    line()
    line("The story is told", bold=True)
    for name, fact in facts.items():
        line(f"  {name:<14} {fact}")
    line()
    line("Documents:")
    for path in written:
        line(f"  {path}")
    link = web_link(up.ui, grant_workflow_id(grant.reference))
    line()
    line("Web UI of the grant (tab User Metadata: where it stands):")
    line(f"  {link}")
    _show_mail(session, grant)
    release = next((path for path in written if path.name == "press-release.en.md"), None)
    if release is not None:
        line()
        line("What justifies a sentence:")
        line(f"  grants why {release}:1")


def _show_mail(session: Session, grant: "Grant") -> None:
    """The mail that brought the release to whoever clears it, up to the release's own text."""
    from email import message_from_bytes, policy

    from grants.domain.reporting.events import DocumentDrafted

    drafted = [
        (envelope.sequence, envelope.data.document)
        for envelope in session.stream(grant.reference)
        if isinstance(envelope.data, DocumentDrafted) and envelope.data.kind == "press-release"
    ]
    if not drafted:
        return
    sequence, document = drafted[-1]
    clearer = grant.reporting.documents[document].cleared_by
    name = f"{grant.reference}_{sequence}-*{clearer}-*.eml"
    for path in session.settings.outbox.glob(f"*/{name}"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        said = str(body.get_content()).partition("-" * 40)[0] if body else ""
        line()
        line(f"Nobody asked for the release: this mail brought it ({path}):")
        line(f"  Subject: {mail['subject']}")
        for written in said.strip().splitlines():
            line(f"  {written}".rstrip())
        return


def story_file() -> Path:
    """The reference story: beside the code in a checkout, inside the package when installed."""
    beside = Path(__file__).parents[1] / "examples" / STORY
    return beside if beside.exists() else Path(str(files("cli") / STORY))


def _stop_gently() -> asyncio.Event:
    """An event that a service manager's request to end sets; Ctrl-C cancels by itself."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    return stopped
