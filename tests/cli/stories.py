"""Short grant files for tests, written from parts."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

CASES = Path(__file__).parent / "cases"
ONE = "EAO-NOR-2026-07"
TWO = "EAO-NOR-2026-08"

HEAD = """\
reference: {reference}
title: {title}
opened: {{on: {opened}, by: lea}}
agency: {{name: Example Aid, short: EA}}
donors: [{{id: norland, name: Norland}}]
country: {{code: ZZ, name: Exampland}}
recipient: {{name: Ministry of Health}}
beneficiaries: [{{id: hospital, name: District Hospital}}]
people:
  - {{actor: lea, name: {{family: Brandt}}, role: programme-officer, since: 2015-01-01}}
  - {{actor: omar, name: {{family: Haddad}}, role: approving-authority, since: 2015-01-01}}
  - {{actor: mei, name: {{family: Tan}}, role: procurement-officer, since: 2015-01-01}}
  - {{actor: ivo, name: {{family: Kral}}, role: procurement-officer, since: 2015-01-01}}
  - {{actor: yara, name: {{family: Sim}}, role: evaluator, since: 2015-01-01}}
  - {{actor: nia, name: {{family: Obi}}, role: finance-officer, since: 2015-01-01}}
  - {{actor: sara, name: {{family: Lund}}, role: public-information-officer, since: 2015-01-01}}
policy:
  methods: [{{method: rfq, working_days_open: 0}}]
pledges: [{{donor: norland, amount: USD 100000}}]
"""

SIGN = "{{do: sign-agreement, on: {on}, by: omar, donor: norland, amount: USD 100000}}"
MONEY = (
    "{{do: receive-contribution, on: {on}, by: nia, donor: norland, amount: USD 100000, "
    "credited: USD 100000}}"
)
LOT = (
    "{{do: open-lot, on: {on}, by: lea, lot: cars, title: Cars, "
    "goods: {{singular: car, plural: cars}}, quantity: 2, ceiling: USD 50000}}"
)


def head(reference: str, *, title: str = "Ambulances", opened: str = "2026-01-12T09:00") -> str:
    """What opens a grant."""
    return HEAD.format(reference=reference, title=title, opened=opened)


def story(reference: str, *steps: tuple[str, str], opened: str = "2026-01-12T09:00") -> str:
    """A grant with its story: steps and their dates."""
    written = "".join(f"  - {step.format(on=on)}\n" for step, on in steps)
    return f"{head(reference, opened=opened)}story:\n{written}"


def funded(reference: str) -> str:
    """A grant with its money and a lot."""
    return story(
        reference,
        (SIGN, "2026-02-02T11:00"),
        (MONEY, "2026-02-09T11:00"),
        (LOT, "2026-02-16T11:00"),
    )


def written(folder: Path, text: str, name: str = "grant.yaml") -> Path:
    """The text in a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def today(days: int = 0) -> date:
    """A day by the wall clock."""
    return (datetime.now(UTC) + timedelta(days=days)).date()
