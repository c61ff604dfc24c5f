"""One grant as its stream tells it, now or then: what had happened, and what was known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from cli.content import instant
from cli.output import day, plain
from grants.domain.administration.events import GrantOpened
from grants.domain.clock import is_live
from grants.domain.delivery.events import HandoverPlanned
from grants.domain.envelope import Envelope
from grants.domain.grant import duties, evolve
from grants.domain.procurement.events import LotOpened, PaymentMade
from grants.domain.state import Grant
from grants.views.standing import standing


@dataclass(frozen=True)
class View:
    """A grant from a point of view in time."""

    grant: Grant
    events: int
    """How many events it is folded from."""
    left_out: tuple[Envelope, ...]
    """Events that had happened, but follow from one that had not."""
    at: datetime | None
    known: datetime | None

    @property
    def blank(self) -> bool:
        """Whether the grant was not there yet."""
        return self.grant.administration.opened is None

    @property
    def says(self) -> str:
        """The point of view in a sentence; empty for now."""
        was = f"as it was on {_spoken(self.at)}" if self.at else ""
        knew = f"from what was recorded by {_spoken(self.known)}" if self.known else ""
        said = ", ".join(part for part in (was, knew) if part)
        return f"{said[:1].upper()}{said[1:]}." if said else ""


def now_of(grant: Grant) -> View:
    """The grant as it stands, from everything that is known."""
    return View(grant, grant.sequence, (), None, None)


def seen(reference: str, stream: Sequence[Envelope], *, at: str | None, known: str | None) -> View:
    """The grant as it was `at` a time, from what was `known` by another.

    `at` goes by when things happened, `known` by when they were recorded: what was entered late
    had happened already, and was not known yet. Raises MistakeError for what is no date.
    """
    happened, recorded = _end(at, "--at"), _end(known, "--known")
    grant, events = Grant(reference=reference), 0
    left_out: list[Envelope] = []
    for envelope in stream:
        if happened is not None and envelope.on > happened:
            continue
        if recorded is not None and envelope.recorded_at > recorded:
            continue
        if _hangs(grant, envelope):
            left_out.append(envelope)
        else:
            grant, events = evolve(grant, envelope), events + 1
    return View(grant, events, tuple(left_out), happened, recorded)


def _hangs(grant: Grant, envelope: Envelope) -> bool:
    """Whether an event follows from one that had not happened by then, or was not known."""
    data = envelope.data
    if isinstance(data, GrantOpened):
        return False
    lot, handover = getattr(data, "lot", None), getattr(data, "handover", None)
    bought = grant.procurement.lots.get(str(lot))
    unknown = (
        isinstance(data, PaymentMade) and (bought is None or data.invoice not in bought.invoices),
        lot is not None and not isinstance(data, LotOpened) and lot not in grant.procurement.lots,
        handover is not None
        and not isinstance(data, HandoverPlanned)
        and handover not in grant.delivery.handovers,
    )
    return any(unknown)


def _end(text: str | None, option: str) -> datetime | None:
    """A bare date means its whole day, in UTC."""
    when = instant(text, option)
    if when is None or text is None or len(text.strip()) > len("2016-10-25"):
        return when
    return datetime.combine(when.date(), time.min, tzinfo=UTC) + timedelta(days=1, microseconds=-1)


def _spoken(when: datetime) -> str:
    whole = when.timetz().replace(tzinfo=None) == time.max
    return day(when) if whole else f"{day(when)} at {when:%H:%M %Z}"


def state(view: View) -> dict[str, Any]:
    """A view for programs."""
    grant = view.grant
    if view.blank:
        return {"reference": grant.reference, "events": 0, "at": view.at, "known": view.known}
    waiting = duties(grant)
    return {
        "reference": grant.reference,
        "events": view.events,
        "at": view.at,
        "known": view.known,
        "left_out": [envelope.sequence for envelope in view.left_out],
        "stands": standing(grant, waiting),
        "live": is_live(grant, view.at or datetime.now(UTC)),
        "duties": [duty.model_dump(mode="json") for duty in waiting],
        "money": money(grant),
        "irregularities": plain(grant.irregularities),
        "grant": grant.model_dump(mode="json"),
    }


def money(grant: Grant) -> dict[str, str]:
    """The budget in four sums."""
    return {
        "received": str(grant.received),
        "spendable": str(grant.spendable),
        "reserved": str(grant.reserved),
        "spent": str(grant.spent),
    }
