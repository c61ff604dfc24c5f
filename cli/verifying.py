"""Whether the journal is sound: contents, chains, log and rules, against its signed heads."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import rich_click as click

from cli.output import emit, json_option
from cli.session import Session, run
from cli.terminal import line
from client.errors import MistakeError, TroubleError

if TYPE_CHECKING:
    from client.comparing import Comparison
    from grants.adapters.examining import Report
    from grants.proof.examination import Fault

UNSOUND: Final = "The journal is not sound. Keep it as it is and restore it from a copy."
OUT_OF_DATE: Final = (
    "The events are sound; what is kept beside them is not theirs. Make it anew: grants rebuild."
)
APART: Final = "The journal is sound; Temporal and the journal do not agree."
SO_MANY: Final = 5
"""How many grants a sentence names."""


@click.command(cls=click.RichCommand)
@click.argument("reference", metavar="[REF]", required=False)
@click.option(
    "--checkpoint",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A signed head that was kept outside; without it, the newest of this home.",
)
@click.option("--key", metavar="K", help="The key that signed it; without it, this home's.")
@click.option(
    "--offline/--online",
    default=None,
    help="Leave out the grants that Temporal runs, or insist on them; without either, they are "
    "compared where a server answers.",
)
@json_option
def verify(
    reference: str | None,
    checkpoint: Path | None,
    key: str | None,
    *,
    offline: bool | None,
    as_json: bool,
) -> None:
    """Check what the journal holds: contents, chains, log and rules; all grants without REF.

    It is compared with the newest signed head that is at hand, what is kept beside the events with
    a replay of them (without REF, where the worker's mark does not spare it), and the grants that
    Temporal runs with their events. The journal is only
    read: a copy of the file will do (with its -wal, where there is one). Exit code 1 where anything
    is wrong.
    """
    session = Session()
    report = _examined(session, checkpoint, key, reference)
    if reference is not None and reference not in report.streams and not report.faults:
        raise MistakeError(_unknown(session, report, reference))
    finding = Finding(report, reference)
    if not report.faults and report.streams:
        finding.compare(session, offline=offline)
    emit(finding.plain()) if as_json else finding.say()
    if wrong := finding.verdict():
        raise TroubleError(wrong)


class Finding:
    """What is said of a journal, or of one of its grants."""

    def __init__(self, report: "Report", reference: str | None) -> None:
        self._report = report
        self._names = [name for name in report.streams if reference in (None, name)]
        self._all = reference is None
        self._temporal: Comparison | None = None
        self._not_compared = "the journal is not sound" if report.faults else "there are no grants"

    def compare(self, session: Session, *, offline: bool | None) -> None:
        """Ask Temporal too, where it can be asked. Raises TroubleError where it has to be."""
        if offline:
            self._not_compared = "left out by --offline"
        elif offline is None and not session.served:
            self._not_compared = "no `grants dev` runs in this home and TEMPORAL_ADDRESS is not set"
        else:
            try:
                self._temporal = run(self._asked(session))
            except TroubleError as error:
                if offline is False:
                    raise
                why = str(error).rstrip(".")
                self._not_compared = why[:1].lower() + why[1:]

    async def _asked(self, session: Session) -> "Comparison":
        from client.comparing import compare

        report = self._report
        streams = {name: report.streams[name] for name in self._names}
        return await compare(await session.door(), streams, report.ended, all_of_them=self._all)

    def verdict(self) -> str:
        """What the command fails with; empty where all is well."""
        if self._of_all() or any(self._of(name) for name in self._names):
            return UNSOUND if self._report.faults else OUT_OF_DATE
        return APART if self._temporal is not None and self._temporal.differs else ""

    def plain(self) -> dict[str, object]:
        """All of it, for programs."""
        found = self._temporal
        return {
            "journal": self._of_all(),
            "grants": {name: self._of(name) for name in self._names},
            "events": {name: self._report.streams[name] for name in self._names},
            "compared": self._report.compared,
            "older": self._report.older,
            "temporal": None
            if found is None
            else {"same": found.same, "differs": found.differs, "unknown": found.unknown},
        }

    def say(self) -> None:
        """All of it, for people."""
        for name in self._names:
            wrong = self._of(name)
            for says in wrong:
                line(says)
            if not wrong:
                line(f"{name}: sound, {_events(self._report.streams[name])}")
        for says in self._of_all():
            line(says)
        if not self._names and not self._of_all():
            line("No grants yet: there is nothing to check.")
            return
        for says in (*self._heads(), *self._older(), *self._running()):
            line(says)

    def _of(self, name: str) -> list[str]:
        faults = (*self._report.faults, *self._report.beside)
        return [str(fault) for fault in faults if fault.stream == name]

    def _of_all(self) -> list[str]:
        return [str(fault) for fault in self._report.faults if self._is_of_all(fault)] + [
            str(fault) for fault in self._report.beside if self._is_of_all(fault)
        ]

    def _is_of_all(self, fault: "Fault") -> bool:
        return fault.stream not in self._report.streams

    def _heads(self) -> Iterator[str]:
        heads = self._report.compared
        if heads:
            yield f"Compared with {' and '.join(heads)}."
        else:
            yield "Compared with no signed head: that the newest events are there is not known."

    def _older(self) -> Iterator[str]:
        if older := self._report.older:
            yield (
                f"Not compared: what another version of Grants keeps beside the events of "
                f"{_some(older)}. Make it anew: grants rebuild."
            )

    def _running(self) -> Iterator[str]:
        found = self._temporal
        if found is None:
            yield f"Not compared with the grants that Temporal runs: {self._not_compared}."
            return
        for name, says in found.differs.items():
            yield f"{name}: {says}."
        by_reason: dict[str, list[str]] = {}
        for name, why in found.unknown.items():
            by_reason.setdefault(why, []).append(name)
        for why, names in by_reason.items():
            yield f"Not compared with what Temporal holds of {_some(names)}: {why}."
        running = "1 grant that runs" if found.same == 1 else f"{found.same} grants that run"
        if found.same:
            yield f"Compared with Temporal: {running} there, with the state that the events tell."
        elif not found.differs and not found.unknown:
            yield "Compared with Temporal: no grant runs there, and none has to."


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"


def _some(names: list[str]) -> str:
    more = len(names) - SO_MANY
    return ", ".join(names[:SO_MANY]) + (f" and {more} more" if more > 0 else "")


def _unknown(session: Session, report: "Report", reference: str) -> str:
    if not report.id:
        return (
            f"There is no grant {reference}: {session.place} is not there. Name the home of your "
            "grants: GRANTS_HOME."
        )
    known = _some(list(report.streams)) or "no grant yet"
    return f"There is no grant {reference}. The journal ({session.place}) knows: {known}."


def _examined(
    session: Session, checkpoint: Path | None, key: str | None, reference: str | None
) -> "Report":
    from grants.adapters.examining import examine
    from grants.adapters.signing import Signer, found_key
    from grants.ports import PermanentFailureError
    from grants.proof.checkpoint import ProofError, Verifier

    try:
        given = Verifier.read(key) if key else None
        own = found_key(session.settings.keys)
        notes = _notes(session, checkpoint)
    except ProofError as error:
        raise MistakeError(f"{error} Give it as `grants log key` printed it.") from error
    except (OSError, PermanentFailureError) as error:
        raise TroubleError(str(error)) from error
    public = own.public_key().public_bytes_raw() if own else None
    public = given.public if given else public
    if checkpoint is not None and public is None:
        message = f"No key is here that could check {checkpoint.name}. Give it: --key K."
        raise MistakeError(message)
    mark = Signer(own, session.settings.checkpoint).mark if own else None
    replayed = (reference,) if reference else ()
    report = examine(session.settings.journal, public, notes, mark=mark, replayed=replayed)
    if given is not None and report.id not in ("", given.name):
        message = (
            f"The key is that of the log {given.name}, and the journal ({session.place}) is the "
            f"log {report.id}. Give the journal's own key, or name the home of the other."
        )
        raise MistakeError(message)
    return report


def _notes(session: Session, checkpoint: Path | None) -> dict[str, str]:
    """The signed heads at hand, by what they are called. Raises MistakeError, OSError."""
    kept = session.settings.checkpoint
    if checkpoint is None:
        name = "the newest checkpoint of this home"
        return {name: kept.read_text("utf-8", "replace")} if kept.exists() else {}
    from cli.content import text_in
    from grants.proof.checkpoint import is_note

    note = text_in(str(checkpoint), "--checkpoint")
    if not is_note(note):
        message = (
            f"{checkpoint.name} is no checkpoint. Name a file that was written by "
            "`grants log checkpoint > FILE`."
        )
        raise MistakeError(message)
    return {f"the checkpoint in {checkpoint.name}": note}
