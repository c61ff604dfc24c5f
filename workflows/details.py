"""What the Web UI shows of a running grant: Markdown made from the state, no sums and no names."""

import operator

from grants.domain.calendar import written
from grants.domain.grant import duties
from grants.domain.model import Stage
from grants.domain.reporting.state import Document
from grants.domain.state import Duty, Grant
from workflows.summary import static_details, static_summary


def details(grant: Grant, halted: str | None) -> str:
    """Where the grant stands, who must do what by when, the last five events, the documents."""
    open_duties = duties(grant)
    parts = [
        *([f"**Halted.** {halted}"] if halted else []),
        static_summary(grant.opened),
        f"**Where it stands:** {standing(grant, open_duties)}",
        "### Who must do what",
        _duties(open_duties),
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


def stages(grant: Grant, open_duties: tuple[Duty, ...]) -> list[str]:
    """The stages that are open, in life order; a grant that has ended says how."""
    if grant.agreement.ended is not None:
        return [grant.agreement.ended]
    return [stage.value for stage in Stage if any(duty.stage is stage for duty in open_duties)]


def standing(grant: Grant, open_duties: tuple[Duty, ...]) -> str:
    """Where the grant stands, in a sentence."""
    if grant.agreement.ended is not None:
        on = grant.agreement.ended_on
        return f"{grant.agreement.ended} on {written(on)}." if on else f"{grant.agreement.ended}."
    *others, last = stages(grant, open_duties) or ["agreement"]
    return f"in {', '.join(others)} and {last}." if others else f"in {last}."


def _duties(open_duties: tuple[Duty, ...]) -> str:
    if not open_duties:
        return "Nobody: nothing is open."
    dated = [(duty.due, duty) for duty in open_duties if duty.due]
    in_time = [duty for _, duty in sorted(dated, key=operator.itemgetter(0))]
    undated = [duty for duty in open_duties if not duty.due]
    rows = [
        f"| {duty.role.label} | {duty.what} | {_by_when(duty)} |" for duty in (*in_time, *undated)
    ]
    return "\n".join(["| Who | What | By when |", "|---|---|---|", *rows])


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
    if document.cleared_by is not None:
        return "cleared"
    return "drafted" if document.drafted else "drafting"
