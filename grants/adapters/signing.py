"""The installation's key, and the newest signed head as a file beside the journal."""

import os
import secrets
from pathlib import Path
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


def public_key(folder: Path) -> bytes | None:
    """The public part of the installation's key, if it has one already; nothing is made."""
    path = folder / _NAME
    return _read(path).public_key().public_bytes_raw() if path.exists() else None


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

    The file is not in the journal's transaction: it may be one batch behind after a crash, never
    ahead. So it shows when the journal is put back to an older state.
    """

    def __init__(self, key: Ed25519PrivateKey, kept: Path) -> None:
        self._key = key
        self._kept = kept

    def sign(self, head: Checkpoint) -> str:
        """A head as a signed note."""
        return checkpoint.signed(head, self._key)

    def keep(self, signed: str) -> None:
        """Put a signed head in the file's place, whole or not at all."""
        draft = self._kept.with_name(f".{secrets.token_hex(8)}.tmp")
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(signed)
        draft.replace(self._kept)
