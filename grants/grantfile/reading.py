"""Reading what a person names: a file of a bearable size, never a device that does not end."""

import re
import stat
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 5_000_000
"""Of a text that somebody wrote: some hundred times the longest story."""
MOST_FIELDS: Final = 100_000
_FIELD: Final = re.compile(rb"(?:^|[\n{,\[-])[ \t]*[^\s,:{}\[\]#]+[ \t]*:(?=\s)")
_FROM_THE_SHELL: Final = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
"""What a shell hands over by <(...) and by |; it ends when its writer does."""


class UnfitError(Exception):
    """A file is not one that can be read: what it is, and what to name instead."""

    def __init__(self, says: str, mend: str) -> None:
        self.says = says
        self.mend = mend
        super().__init__(f"{says}. {mend[0].upper()}{mend[1:]}.")


def text_of(path: Path) -> bytes:
    """What a text file holds. Raises UnfitError, and OSError where it cannot be read."""
    regular(path)
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    return bounded(str(path), content)


def regular(path: Path) -> None:
    """Make sure that a name means a file. Raises UnfitError, and OSError where there is none."""
    status = path.stat()
    if str(path).startswith(_FROM_THE_SHELL) and stat.S_ISFIFO(status.st_mode):
        return
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(21, "is a directory", str(path))
    if not stat.S_ISREG(status.st_mode):
        raise UnfitError(f"{path} is a pipe or a device", "name a file")


def bounded(name: str, content: bytes) -> bytes:
    """The content, unless it is more than anybody writes. Raises UnfitError."""
    if len(content) > MOST_BYTES:
        says = f"{name} is larger than {MOST_BYTES // 1_000_000} MB"
        raise UnfitError(says, "name a file that a person wrote")
    for number, _ in enumerate(_FIELD.finditer(content), start=1):
        if number > MOST_FIELDS:
            says = f"{name} has more than {MOST_FIELDS:,} fields"
            raise UnfitError(says, "divide it")
    return content
