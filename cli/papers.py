"""Papers: what has been drafted, drafting now, what justifies a sentence, and standard exports."""

import re
from pathlib import Path
from typing import Any

import rich_click as click
from rich.markup import escape

from cli.errors import MistakeError, TroubleError
from cli.output import console, day, emit, json_option, table
from cli.reading import reference_argument
from cli.session import Session, run
from grants.domain.envelope import Message
from grants.domain.grant import replay
from grants.domain.reporting.commands import DocumentKind, DraftDocument
from grants.domain.reporting.state import Document
from grants.domain.state import Grant
from workflows.details import document_status


@click.command(cls=click.RichCommand)
@reference_argument
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Copy the files there.")
@json_option
def documents(reference: str, out: Path | None, *, as_json: bool) -> None:
    """What has been drafted for a grant, and where it is."""
    session = Session()
    grant = replay(reference, session.stream(reference))
    rows = [
        {
            "document": name,
            "about": document.about,
            "status": document_status(document),
            "files": [file.uri for file in document.files],
        }
        for name, document in grant.reporting.documents.items()
    ]
    if out is not None:
        copy_documents(session, grant, out)
    if as_json:
        emit(rows)
        return
    table(
        ["Document", "About", "Status", "Files"],
        [[row["document"], row["about"], row["status"], "\n".join(row["files"])] for row in rows],
    )


def copy_documents(session: Session, grant: Grant, out: Path) -> list[Path]:
    """Copy the latest draft of each kind into a folder; return what was written."""
    latest: dict[tuple[str, str], Document] = {}
    for document in grant.reporting.documents.values():
        if document.drafted:
            latest[document.kind.value, document.about] = document
    several = len({kind for kind, _ in latest}) < len(latest)
    written = []
    for (_, about), document in latest.items():
        folder = out / about if several else out
        folder.mkdir(parents=True, exist_ok=True)
        for file in document.files:
            target = folder / file.uri.rpartition("/")[2]
            target.write_bytes(session.archive.get(file.uri))
            written.append(target)
    return written


@click.command(cls=click.RichCommand)
@reference_argument
@click.argument("kind", type=click.Choice([kind.value for kind in DocumentKind]))
@click.option("--about", metavar="NAME", help="The handover or report; needed where there are several.")
@click.option("--by", envvar="GRANTS_BY", required=True, metavar="ACTOR", help="Who asks for it.")
@click.option("--on", metavar="WHEN", help="When it is asked for; without it, now.")
@click.option("--key", metavar="KEY", help="Name the sending, so that a repeat is not done twice.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Copy the files there.")
@json_option
def draft(reference: str, kind: str, **options: Any) -> None:  # noqa: ANN401
    """Have a document drafted now from what the journal holds."""
    from cli.drafting import drafted  # noqa: PLC0415
    from cli.stages import moment, new_key  # noqa: PLC0415

    session = Session()
    about = options["about"] or _only(replay(reference, session.stream(reference)), kind)
    message = Message(
        key=options["key"] or new_key(),
        by=options["by"],
        on=moment(options["on"], "--on"),
        command=DraftDocument(kind=DocumentKind(kind), about=about),
    )
    name, document = run(drafted(session, reference, message))
    if document.failed is not None:
        message_ = f"{name} could not be drafted: {document.failed}"
        raise TroubleError(message_)
    if options["out"] is not None:
        copy_documents(session, replay(reference, session.stream(reference)), options["out"])
    files = [file.uri for file in document.files]
    if options["as_json"]:
        emit({"document": name, "files": files})
    else:
        click.echo(f"Drafted {name}:")
        for file in files:
            click.echo(f"  {file}")


def _only(grant: Grant, kind: str) -> str:
    names = list(
        grant.delivery.handovers
        if kind == DocumentKind.PRESS_RELEASE.value
        else grant.report_duties
    )
    if len(names) != 1:
        message = f"--about: name one of: {', '.join(names) or '(there is none yet)'}."
        raise MistakeError(message)
    return names[0]


_PLACE = re.compile(r"^(?P<file>.+?)(?::(?P<line>\d+))?$")


@click.command(cls=click.RichCommand)
@click.argument("place", metavar="FILE[:LINE]")
@json_option
def why(place: str, *, as_json: bool) -> None:
    """What justifies a sentence: its facts, and the event, person, date and evidence of each."""
    from grants.documents.why import why as explain  # noqa: PLC0415

    match = _PLACE.match(place)
    file = Path(match["file"] if match else place)
    line = int(match["line"]) if match and match["line"] else None
    record = file.with_suffix(".facts.json")
    try:
        found = explain(record.read_bytes(), file.read_bytes(), file.name, line)
    except OSError as error:
        message = f"{error.filename} cannot be read. Name a drafted file beside its .facts.json."
        raise MistakeError(message) from None
    except ValueError as error:
        message = f"{record} does not explain {file.name}: {error}. Draft the document again."
        raise MistakeError(message) from None
    if not found:
        message = f"{file}:{line} holds no sentence. Name a line with text."
        raise MistakeError(message)
    if as_json:
        emit([_explained(item) for item in found])
        return
    for item in found:
        _tell(item)


def _explained(item: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "line": item.line,
        "text": item.text,
        "standing": item.standing.value,
        "facts": {name: fact.model_dump(mode="json") for name, fact in item.facts.items()},
    }


def _tell(item: Any) -> None:  # noqa: ANN401
    console.print(f"[bold]{item.line}[/bold]  {escape(item.text)}")
    click.echo(f"    {item.note}")
    rows = [
        [
            name,
            fact.value,
            ", ".join(f"{event.sequence} {event.type}" for event in fact.events),
            fact.actor,
            day(fact.on),
            "; ".join(source.title or source.uri for source in fact.evidence),
        ]
        for name, fact in item.facts.items()
    ]
    if rows:
        table(["Fact", "Value", "Events", "Said by", "On", "Evidence"], rows)


@click.command(cls=click.RichCommand)
@reference_argument
@click.argument("form", type=click.Choice(["iati", "ocds", "cloudevents"]))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it there.")
def export(reference: str, form: str, out: Path | None) -> None:
    """A standard file for publication: only what the grant discloses is in it."""
    from grants.documents.exports import EXPORTS  # noqa: PLC0415

    content = EXPORTS[form](Session().stream(reference))
    if out is None:
        click.echo(content.decode(), nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        message = f"{out} cannot be written: {error.strerror}. Name another file."
        raise MistakeError(message) from None
    click.echo(f"Wrote {out}.")
