"""Whether the journal is sound: contents, chains, log and rules, against its signed heads."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from cli.output import emit, json_option
from cli.session import Session
from cli.terminal import line
from client.errors import MistakeError, TroubleError

if TYPE_CHECKING:
    from grants.adapters.examining import Report


@click.command(cls=click.RichCommand)
@click.argument("reference", metavar="[REF]", required=False)
@click.option(
    "--checkpoint",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A signed head that was kept outside; without it, the newest of this home.",
)
@click.option("--key", metavar="K", help="The key that signed it; without it, this home's.")
@json_option
def verify(
    reference: str | None, checkpoint: Path | None, key: str | None, *, as_json: bool
) -> None:
    """Check what the journal holds: contents, chains, log and rules; all grants without REF.

    It is compared with the newest signed head that is at hand, and is only read: a copy of the
    file will do. Exit code 1 where anything is wrong.
    """
    session = Session()
    report = _examined(session, checkpoint, key)
    if reference is not None and reference not in report.streams and not report.faults:
        session.stream(reference)
    found = {
        name: [str(fault) for fault in report.faults if fault.stream == name]
        for name in report.streams
        if reference in (None, name)
    }
    of_all = [str(fault) for fault in report.faults if not fault.stream]
    if reference in report.streams:
        found[reference] += _beside(session, reference, sound=not report.faults)
    if as_json:
        events = {name: report.streams[name] for name in found}
        emit({"journal": of_all, "grants": found, "events": events, "compared": report.compared})
    else:
        _say(report, found, of_all)
    if of_all or any(found.values()):
        message = "The journal is not sound. Keep it as it is and restore it from a copy."
        raise TroubleError(message)


def _say(report: "Report", found: dict[str, list[str]], of_all: list[str]) -> None:
    for name, wrong in found.items():
        line(f"{name}: {' '.join(wrong) or f'sound, {report.streams[name]} events'}")
    for says in of_all:
        line(says)
    if not found and not of_all:
        line("No grants yet: there is nothing to check.")
    elif report.compared:
        line(f"Compared with {' and '.join(report.compared)}.")
    else:
        line("Compared with no signed head: that the newest events are there is not known.")


def _examined(session: Session, checkpoint: Path | None, key: str | None) -> "Report":
    from grants.adapters.examining import examine
    from grants.adapters.signing import public_key
    from grants.ports import PermanentFailureError
    from grants.proof.checkpoint import ProofError, Verifier

    kept = session.settings.checkpoint
    notes = {}
    try:
        if checkpoint is not None:
            notes[f"The checkpoint in {checkpoint.name}"] = checkpoint.read_text(encoding="utf-8")
        elif kept.exists():
            notes["The newest checkpoint of this home"] = kept.read_text(encoding="utf-8")
        public = Verifier.read(key).public if key else public_key(session.settings.keys)
    except (ProofError, UnicodeDecodeError) as error:
        message = f"{error} Give the key that `grants log key` printed, and its checkpoint."
        raise MistakeError(message) from error
    except (OSError, PermanentFailureError) as error:
        raise TroubleError(str(error)) from error
    return examine(session.settings.journal, public, notes)


def _beside(session: Session, reference: str, *, sound: bool) -> list[str]:
    """Whether what is kept beside one grant's events is what the events say."""
    if not sound:
        return []
    from grants.domain.grant import replay
    from grants.views.view import view

    journal = session.journal
    stream = [entered.envelope for entered in journal.stream(reference)]
    told = view(replay(reference, stream))
    kept = [item.duty for item in journal.duties(reference)]
    lines = [line for line in journal.portfolio() if line.reference == reference]
    same = (
        lines == [told.line]
        and kept == list(told.duties)
        and journal.folded(reference) == replay(reference, stream)
        and journal.balances(reference)
        == {name: str(amount) for name, amount in told.balances.items()}
    )
    return [] if same else ["What is kept beside the events is not theirs. See: grants rebuild."]
