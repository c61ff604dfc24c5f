"""Exit codes: what a command came to, as scripts see it."""

from typing import Final

OURS: Final = 1
"""Something on our side is down or broken."""
MISTAKE: Final = 2
"""The asker has to change something."""
STOPPED: Final = 130
"""The asker broke off."""
