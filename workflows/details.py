"""What the Web UI shows of a running grant: Markdown made from the state, no sums and no names."""

from grants.domain.grant import duties
from grants.domain.model import Stage
from grants.domain.reporting.state import Document
from grants.domain.state import Duty, Grant


def details(grant: Grant, halted: str | None) -> str:
    """Where the grant stands, who must do what by when, the last five events, the documents."""
    open_duties = duties(grant)
    parts = [
        *([f"**Halted.** {halted}"] if halted else []),
        f"**Where it stands:** {standing(grant, open_duties)}",
        "### Who must do what",
        _duties(open_duties),
        "### Last five events",
        "\n".join(
            f"- {item.on:%d %B %Y}: {item.text} ({item.sequence})"
            for item in reversed(grant.latest)
        ),
        "### Documents",
        _documents(grant),
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
        return f"{grant.agreement.ended} on {grant.agreement.ended_on:%d %B %Y}."
    return f"in {' and '.join(stages(grant, open_duties))}."


def _duties(open_duties: tuple[Duty, ...]) -> str:
    if not open_duties:
        return "Nobody: nothing is open."
    rows = [
        f"| {duty.role.label} | {duty.what} | {f'{duty.due:%d %B %Y %H:%M}' if duty.due else ''} |"
        for duty in open_duties
    ]
    return "\n".join(["| Who | What | By when |", "|---|---|---|", *rows])


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
