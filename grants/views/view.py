"""Everything that is kept of a grant beside its events, made at once from one state."""

from dataclasses import dataclass
from decimal import Decimal

from grants.domain.grant import duties
from grants.domain.model import Reference, once
from grants.domain.state import Duty, Grant
from grants.views.portfolio import Line, line


@dataclass(frozen=True)
class OpenDuty:
    """A duty, and the grant that it belongs to."""

    reference: Reference
    duty: Duty


@dataclass(frozen=True)
class View:
    """A grant's line, its open duties in life order, and its balances."""

    line: Line
    duties: tuple[Duty, ...]
    balances: dict[str, Decimal]
    """What its accounts hold, by account and currency."""


def view(grant: Grant) -> View:
    """What is kept of a grant."""
    return once(grant, "view", lambda: _view(grant))


def _view(grant: Grant) -> View:
    waiting = duties(grant)
    return View(line(grant, waiting), waiting, grant.ledger.balances)
