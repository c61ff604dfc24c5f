"""The line to type for a duty: its command, with what is known already filled in."""

import shlex
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from grants.domain.commands import BY_TYPE, STAGE_OF
from grants.domain.reporting.content import DocumentKind
from grants.domain.state import Duty, Grant
from grants.notices import plain

_ELSEWHERE: Final[dict[str, frozenset[str]]] = {
    "open-bids": frozenset({"openings"}),
    "receive-bid": frozenset({"commitment", "envelope"}),
}
"""Fields that the command line fills in by itself, out of the sealed envelopes."""
_BESIDE: Final[dict[str, tuple[str, ...]]] = {"receive-bid": ("--offer FILE",)}


class Doing(NamedTuple):
    """The command that does a duty, and the values of its options that are known."""

    command: str
    given: Mapping[str, object]


def command_line(grant: Grant, duty: Duty, by: str) -> str | None:
    """What `by` types to do a duty; what only a person can know stands in capitals.

    None for a duty that the engine does by itself.
    """
    doing = doing_of(grant, duty)
    if doing is None:
        return None
    parts = [
        f"grants {STAGE_OF[doing.command].value} {doing.command} {_word(grant.reference)}",
        f"--by {_word(by)}",
        *(f"--{_option(name)} {_value(name, value)}" for name, value in doing.given.items()),
        *(f"--{_option(name)} {_unknown(name)}" for name in _missing(doing)),
        *_BESIDE.get(doing.command, ()),
    ]
    return " ".join(parts)


def doing_of(grant: Grant, duty: Duty) -> Doing | None:
    """The command of a duty: as the duty itself says it, else as its key tells it."""
    command, given = getattr(duty, "command", None), getattr(duty, "given", None)
    if isinstance(command, str):
        return Doing(command, given if isinstance(given, Mapping) else {})
    return _by_key(grant, duty)


_SIMPLE: Final[dict[str, tuple[str, str]]] = {
    "sign": ("sign-agreement", "donor"),
    "contribution": ("receive-contribution", "donor"),
    "open-lot": ("open-lot", ""),
    "close": ("close-grant", ""),
    "solicit": ("issue-solicitation", "lot"),
    "bids": ("receive-bid", "lot"),
    "open-bids": ("open-bids", "lot"),
    "evaluate": ("evaluate-bids", "lot"),
    "award": ("approve-award", "lot"),
    "order": ("issue-order", "lot"),
    "receive": ("receive-goods", "lot"),
    "invoice": ("receive-invoice", "lot"),
    "plan-handover": ("plan-handover", ""),
    "allocate-rest": ("allocate-units", ""),
    "allocate": ("allocate-units", "handover"),
    "schedule": ("schedule-ceremony", "handover"),
    "ceremony": ("hold-ceremony", "handover"),
    "custody": ("transfer-custody", "handover"),
    "title": ("transfer-title", "handover"),
    "accept": ("accept-report", "report"),
}
"""By the first word of a duty's key: its command, and the option that takes its subject."""


def _by_key(grant: Grant, duty: Duty) -> Doing | None:
    kind, _, rest = duty.key.partition("/")
    if kind in _SIMPLE:
        command, option = _SIMPLE[kind]
        return Doing(command, {option: duty.subject} if option else {})
    match kind:
        case "resolve":
            return Doing("resolve-irregularity", {"sequence": rest})
        case "pay":
            return Doing("pay-invoice", {"lot": duty.subject, "invoice": rest.partition("/")[2]})
        case "draft":
            kind_of = DocumentKind.PRESS_RELEASE.value
            return Doing("draft-document", {"kind": kind_of, "about": duty.subject})
        case "clear" | "publish":
            document = _newest(grant, DocumentKind.PRESS_RELEASE, duty.subject)
            return Doing(f"{kind}-release", {"document": document})
        case "submit":
            return _submitting(grant, duty.subject)
        case _:
            return None


def _submitting(grant: Grant, report: str) -> Doing:
    document = _newest(grant, DocumentKind.DONOR_REPORT, report)
    if document is None:
        kind = DocumentKind.DONOR_REPORT.value
        return Doing("draft-document", {"kind": kind, "about": report})
    return Doing("submit-report", {"report": report, "document": document})


def _newest(grant: Grant, kind: DocumentKind, about: str) -> str | None:
    found = [
        name
        for name, document in grant.reporting.documents.items()
        if document.kind is kind and document.about == about and document.drafted
    ]
    return found[-1] if found else None


def _missing(doing: Doing) -> list[str]:
    """Options that have to be given, but that the duty does not know."""
    left_out = {"type", *doing.given, *_ELSEWHERE.get(doing.command, ())}
    fields: Mapping[str, Any] = BY_TYPE[doing.command].model_fields
    return [name for name, field in fields.items() if field.is_required() and name not in left_out]


def _option(name: str) -> str:
    return name.replace("_", "-")


def _value(name: str, value: object) -> str:
    """The value, unless a mail could not show it to the letter: then the person looks it up."""
    text = "" if value is None else str(value)
    return _word(text) if text and plain.free(text) == text else _unknown(name)


def _unknown(name: str) -> str:
    return name.replace("_", "-").upper()


def _word(text: str) -> str:
    """One word of the shell, whatever stands in it."""
    return shlex.quote(text)
