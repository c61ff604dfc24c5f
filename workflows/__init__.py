"""When things happen, in Temporal: a workflow for each grant, and one for each document."""

from typing import Final

DEPLOYMENT: Final = "grants"
BUILD_ID: Final = "2"
"""The replay version, counted up by every change that a running grant would feel: CHANGELOG."""
