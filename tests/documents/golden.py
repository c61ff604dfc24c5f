"""The reference story's documents, as they are kept in tests/golden.

`python -m tests.documents.golden` writes them anew, for whoever has changed a sentence on purpose
and reads the difference.
"""

from pathlib import Path
from typing import Final

from grants.documents.drafts import draft
from grants.domain.reporting.content import DocumentKind
from tests.documents.builders import seed_story

GOLDEN: Final = Path(__file__).parents[1] / "golden"
ABOUT: Final = {DocumentKind.PRESS_RELEASE: "mali-2016", DocumentKind.DONOR_REPORT: "final"}
NAMES: Final = [
    f"{kind.value}.en.{ending}" for kind in ABOUT for ending in ("md", "html", "facts.json")
]


def drafted() -> dict[str, bytes]:
    """Every document of the reference story, its files by name."""
    stream = seed_story().stream
    return {
        name: content
        for kind, about in ABOUT.items()
        for name, content in draft(kind, stream, about).items()
    }


def renew() -> None:
    """Write the golden files anew."""
    for name, content in drafted().items():
        (GOLDEN / name).write_bytes(content)


if __name__ == "__main__":
    renew()
