"""Sealed bids: encrypted before they reach the engine, opened with two officers' key shares."""

import hashlib
import json
import secrets
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import TypeAdapter, ValidationError

from grants.adapters.files import create
from grants.domain.model import Reference, Slug
from grants.domain.procurement.content import Opening
from grants.ports import Archive, PermanentFailureError

_OFFICERS: Final = ("first", "second")
_KEY: Final = 32
_NONCE: Final = 12
_BLOCK: Final = 1024
"""Bytes to which an offer is filled up, so that its length tells nothing of its price."""


class SealError(Exception):
    """A bid cannot be sealed or opened: why, and how to mend it."""


class Sealed(NamedTuple):
    """What the engine is told of a sealed bid."""

    commitment: str
    envelope: str
    """The name in the archive."""


class _Lot(NamedTuple):
    keys: Path
    archive: Archive
    reference: str
    lot: str

    def share(self, officer: str) -> Path:
        return self.keys / self.reference / self.lot / f"{officer}.key"

    @property
    def fingerprint(self) -> str:
        return f"{self.reference}/lots/{self.lot}/key.sha256"

    def envelope(self, bid: str) -> str:
        return f"{self.reference}/lots/{self.lot}/bids/{bid}.sealed"

    def binding(self, bid: str) -> bytes:
        return f"{self.reference}/{self.lot}/{bid}".encode()


def new_salt() -> str:
    """A salt that nobody can guess."""
    return secrets.token_hex(32)


def seal(keys: Path, archive: Archive, *, reference: str, lot: str, opening: Opening) -> Sealed:
    """Encrypt a bid's offer and salt under the lot's key, and archive it. A repeat changes nothing.

    The lot's key is made with its first bid: two shares below `keys`, one for each officer, and
    its fingerprint in the archive, so that a lost share is never replaced by another. Raises
    SealError where the bid is sealed with other content, or where a share is missing or wrong.
    """
    place = _lot(keys, archive, reference=reference, lot=lot, bid=opening.bid)
    name = place.envelope(opening.bid)
    key = _key(place) if _fingerprint(place) else _new_key(place)
    try:
        archive.put(name, _encrypt(key, opening, place.binding(opening.bid)))
    except PermanentFailureError:
        sealed = _sealed(place, opening.bid)
        if _decrypt(key, sealed, place=place, bid=opening.bid) != opening:
            message = f"Bid {opening.bid} is sealed already, with another offer or salt."
            raise SealError(message) from None
    return Sealed(opening.offer.commitment(opening.salt), name)


def unseal(keys: Path, archive: Archive, *, reference: str, lot: str, bid: str) -> Opening:
    """Open a sealed bid with both officers' shares.

    Raises SealError where there is no such bid, a share is missing or wrong, or the seal is broken.
    """
    place = _lot(keys, archive, reference=reference, lot=lot, bid=bid)
    sealed = _sealed(place, bid)
    return _decrypt(_key(place), sealed, place=place, bid=bid)


_NAMES: Final = TypeAdapter(tuple[Reference, Slug, Slug])


def _lot(keys: Path, archive: Archive, *, reference: str, lot: str, bid: str) -> _Lot:
    try:
        _NAMES.validate_python((reference, lot, bid))
    except ValidationError:
        message = f"{reference!r}, {lot!r}, {bid!r}: these are not names of a grant, a lot, a bid."
        raise SealError(message) from None
    return _Lot(keys, archive, reference, lot)


def _fingerprint(place: _Lot) -> str | None:
    try:
        return place.archive.get(place.fingerprint).decode()
    except PermanentFailureError:
        return None


def _new_key(place: _Lot) -> bytes:
    """A key from two shares. A share that is there already was made by a try that broke off."""
    for officer in _OFFICERS:
        path = place.share(officer)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create(path, f"{secrets.token_hex(_KEY)}\n".encode(), mode=0o600)
    key = _joined(place)
    place.archive.put(place.fingerprint, _sha256(key).encode())
    return key


def _key(place: _Lot) -> bytes:
    key = _joined(place)
    if _sha256(key) != _fingerprint(place):
        folder = place.keys / place.reference / place.lot
        message = (
            f"The key shares in {folder} are not the lot's own: put back both officers' files."
        )
        raise SealError(message)
    return key


def _joined(place: _Lot) -> bytes:
    first, second = (_share(place, officer) for officer in _OFFICERS)
    return bytes(a ^ b for a, b in zip(first, second, strict=True))


def _share(place: _Lot, officer: str) -> bytes:
    path = place.share(officer)
    try:
        share = bytes.fromhex(path.read_text())
    except FileNotFoundError:
        message = f"The {officer} officer's key share is missing: put {path} back."
        raise SealError(message) from None
    except ValueError:
        share = b""
    if len(share) != _KEY:
        message = f"{path} is not a key share: put the {officer} officer's file back."
        raise SealError(message)
    return share


def _sha256(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()


def _encrypt(key: bytes, opening: Opening, binding: bytes) -> bytes:
    content = opening.model_dump(mode="json", include={"offer", "salt"})
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    plain = canonical.encode()
    nonce = secrets.token_bytes(_NONCE)
    filled = plain.ljust(-(-len(plain) // _BLOCK) * _BLOCK)
    return nonce + AESGCM(key).encrypt(nonce, filled, binding)


def _sealed(place: _Lot, bid: str) -> bytes:
    try:
        return place.archive.get(place.envelope(bid))
    except PermanentFailureError:
        message = f"No bid {bid} is sealed for lot {place.lot} of {place.reference}."
        raise SealError(message) from None


def _decrypt(key: bytes, sealed: bytes, *, place: _Lot, bid: str) -> Opening:
    try:
        plain = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], place.binding(bid))
    except (InvalidTag, ValueError):
        name = place.envelope(bid)
        message = f"The seal of bid {bid} is broken: restore {name} in the archive from a backup."
        raise SealError(message) from None
    return Opening(bid=bid, **json.loads(plain))
