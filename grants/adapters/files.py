"""Files that are written once: whole or not at all, and never over another."""

import os
import re
import secrets
from collections.abc import Iterable
from html import unescape
from pathlib import Path


def create(path: Path, content: bytes, *, mode: int = 0o666) -> bool:
    """Write a new file, on disk when this returns; False, and nothing done, if the name is taken.

    `mode` is cut by the umask. A hard link puts the file in its place, since a rename would write
    over a file that another process made in the meantime.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        _write(draft, content, mode=mode)
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    _sync(path.parent)
    return True


def jot(path: Path, content: bytes) -> None:
    """Write what can be made again, to the same bytes: over what is there, and not waited for.

    A repeat makes whole what a dying process left in halves; a power cut may lose it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def replace(path: Path, content: bytes) -> None:
    """Put other content in a file's place, whole or not at all."""
    draft = path.with_name(f".{secrets.token_hex(8)}.tmp")
    _write(draft, content, mode=0o666)
    draft.replace(path)
    _sync(path.parent)


def names(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds one of the words, each by itself, as people or markup write them."""
    plain = unescape(text)
    return any(
        re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain, re.IGNORECASE) for word in words
    )


def _write(path: Path, content: bytes, *, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
