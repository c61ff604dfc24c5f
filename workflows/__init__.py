"""When things happen: the grant as a Temporal workflow, one process for each stage."""

from typing import Final

DEPLOYMENT: Final = "grants"
BUILD_ID: Final = "1"
"""The replay version, counted up by every change that a running grant would feel: CHANGELOG."""
