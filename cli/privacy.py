"""Who may read what a command writes: the house is its owner's alone, what goes out is as usual."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

OWNER_ONLY: Final = 0o077
"""The umask of everything below GRANTS_HOME."""


class Doorkeeper:
    """Keeps the umask that the user came with, for files that are handed out."""

    usual = 0o022


def shut() -> None:
    """From now on this process and its children write for their owner's eyes only."""
    Doorkeeper.usual = os.umask(OWNER_ONLY)


@contextmanager
def as_usual() -> Iterator[None]:
    """While files are handed out, for whoever the user's own umask lets read them."""
    before = os.umask(Doorkeeper.usual)
    try:
        yield
    finally:
        os.umask(before)
