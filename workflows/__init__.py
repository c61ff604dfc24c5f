"""When things happen: the grant as a Temporal workflow, one for each grant and one for each document."""

from typing import Final

DEPLOYMENT: Final = "grants"
BUILD_ID: Final = "2"
"""The replay version, counted up by every change that a running grant would feel: CHANGELOG."""
