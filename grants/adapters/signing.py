"""The installation's key, and the newest signed head as a file beside the journal."""

import hmac
import os
import secrets
import time
from pathlib import Path
from threading import Lock, Timer
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from grants.adapters.files import create
from grants.ports import PermanentFailureError
from grants.proof import checkpoint
from grants.proof.checkpoint import Checkpoint

_NAME: Final = "log.pem"
_OWNER_ONLY: Final = 0o600
_MARKS: Final = b"grants: what is kept beside the events"
"""What the key of the marks is derived for, so that no mark is a signature."""


def installation_key(folder: Path) -> Ed25519PrivateKey:
    """The installation's Ed25519 key in `folder`, made at first use, for the owner's eyes only.

    Raises PermanentFailureError where the file holds no such key.
    """
    path = folder / _NAME
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        create(path, Ed25519PrivateKey.generate().private_bytes(*form), mode=_OWNER_ONLY)
    return _read(path)


def found_key(folder: Path) -> Ed25519PrivateKey | None:
    """The installation's key, if it has one already; nothing is made."""
    path = folder / _NAME
    return _read(path) if path.exists() else None


def public_key(folder: Path) -> bytes | None:
    """The public part of the installation's key, if it has one already; nothing is made."""
    key = found_key(folder)
    return None if key is None else key.public_key().public_bytes_raw()


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        message = f"{path} holds no Ed25519 key: restore it from a backup."
        raise PermanentFailureError(message)
    return key


class Signer:
    """Signs a journal's heads, and keeps the newest in a file of its own.

    The file is not in the journal's transaction: it may be a second behind after a crash, never
    ahead. So it shows when the journal is put back to an older state. It is written once a second
    at most, since a busy worker signs a hundred heads in one; `close` writes what is left.
    """

    def __init__(self, key: Ed25519PrivateKey, kept: Path, *, pause: float = 1.0) -> None:
        """Name the key, the file, and the seconds between two writes of it."""
        self._key = key
        self._secret = hmac.digest(key.private_bytes_raw(), _MARKS, "sha256")
        self._kept = kept
        self._pause = pause
        self._lock = Lock()
        self._newest = ""
        self._written = ""
        self._next = 0.0
        self._timer: Timer | None = None

    def sign(self, head: Checkpoint) -> str:
        """A head as a signed note."""
        return checkpoint.signed(head, self._key)

    def mark(self, text: str) -> str:
        """The mark that only a holder of the key can make of a text."""
        return hmac.digest(self._secret, text.encode(), "sha256").hex()

    def keep(self, signed: str) -> None:
        """Put a signed head in the file's place, now or soon; one that is older is passed over."""
        with self._lock:
            if _reaches(self._newest, signed):
                return
            self._newest = signed
            wait = self._next - time.monotonic()
            if wait <= 0:
                self._write()
            elif self._timer is None:
                self._timer = Timer(wait, self.close)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> None:
        """Write the newest head now, if it is not written yet."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._newest != self._written:
                self._write()

    def _write(self) -> None:
        """Replace the file, whole or not at all.

        Another process may have written a newer head; and where the journal was put back to an
        older state, the file goes on saying so until the journal has outgrown it.
        """
        self._next = time.monotonic() + self._pause
        self._written = self._newest
        if self._kept.exists() and _reaches(self._kept.read_text("utf-8", "replace"), self._newest):
            return
        draft = self._kept.with_name(f".{secrets.token_hex(8)}.tmp")
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(self._newest)
        draft.replace(self._kept)


def _reaches(note: str, other: str) -> bool:
    """Whether a head is of the same log as another, and of no fewer events."""
    (origin, size), (of_other, wanted) = _read_head(note), _read_head(other)
    return origin == of_other and size >= wanted


def _read_head(note: str) -> tuple[str, int]:
    origin, size, *_ = [*note.split("\n"), "", ""]
    return origin, int(size) if size.isdecimal() else -1
