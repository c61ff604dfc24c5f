"""Saying later what may be published of an event, or may not any more; taking a person out."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

import rich_click as click
from pydantic import ValidationError

from cli.content import faults_of, instant
from cli.reading import reference_argument
from cli.session import Session
from cli.stages import sent
from cli.terminal import say
from client.errors import MistakeError
from grants.domain.administration.commands import Disclose, ErasePerson, Withhold
from grants.domain.agreement.events import AgreementSigned
from grants.domain.envelope import Message
from grants.domain.people import ERASED
from grants.domain.personal import SIGNATORIES


@click.command(cls=click.RichCommand)
@reference_argument
@click.argument("event", type=click.IntRange(min=1), metavar="EVENT")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD...")
@click.option("--by", envvar="GRANTS_BY", required=True, metavar="ACTOR", help="Who says so.")
@click.option("--withhold", is_flag=True, help="Take it back: they may not be published.")
@click.option("--on", metavar="WHEN", help="When it was said; without it, now.")
@click.option("--reason", metavar="TEXT", help="Why, if that needs to be said.")
@click.option("--key", metavar="KEY", help="Name the sending, to repeat it safely.")
def disclose(reference: str, event: int, fields: tuple[str, ...], **options: Any) -> None:
    """Say later that fields of an event may be published, or take it back before a release is out.

    FIELD is a field's name, `on` for the day, or `all`; `grants timeline REF EVENT` shows them.
    """
    session = Session()
    found = [item.envelope for item in session.journal.stream(reference, after=event - 1)[:1]]
    if not found or found[0].sequence != event:
        session.stream(reference)
        unknown = f"There is no event {event} in {reference}. See: grants timeline {reference}"
        raise MistakeError(unknown)
    asked = (Withhold if options["withhold"] else Disclose)(
        event=event, kind=found[0].type, fields=fields, reason=options["reason"]
    )
    message = Message(
        key=options["key"] or f"cli/{uuid4()}",
        by=options["by"],
        on=instant(options["on"], "--on"),
        command=asked,
    )
    sent(session, reference, message, as_json=False)


@click.command(cls=click.RichCommand)
@reference_argument
@click.option(
    "--person",
    required=True,
    metavar="ACTOR",
    help="Whose data: by short name; `signatories` for all who signed.",
)
@click.option("--reason", required=True, metavar="TEXT", help="Why, without names.")
@click.option("--by", envvar="GRANTS_BY", required=True, metavar="ACTOR", help="Who has it done.")
@click.option("--on", metavar="WHEN", help="When it is done; without it, now.")
@click.option("--key", metavar="KEY", help="Name the sending, to repeat it safely.")
def erase(reference: str, **options: Any) -> None:
    """Take a person's names, addresses and words out of journal, archive and outbox, for good.

    The short name stays, and an event says that it was done. Drafts that name the person go.
    """
    session, person = Session(), options["person"]
    try:
        message = Message(
            key=options["key"] or f"cli/{uuid4()}",
            by=options["by"],
            on=instant(options["on"], "--on"),
            command=ErasePerson(person=person, reason=options["reason"]),
        )
    except ValidationError as error:
        raise MistakeError(faults_of(error, ErasePerson.model_fields)) from None
    names = {name.family for name in session.journal.folded(reference).names(person)}
    if person == SIGNATORIES:
        names |= set(_signatories(session, reference))
    sent(session, reference, message, as_json=False)
    for said in _left(session, reference, names - {ERASED}):
        say(said)


def _signatories(session: Session, reference: str) -> Iterator[str]:
    for item in session.journal.stream(reference):
        if isinstance(item.envelope.data, AgreementSigned):
            yield from item.envelope.data.signatories


def _left(session: Session, reference: str, names: Iterable[str]) -> Iterator[str]:
    """Where a name still stands in what people wrote freely: only they know whom it means."""
    for item in session.journal.stream(reference):
        content = item.envelope.model_dump_json()
        if any(name in content for name in names):
            yield f"The name still stands in event {item.envelope.sequence} ({item.envelope.type})."
