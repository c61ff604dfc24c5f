"""What the Web UI shows of a running grant: Markdown made from the state, no sums and no names."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from grants.domain.calendar import written
from grants.domain.delivery.state import Handover
from grants.domain.grant import LIFE, duties
from grants.domain.model import Phase
from grants.domain.procurement.state import Lot
from grants.domain.reporting.state import Document
from grants.domain.state import Duty, Grant
from grants.views.duties import command_line
from grants.views.standing import standing
from workflows.summary import static_details, static_summary

MOST: Final = 25
"""So many rows of a table or a list are shown; of the others it is said how many there are."""
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def details(grant: Grant, halted: str | None) -> str:
    """How far the grant is, who must do what by when, the last five events, the documents."""
    open_duties = duties(grant)
    parts = [
        *([f"**Halted.** {halted}"] if halted else []),
        static_summary(grant.opened),
        stage_bar(grant),
        *_subjects(grant),
        f"**Where it stands:** {standing(grant, open_duties)}",
        "### Who must do what",
        _duties(grant.reference, open_duties),
        "### Last five events",
        "\n".join(
            f"- {written(item.on)}: {item.text} (event {item.sequence})"
            for item in reversed(grant.latest)
        ),
        "### Documents",
        _documents(grant),
        static_details(grant.opened),
    ]
    return "\n\n".join(parts)


def stage_bar(grant: Grant) -> str:
    """The life of the grant in a line: what is done ✓, what is at work ●, what is to come."""
    asked = {duty.phase for duty in duties(grant)}
    marked = []
    for chapter in LIFE:
        name = chapter.phase.value
        if chapter.phase in asked:
            marked.append(f"**{name} ●**")
        elif chapter.begun(grant):
            marked.append(f"{name} ✓")
        else:
            marked.append(name)
    return " → ".join(marked)


def _subjects(grant: Grant) -> list[str]:
    """Lots and handovers, under the stages that they are in."""
    busy = {(duty.phase, duty.subject) for duty in duties(grant)}
    rows = (
        ("Lots", Phase.PROCUREMENT, grant.procurement.lots),
        ("Handovers", Phase.DELIVERY, grant.delivery.handovers),
    )
    return [
        f"{title}: {', '.join(_marked(parts, phase, busy))}"
        for title, phase, parts in rows
        if parts
    ]


def _marked(
    parts: Mapping[str, Lot | Handover], phase: Phase, busy: Collection[tuple[Phase, str]]
) -> Iterator[str]:
    for name, part in islice(parts.items(), MOST):
        mark = "✗" if part.cancelled else "●" if (phase, name) in busy else "✓"
        yield f"{name} {mark}"
    if len(parts) > MOST:
        yield f"and {len(parts) - MOST} more"


def _duties(reference: str, open_duties: tuple[Duty, ...]) -> str:
    if not open_duties:
        return "Nobody: nothing is open."
    in_time = sorted(open_duties, key=lambda duty: duty.due or _NEVER)
    rows = [_row(reference, duty) for duty in in_time[:MOST]]
    more = len(in_time) - MOST
    after = [f"\nand {more} more: `grants todo`"] if more > 0 else []
    head = ["| Who | What | By when | Command |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, *after])


def _row(reference: str, duty: Duty) -> str:
    cells = (duty.role.label, _plain(duty.what), _by_when(duty), _typed(reference, duty))
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Without what Markdown would take for a table, a link or an emphasis."""
    return "".join(f"\\{mark}" if mark in "|[]<>*_`#" else mark for mark in text)


def _typed(reference: str, duty: Duty) -> str:
    line = command_line(duty, reference)
    return f"`{line}`" if line else ""


def _by_when(duty: Duty) -> str:
    """In one piece, for the narrow column of a table."""
    if duty.due is None:
        return ""
    return f"{written(duty.due)}, {duty.due:%H:%M %Z}".replace(" ", "\N{NO-BREAK SPACE}")


def _documents(grant: Grant) -> str:
    documents = grant.reporting.documents
    if not documents:
        return "None yet."
    return "\n".join(
        f"- {name}: {document_status(document)}" for name, document in documents.items()
    )


def document_status(document: Document) -> str:
    """How far a document has come, in a word."""
    if document.failed is not None:
        return "failed"
    if document.withdrawn:
        return "withdrawn"
    if document.published:
        return "published"
    if document.submitted:
        return "submitted"
    if document.cleared_by is not None:
        return "cleared"
    return "drafted" if document.drafted else "drafting"
