"""Looking: the portfolio, one grant now or then, its events, and whether the journal is sound."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

import rich_click as click
from rich.markup import escape

from cli.errors import TroubleError
from cli.output import console, day, emit, json_option, plain, table
from cli.session import Session
from grants.domain.envelope import Envelope
from grants.domain.grant import duties, headline, replay
from grants.domain.messages import ReportedEvent
from grants.domain.state import Grant
from workflows.details import standing

reference_argument = click.argument("reference", metavar="REF")


@click.command("list", cls=click.RichCommand)
@json_option
def list_grants(*, as_json: bool) -> None:
    """The portfolio: every grant and where it stands."""
    session = Session()
    rows = [_line(session, reference) for reference in session.journal.references()]
    if as_json:
        emit(rows)
    elif rows:
        names = ("reference", "title", "donors", "country", "stands", "next", "due")
        table(
            ["Reference", "Title", "Donors", "Country", "Stands", "Next", "Due"],
            [[row[name] for name in names] for row in rows],
        )
    else:
        click.echo("No grants yet. Begin with: grants new FILE")


def _line(session: Session, reference: str) -> dict[str, Any]:
    grant = replay(reference, session.stream(reference))
    waiting = duties(grant)
    due = min((duty.due for duty in waiting if duty.due), default=None)
    return {
        "reference": reference,
        "title": grant.opened.title,
        "donors": ", ".join(donor.name for donor in grant.opened.donors),
        "country": grant.opened.country.name,
        "stands": standing(grant, waiting),
        "next": waiting[0].what if waiting else "",
        "due": due,
    }


@click.command(cls=click.RichCommand)
@reference_argument
@click.option("--at", metavar="WHEN", help="As it was then: what had happened by WHEN.")
@click.option("--known", metavar="WHEN", help="As it was known then: what was recorded by WHEN.")
@json_option
def show(reference: str, at: str | None, known: str | None, *, as_json: bool) -> None:
    """One grant: as it is, as it was, and as it was known."""
    stream = _until(Session().stream(reference), at=at, known=known)
    grant = replay(reference, stream)
    if grant.agreement.opened is None:
        click.echo(f"Nothing had happened to {reference} by then.")
    elif as_json:
        emit(_state(grant))
    else:
        _draw(grant)


def _until(stream: Sequence[Envelope], *, at: str | None, known: str | None) -> list[Envelope]:
    from cli.stages import moment  # noqa: PLC0415

    by = _whole_day(at, moment(at, "--at"))
    recorded = _whole_day(known, moment(known, "--known"))
    return [
        envelope
        for envelope in stream
        if (by is None or envelope.on <= by)
        and (recorded is None or envelope.recorded_at <= recorded)
    ]


def _whole_day(text: str | None, when: datetime | None) -> datetime | None:
    """A bare date means its whole day."""
    if when is None or text is None or "T" in text or " " in text.strip():
        return when
    return datetime.combine(when.date(), time.min, tzinfo=UTC) + timedelta(days=1, microseconds=-1)


def _state(grant: Grant) -> dict[str, Any]:
    waiting = duties(grant)
    return {
        "reference": grant.reference,
        "sequence": grant.sequence,
        "stands": standing(grant, waiting),
        "live": grant.agreement.live_from is not None,
        "duties": [duty.model_dump(mode="json") for duty in waiting],
        "money": _money(grant),
        "irregularities": plain({
            str(number): item.model_dump(mode="json")
            for number, item in grant.irregularities.items()
        }),
        "grant": grant.model_dump(mode="json", exclude={"receipts"}),
    }


def _money(grant: Grant) -> dict[str, str]:
    return {
        "received": str(grant.received),
        "spendable": str(grant.spendable),
        "reserved": str(grant.reserved),
        "spent": str(grant.spent),
    }


def _draw(grant: Grant) -> None:
    waiting = duties(grant)
    opened = grant.opened
    donors = ", ".join(donor.name for donor in opened.donors)
    console.print(f"[bold]{escape(opened.title)}[/bold]  {grant.reference}")
    click.echo(f"{donors} → {opened.agency.name} → {opened.recipient.name}, {opened.country.name}")
    click.echo(f"Stands: {standing(grant, waiting)} {grant.sequence} events.")
    money = ", ".join(f"{name} {amount}" for name, amount in _money(grant).items())
    click.echo(f"Money: {money}")
    click.echo()
    if waiting:
        table(
            ["Who", "What", "By when"],
            [[duty.role.label, duty.what, duty.due] for duty in waiting],
            title="Who must do what",
        )
    for name, reserve in grant.agreement.lots.items():
        lot = grant.procurement.lots.get(name)
        arrived = len(lot.usable) if lot else 0
        click.echo(f"Lot {name}: {reserve.title}, {arrived} of {reserve.quantity} received.")
    for name, handover in grant.delivery.handovers.items():
        given = "handed over" if handover.delivered else "planned"
        given = "called off" if handover.cancelled else given
        click.echo(f"Handover {name}: {handover.title}, {len(handover.units)} units, {given}.")
    for name, document in grant.reporting.documents.items():
        state = "published" if document.published else "drafted" if document.drafted else "asked for"
        click.echo(f"Document {name}: {document.failed or state}.")


@click.command(cls=click.RichCommand)
@reference_argument
@json_option
def timeline(reference: str, *, as_json: bool) -> None:
    """Every event of one grant, in order."""
    stream = Session().stream(reference)
    if as_json:
        emit(stream)
        return
    table(
        ["#", "Date", "What", "Who", "Authority", "Entry", "Irregular"],
        [
            [
                envelope.sequence,
                day(envelope.on),
                headline(envelope).text,
                envelope.actor,
                envelope.authority,
                envelope.entry.value,
                _odd(envelope),
            ]
            for envelope in stream
        ],
        title=reference,
    )


def _odd(envelope: Envelope) -> str:
    event = envelope.data
    return "; ".join(event.irregularities) if isinstance(event, ReportedEvent) else ""


@click.command(cls=click.RichCommand)
@click.argument("reference", metavar="[REF]", required=False)
@json_option
def verify(reference: str | None, *, as_json: bool) -> None:
    """Check hash chains, and that every stream can be replayed; all grants without REF.

    Exit code 1 where anything is wrong.
    """
    session = Session()
    if reference is not None:
        session.stream(reference)
    names = [reference] if reference else session.journal.references()
    found = {name: _faults(session, name) for name in names}
    if as_json:
        emit(found)
    for name, faults in found.items():
        if not as_json:
            events = session.journal.last(name)
            click.echo(f"{name}: {'; '.join(faults) or f'sound, {events} events'}")
    if any(found.values()):
        message = "The journal is not sound. Keep it as it is and restore it from a copy."
        raise TroubleError(message)


def _faults(session: Session, reference: str) -> list[str]:
    faults = session.journal.verify(reference)
    if faults:
        return faults
    stream = session.stream(reference)
    try:
        grant = replay(reference, stream)
    except (KeyError, ValueError) as error:
        return [f"the stream cannot be replayed: {error!r}"]
    if grant.sequence != len(stream):
        return [f"the stream ends at {grant.sequence} with {len(stream)} events"]
    return []
