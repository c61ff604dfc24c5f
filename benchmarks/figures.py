"""Figures: what is measured, its goal, what was found in each round, and the table of it all."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Final, Literal


@dataclass(frozen=True)
class Goal:
    """A measure, with what it was at first and what is wanted."""

    key: str
    measure: str
    control: str
    before: str
    """As it was first measured, before this harness."""
    wanted: float
    sense: Literal["at least", "at most"]
    unit: str = "×"

    def held(self, value: float) -> bool:
        """Whether a value is good enough."""
        return value >= self.wanted if self.sense == "at least" else value <= self.wanted


ONE_BY_ONE: Final = "bare workflow, one record and one notice activity an update"
GOALS: Final = (
    Goal("throughput", "reference story, 16 at once", ONE_BY_ONE, "0.55 ×", 1.0, "at least"),
    Goal(
        "throughput-coalescing",
        "reference story, 16 at once",
        "bare workflow that coalesces its activities",
        "0.30 ×",
        0.55,
        "at least",
    ),
    Goal("cpu", "worker CPU of one story", ONE_BY_ONE, "2.1 ×", 1.1, "at most"),
    Goal("command", "one command at a time, p50", "bare update", "1.55 ×", 1.15, "at most"),
    Goal(
        "fold",
        "fold of a 10 000-event grant, events/s",
        "eventsourcing rebuilding equal events",
        "0.15 ×",
        2.0,
        "at least",
    ),
    Goal(
        "fold-from-zero",
        "the same from its first event, no snapshot",
        "eventsourcing rebuilding equal events",
        "0.15 ×",
        2.0,
        "at least",
    ),
    Goal(
        "late-command",
        "a late command of a 300-lot grant, p50",
        "an early one",
        "11 ×",
        1.5,
        "at most",
    ),
    Goal("list", "list of 1 500 grants, 100 000 events", "of 1 grant", "12.8 ×", 1.5, "at most"),
    Goal("show", "show of a 20 000-event grant", "of a grant of 65", "16 ×", 1.5, "at most"),
    Goal("verify", "verify of 100 000 events", "(seconds)", "9 s", 2.0, "at most", "s"),
    Goal("memory", "memory of one open cached grant", "(kB)", "500 kB", 250, "at most", "kB"),
    Goal("bytes", "bytes of history of one story", "(kB)", "156 kB", 78, "at most", "kB"),
    Goal("events", "history events of one story", "(events)", "740", 450, "at most", "events"),
)


@dataclass
class Finding:
    """What was found about one measure, round by round."""

    key: str
    ours: list[float] = field(default_factory=list)
    control: list[float] = field(default_factory=list)
    """Empty where the goal is no ratio."""
    unit: str = ""
    note: str = ""

    def add(self, ours: float, control: float | None = None) -> None:
        """Note one round."""
        self.ours.append(ours)
        if control is not None:
            self.control.append(control)

    @property
    def ratio(self) -> float | None:
        """The median of the rounds' ratios."""
        if not self.control:
            return None
        return median(a / b for a, b in zip(self.ours, self.control, strict=True))


@dataclass(frozen=True)
class Verdict:
    """A goal beside what was found."""

    goal: Goal
    finding: Finding | None

    @property
    def value(self) -> float | None:
        """What is held against the goal: a ratio, or the figure itself."""
        if self.finding is None or not self.finding.ours:
            return None
        if self.goal.unit == "×":
            return self.finding.ratio
        return median(self.finding.ours)

    @property
    def says(self) -> str:
        """In a word."""
        if self.value is None:
            return "not measured"
        return "held" if self.goal.held(self.value) else "missed"


def verdicts(findings: Iterable[Finding]) -> list[Verdict]:
    """Every goal with its finding."""
    found = {finding.key: finding for finding in findings}
    return [Verdict(goal, found.get(goal.key)) for goal in GOALS]


def table(judged: Sequence[Verdict]) -> str:
    """The table, in Markdown."""
    rows = [_row(verdict) for verdict in judged]
    head = ("measure", "against", "before", "now", "goal", "", "medians", "spread")
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in (head, *rows)
    ]
    rule = "-|-".join("-" * width for width in widths)
    return "\n".join(f"| {line} |" for line in (lines[0], rule, *lines[1:]))


def _row(verdict: Verdict) -> tuple[str, ...]:
    goal, found = verdict.goal, verdict.finding
    wanted = f"{'≥' if goal.sense == 'at least' else '≤'} {_figure(goal.wanted)} {goal.unit}"
    now = "–" if verdict.value is None else f"{_figure(verdict.value)} {goal.unit}"
    return (
        goal.measure,
        goal.control,
        goal.before,
        now,
        wanted,
        verdict.says,
        _medians(found),
        _spread(found),
    )


def _medians(found: Finding | None) -> str:
    if found is None or not found.ours:
        return "" if found is None else found.note
    sides = [median(found.ours), *([median(found.control)] if found.control else [])]
    return f"{' : '.join(map(_figure, sides))} {found.unit}".strip()


def _spread(found: Finding | None) -> str:
    if found is None or len(found.ours) < 2:  # noqa: PLR2004
        return ""
    values = found.ours
    if found.control:
        values = [a / b for a, b in zip(found.ours, found.control, strict=True)]
    return f"{_figure(min(values))} to {_figure(max(values))}"


def _figure(value: float) -> str:
    if value >= 100:  # noqa: PLR2004
        return f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"  # noqa: PLR2004


def as_json(judged: Sequence[Verdict]) -> list[dict[str, Any]]:
    """The same for programs, with every round."""
    return [
        {
            **asdict(verdict.goal),
            "now": verdict.value,
            "says": verdict.says,
            "found": asdict(verdict.finding) if verdict.finding else None,
        }
        for verdict in judged
    ]
