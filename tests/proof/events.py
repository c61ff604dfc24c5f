"""Stored events of every type, to commit to."""

import json
from pathlib import Path
from typing import Any

RELEASED = Path(__file__).parents[1] / "domain" / "released"
EVENTS: list[dict[str, Any]] = [
    {"command": "say", "asked": "0f0f0f0f", **json.loads(path.read_text(encoding="utf-8"))}
    for path in sorted(RELEASED.glob("*.json"))
]


def event(kind: str) -> dict[str, Any]:
    """The example of one type."""
    return next(item for item in EVENTS if item["type"] == kind)
