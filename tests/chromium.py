"""Where the browser is that the tests look through: Debian's Chromium, or what a variable names."""

import os
import shutil
from typing import Final

import pytest

VARIABLE: Final = "GRANTS_TEST_CHROMIUM"
"""Names another browser than the one that is found on PATH."""
PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")


def program() -> str:
    """The browser's path; without one the test is skipped, and says what is missing."""
    named = os.environ.get(VARIABLE)
    found = named or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        pytest.skip(
            f"no browser: none of {', '.join(PROGRAMS)} is on PATH, and {VARIABLE} names none. "
            "On Debian: apt-get install chromium"
        )
    return found
