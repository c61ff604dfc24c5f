"""The log's signed head: a C2SP checkpoint, which is a note signed with Ed25519.

See c2sp.org/tlog-checkpoint and c2sp.org/signed-note.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519: Final = b"\x01"
_DASH: Final = "\N{EM DASH} "
_ID: Final = 4
"""Bytes of a key id."""
_HASH: Final = 32
_LINES: Final = 3
"""Lines of a checkpoint: origin, size, root."""
_SIGNATURES: Final = 16
"""How many signatures of a note are looked at."""


class ProofError(ValueError):
    """A proof, a checkpoint or a key that shows nothing; the message says why."""


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log at one size."""

    origin: str
    """Which log: the journal's own id."""
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Verifier:
    """A key that checks signatures, under the name of the log that it belongs to."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell the key from others of its name."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def read(cls, text: str) -> "Verifier":
        """A key from its written form, name+id+key. Raises ProofError."""
        try:
            name, identity, encoded = text.strip().split("+", 2)
            content = b64decode(encoded, validate=True)
        except ValueError:
            raise ProofError("The key is not of the form name+id+key.") from None
        found = cls(name, content[1:])
        if content[:1] != _ED25519 or len(found.public) != _HASH or found.id.hex() != identity:
            raise ProofError("The key is no Ed25519 key, or its id is not the one of its name.")
        return found


def signed(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """A checkpoint with its signature, under the name of its origin."""
    verifier = Verifier(checkpoint.origin, key.public_key().public_bytes_raw())
    signature = b64encode(verifier.id + key.sign(checkpoint.text.encode())).decode()
    return f"{checkpoint.text}\n{_DASH}{verifier.name} {signature}\n"


def is_note(text: str) -> bool:
    """Whether a text is written as a checkpoint is, whoever signed it."""
    body, separator, tail = text.rpartition("\n\n")
    lines = body.split("\n")
    numbered = len(lines) >= _LINES and lines[1].isdecimal()
    return bool(separator) and text.endswith("\n") and numbered and tail.startswith(_DASH)


def opened(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint in a note that `verifier` has signed. Raises ProofError."""
    body, separator, tail = note.rpartition("\n\n")
    text = body + "\n"
    lines = tail.splitlines()
    if not separator or not note.endswith("\n") or len(lines) > _SIGNATURES:
        raise ProofError("This is no signed note.")
    if not any([_signs(verifier, line, text) for line in lines]):  # noqa: C419 - every line is read
        raise ProofError(f"The checkpoint is not signed by {verifier.name}+{verifier.id.hex()}.")
    return _parsed(text, verifier.name)


def _signs(verifier: Verifier, line: str, text: str) -> bool:
    """Whether a signature line is of this key. Raises ProofError where it is of it, and false."""
    try:
        name, encoded = line.removeprefix(_DASH).split(" ")
        content = b64decode(encoded, validate=True)
    except ValueError:
        raise ProofError("This is no signed note.") from None
    if not line.startswith(_DASH) or name != verifier.name or content[:_ID] != verifier.id:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(verifier.public).verify(content[_ID:], text.encode())
    except InvalidSignature:
        raise ProofError("The checkpoint's signature is false.") from None
    return True


def _parsed(text: str, name: str) -> Checkpoint:
    origin, size, encoded, *_ = [*text.splitlines(), "", "", ""]
    try:
        root = b64decode(encoded, validate=True)
    except ValueError:
        root = b""
    sound = origin == name and size.isascii() and size.isdecimal() and str(int(size)) == size
    if not sound or len(root) != _HASH:
        raise ProofError("The signed note is no checkpoint of this log.")
    return Checkpoint(origin, int(size), root)
