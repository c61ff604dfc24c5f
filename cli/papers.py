"""Papers: what has been drafted, drafting now, and standard exports."""

import sys
from pathlib import Path
from typing import Any

import rich_click as click

from cli.output import emit, json_option, table
from cli.privacy import as_usual
from cli.reading import reference_argument
from cli.session import Session, run
from cli.terminal import line, say
from client.errors import MistakeError, TroubleError
from grants.domain.envelope import Message
from grants.domain.reporting.commands import DraftDocument
from grants.domain.reporting.content import DocumentKind
from grants.domain.reporting.state import Document
from grants.domain.state import Grant
from workflows.details import document_status

out_option = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Copy the latest draft of each there.",
)


@click.command(cls=click.RichCommand)
@reference_argument
@out_option
@json_option
def documents(reference: str, out: Path | None, *, as_json: bool) -> None:
    """What has been drafted for a grant, and where it is."""
    session = Session()
    grant = session.grant(reference)
    if out is not None:
        written = copy_documents(session, grant, out)
        say(f"Wrote {len(written)} files below {out}.")
    if as_json:
        emit([_row(name, item) for name, item in grant.reporting.documents.items()])
    elif grant.reporting.documents:
        table(
            ["Document", "About", "Status", "Files"],
            [
                [name, item.about, item.failed or document_status(item), _names(item)]
                for name, item in grant.reporting.documents.items()
            ],
        )
    else:
        line(f"No document has been asked for yet. See: grants draft {reference} --help")


def _row(name: str, document: Document) -> dict[str, Any]:
    return {
        "document": name,
        "about": document.about,
        "status": document_status(document),
        "failure": document.failed,
        "files": [file.uri for file in document.files],
    }


def _names(document: Document) -> tuple[str, ...]:
    return tuple(file.uri.rpartition("/")[2] for file in document.files)


def copy_documents(session: Session, grant: Grant, out: Path) -> list[Path]:
    """Copy the latest draft of each kind into a folder; return what was written.

    Where a kind is there several times, each has a folder of its own, named by what it is about.
    """
    latest: dict[tuple[str, str], Document] = {}
    for document in grant.reporting.documents.values():
        if document.drafted:
            latest[document.kind.value, document.about] = document
    several = len({kind for kind, _ in latest}) < len(latest)
    return [
        path
        for (_, about), document in latest.items()
        for path in _copied(session, document, out / about if several else out)
    ]


def _copied(session: Session, document: Document, folder: Path) -> list[Path]:
    from grants.ports import PermanentFailureError

    written = []
    try:
        with as_usual():
            folder.mkdir(parents=True, exist_ok=True)
            for file in document.files:
                target = folder / file.uri.rpartition("/")[2]
                target.write_bytes(session.archive.get(file.uri))
                written.append(target)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        message = f"--out: {folder} cannot be written ({reason}). Name another folder."
        raise MistakeError(message) from None
    except PermanentFailureError as error:
        raise TroubleError(f"{error} See GRANTS_HOME.") from error
    return written


@click.command(cls=click.RichCommand)
@reference_argument
@click.argument("kind", type=click.Choice([kind.value for kind in DocumentKind]))
@click.option("--about", metavar="NAME", help="The handover or report, where there are several.")
@click.option(
    "--by",
    envvar="GRANTS_BY",
    required=True,
    metavar="ACTOR",
    help="Who asks for it: an appointed person's short name. Or set GRANTS_BY.",
)
@click.option("--on", metavar="WHEN", help="When it is asked for; without it, now.")
@click.option("--key", metavar="KEY", help="Name the sending, so that a repeat is not done twice.")
@out_option
@json_option
def draft(reference: str, kind: str, **options: Any) -> None:
    """Have a document drafted now from what the journal holds."""
    from cli.content import instant, new_key

    session = Session()
    about = options["about"] or _only(session.grant(reference), kind)
    message = _message(
        key=options["key"] or new_key(),
        by=options["by"],
        on=instant(options["on"], "--on"),
        command={"type": "draft-document", "kind": kind, "about": about},
    )
    name, document = run(_drafted(session, reference, message))
    if document.failed is not None:
        failure = f"{name} could not be drafted: {document.failed}"
        raise TroubleError(failure)
    if options["out"] is not None:
        copy_documents(session, session.grant(reference), options["out"])
    files = [file.uri for file in document.files]
    if options["as_json"]:
        emit({"document": name, "files": files})
    else:
        line(f"Drafted {name}:")
        for file in files:
            line(f"  {file}")


async def _drafted(session: Session, reference: str, message: Message) -> tuple[str, Document]:
    from client.drafting import drafted

    return await drafted(await session.door(), reference, message)


def _message(**content: Any) -> Message:
    from pydantic import ValidationError

    from cli.content import faults_of

    try:
        DraftDocument.model_validate(content["command"])
        return Message.model_validate(content)
    except ValidationError as error:
        raise MistakeError(faults_of(error, DraftDocument.model_fields)) from None


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


@click.command(cls=click.RichCommand)
@reference_argument
@click.argument("form", type=click.Choice(["iati", "ocds", "cloudevents"]))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it there.")
def export(reference: str, form: str, out: Path | None) -> None:
    """A standard file for publication: only what the grant discloses is in it."""
    from grants.documents.exports import EXPORTS

    content = EXPORTS[form](Session().stream(reference))
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        with as_usual():
            out.write_bytes(content)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        message = f"--out: {out} cannot be written ({reason}). Name another file."
        raise MistakeError(message) from None
    line(f"Wrote {out}.")
