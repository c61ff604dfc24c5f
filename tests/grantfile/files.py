"""Grant files in parts, for the tests of what a file says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grants.domain.envelope import Message
from grants.grantfile.file import (
    GrantFile,
    GrantFileError,
    Step,
    load,
)

ROOT = Path(__file__).parents[2]


EXAMPLE = ROOT / "examples/unodc-mali-2016.yaml"


TEMPLATE = ROOT / "grants/grantfile/template.yaml"


GUIDE = ROOT / "docs/grant-file.md"


HEAD = """\
reference: EXA-1
title: Ambulances
opened: {on: 2026-01-12, by: lea}
time_zone: Africa/Nairobi
agency: {name: Example Aid, short: EA}
donors: [{id: norland, name: Norland}]
country: {code: NO, name: Norland}
recipient: {name: Ministry}
people: [{actor: lea, name: {family: Brandt}, role: programme-officer, since: 2026-01-01}]
pledges: [{donor: norland, amount: USD 1000}]
sources: {letter: {uri: letter.pdf}}
"""


SIGN = "{do: sign-agreement, on: 2026-02-02T11:00, by: lea, donor: norland, amount: USD 1000}"


PASSAGE = (
    "{do: adopt-passage, on: 2026-02-03, by: lea, passage: one, kind: context, text: x, source: y}"
)


BID = (
    "{do: receive-bid, on: 2026-02-04, by: lea, lot: cars, bid: alpha, supplier: Alpha, "
    "offer: {price: USD 10}, salt: sixteen-letters-or-more}"
)


Write = Callable[[str], Path]


def story(*steps: str) -> str:
    return f"{HEAD}story:\n" + "".join(f"  - {step}\n" for step in steps)


def faults(path: Path) -> list[str]:
    with pytest.raises(GrantFileError) as caught:
        load(path)
    return str(caught.value).splitlines()


def keys(grantfile: GrantFile) -> list[str]:
    return [step.key for step in grantfile.steps]


def message(step: Step) -> Message:
    return step.message(
        seal=lambda step: (step.offer.commitment("x" * 16) if step.offer else "", "archive/bid"),
        unseal=lambda _: (),
        locate=lambda _: (7, "bid-received"),
    )
