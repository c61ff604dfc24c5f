"""Looking: the portfolio, one grant now or then, and its events."""

from typing import Any

import rich_click as click

from cli.output import by_when, emit, json_option, table
from cli.session import Session
from cli.terminal import line, say
from cli.views import View, money, now_of, seen, state
from grants.domain.grant import duties, headline
from grants.domain.state import Grant
from grants.views.duties import command_line
from grants.views.portfolio import Line
from grants.views.standing import standing
from workflows.details import document_status

reference_argument = click.argument("reference", metavar="REF")


@click.command("list", cls=click.RichCommand)
@json_option
def list_grants(*, as_json: bool) -> None:
    """The portfolio: every grant and where it stands."""
    session = Session()
    rows = [_row(entry) for entry in session.journal.portfolio()]
    troubles = session.troubles([row["reference"] for row in rows if row["next"]])
    for row in rows:
        row["trouble"] = troubles.get(row["reference"])
    if as_json:
        emit(rows)
    elif rows:
        names = ("reference", "title", "stands", "next", "due")
        table(
            ["Reference", "Title", "Stands", "Next", "Due"],
            [[_cell(row, name) for name in names] for row in rows],
        )
        for reference, says in troubles.items():
            say(f"{reference} is {says}")
    else:
        line(_none(session))


def _cell(row: dict[str, Any], name: str) -> object:
    """What the table says: of one that stands still in a word why, of a deadline its day."""
    if name == "stands" and row["trouble"]:
        return row["trouble"].partition(":")[0]
    if name == "due" and row["due"] is not None:
        return row["due"].date()
    return row[name]


def _none(session: Session) -> str:
    if session.vacant:
        return (
            f"No grants here: {session.place} is not there, and nothing was made. Begin with: "
            "grants dev; or name the home of your grants: GRANTS_HOME."
        )
    return "No grants yet. Begin with: grants new FILE"


def _row(entry: Line) -> dict[str, Any]:
    return {
        "reference": entry.reference,
        "title": entry.title,
        "donors": ", ".join(entry.donors),
        "country": entry.country,
        "stands": entry.stands,
        "next": entry.next,
        "due": entry.due,
    }


@click.command(cls=click.RichCommand)
@reference_argument
@click.option("--at", metavar="WHEN", help="As it was then: what had happened by WHEN.")
@click.option("--known", metavar="WHEN", help="As it was known then: what was recorded by WHEN.")
@json_option
def show(reference: str, at: str | None, known: str | None, *, as_json: bool) -> None:
    """One grant: as it is, as it was, and as it was known.

    WHEN is 2016-10-25T10:00+00:00; without an offset it is UTC, and a bare date is its whole day.
    Give both options to see what was known by one date about how things stood on another.
    """
    session = Session()
    if at is None and known is None:
        view = now_of(session.grant(reference))
    else:
        view = seen(reference, session.stream(reference), at=at, known=known)
    now = at is None and known is None and not view.blank and not view.grant.ended
    trouble = session.troubles([reference]).get(reference) if now else None
    if as_json:
        emit({**state(view), "trouble": trouble})
        return
    if trouble is not None:
        line(f"{reference} is {trouble}", bold=True)
    if view.says:
        line(view.says)
    if view.blank:
        line(f"{'Nothing had happened' if at else 'Nothing was known'}: no grant {reference}.")
    else:
        _draw(view)
    for envelope in view.left_out:
        said = headline(envelope).text
        say(f"Event {envelope.sequence} ({said}) is left out: what it follows from came later.")


def _draw(view: View) -> None:
    grant = view.grant
    waiting = duties(grant)
    opened = grant.opened
    donors = ", ".join(donor.name for donor in opened.donors)
    line(f"{opened.title}  {grant.reference}", bold=True)
    recipient, country = opened.recipient.name, opened.country.name
    place = recipient if country in recipient else f"{recipient}, {country}"
    line(f"{donors} → {opened.agency.name} → {place}")
    events = "1 event" if view.events == 1 else f"{view.events} events"
    line(f"Stands: {standing(grant, waiting)} {events}.")
    sums = ", ".join(f"{name} {amount}" for name, amount in money(grant).items())
    line(f"Money: {sums}.")
    if waiting:
        line()
        table(
            ["Who", "What", f"By when (UTC{grant.policy.utc_offset})"],
            [[duty.role.label, duty.what, by_when(grant.policy, duty.due)] for duty in waiting],
            title="Who must do what",
        )
        for typed in filter(None, (command_line(duty, grant.reference) for duty in waiting)):
            line(f"  {typed}")
        line()
    _parts(grant)


def _parts(grant: Grant) -> None:
    for name, lot in grant.procurement.lots.items():
        said = "given up" if lot.cancelled else f"{len(lot.usable):,} of {lot.quantity:,} received"
        line(f"Lot {name}: {lot.title}, {said}.")
    for name, handover in grant.delivery.handovers.items():
        given = "handed over" if handover.delivered else "planned"
        given = "called off" if handover.cancelled else given
        units = "1 unit" if len(handover.units) == 1 else f"{len(handover.units):,} units"
        line(f"Handover {name}: {handover.title}, {units}, {given}.")
    for name, document in grant.reporting.documents.items():
        line(f"Document {name}: {document.failed or document_status(document)}.")
    for number, item in grant.irregularities.items():
        decided = {None: "open", True: "accepted", False: "rejected"}[item.accepted]
        line(f"Irregularity {number}: {'; '.join(item.what)}: {decided}.")
