"""What a stored event commits to, field by field, and the leaf that it becomes in the log.

A field is what can be shown, or erased, apart from the rest:

- of the envelope: `on`, `recorded_at`, `actor`, `authority`, `key`, `command`, `asked`,
  `caused_by`, `entry`, `public`, `evidence[0].uri` and so on; those that are null or empty are
  left out;
- of the content: every value in `data`, nulls and empty ones too, by a path such as `data.amount`
  or `data.people[2].name.family`. Objects, and lists that hold objects, are gone into; a list of
  plain values is one value. `data.type` is left out: the leaf says it in clear.

`stream`, `sequence`, `type` and `version` are in clear: everybody may know that a grant has a third
event, and of which type.

One field more, whose path is empty, is the event as a whole: the sha256 of its stored text and of
its salts. It spares those who go through a journal the work of hashing every field; where a field
has been erased, it is erased too, and the fields are hashed one by one.

A field's disclosure is `[salt, path, value]`, written and digested as in SD-JWT (RFC 9901, 4.2).
"""

import json
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any, Final

CLEAR: Final = ("stream", "sequence", "type", "version")
"""What a leaf says of its event to everybody."""
ENVELOPE: Final = (
    "on",
    "recorded_at",
    "actor",
    "authority",
    "key",
    "command",
    "asked",
    "caused_by",
    "entry",
    "public",
)
"""The envelope's plain fields; `evidence` and `data` are gone into."""
GENESIS: Final = "0" * 64
"""What the first leaf of a stream names as the one before it."""
WHOLE: Final = ""
"""The path of the event as a whole."""
SALT: Final = 22
"""Characters of a salt: 128 bits in base64url."""

_compact: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PLAIN: Final = (str, int, type(None))
_NAMES: Final = str.maketrans({"~": "~0", ".": "~1", "[": "~2"})
_URL: Final = bytes.maketrans(b"+/", b"-_")


def fields(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an event's stored form, by path; in the order of their names, step by step."""
    found = {name: value for name in ENVELOPE if (value := stored[name]) or value == 0}
    if stored["evidence"]:
        found.update(_values("evidence", stored["evidence"]))
    for name, value in sorted(stored["data"].items()):
        if name == "type":
            continue
        path = f"data.{_name(name)}"
        if isinstance(value, _PLAIN):
            found[path] = value
        else:
            found.update(_values(path, value))
    return found


def _values(path: str, value: object) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, inner in sorted(value.items()):
            step = f"{path}.{_name(name)}"
            if isinstance(inner, _PLAIN):
                yield step, inner
            else:
                yield from _values(step, inner)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for number, inner in enumerate(value):
            yield from _values(f"{path}[{number}]", inner)
    else:
        yield path, value


def _name(name: str) -> str:
    """A name whose dots cannot be taken for steps of a path."""
    return name if name.isidentifier() else name.translate(_NAMES)


def disclosure(salt: str, path: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """A field as it is shown: base64url of its salt, path and value."""
    return _shown(salt, path, value).decode()


def _shown(salt: str, path: str, value: Any) -> bytes:  # noqa: ANN401 - whatever JSON holds
    content = f'["{salt}",{encode_basestring(path)},{_written(value)}]'.encode()
    return b2a_base64(content, newline=False).translate(_URL, b"=")


def _written(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    # a journal has millions of fields, and an encoder is slow to start
    if type(value) is str:
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    return "null" if value is None else _compact(value)


def disclosed(shown: str) -> tuple[str, str, Any]:
    """Salt, path and value of a disclosure. Raises ValueError where it is none."""
    salt, path, value = json.loads(urlsafe_b64decode(shown + "=" * (-len(shown) % 4)))
    return salt, path, value


def digest(shown: str) -> str:
    """What the leaf holds in a disclosure's place: its sha256 in base64url."""
    return b2a_base64(sha256(shown.encode()).digest(), newline=False).translate(_URL, b"=").decode()


def digests(
    committed: Mapping[str, Any], salts: Iterable[str], erased: Mapping[str, str]
) -> list[str]:
    """The digests of an event's fields, sorted; of an erased field only its digest is left.

    Salts come in the fields' order, without those of erased fields. Raises ValueError where they
    are too few or too many.
    """
    kept: Iterable[tuple[str, Any]] = committed.items()
    if erased:
        kept = [item for item in kept if item[0] not in erased]
    found = b"".join(
        [
            b2a_base64(sha256(_shown(salt, path, value)).digest(), newline=False)
            for (path, value), salt in zip(kept, salts, strict=True)
        ]
    )
    return sorted([*found.translate(_URL).decode().split("=")[:-1], *erased.values()])


def whole(texts: Iterable[str], salts: str) -> str:
    """What the field of the event as a whole holds, from its stored texts and its fields' salts."""
    return sha256("\0".join([*texts, salts]).encode()).hexdigest()


def whole_digest(salt: str, value: str) -> str:
    """The digest of the field of the event as a whole."""
    shown = b2a_base64(f'["{salt}","","{value}"]'.encode(), newline=False).translate(_URL, b"=")
    return b2a_base64(sha256(shown).digest(), newline=False).translate(_URL, b"=").decode()


def leaf(clear: Mapping[str, Any], previous: str, found: Iterable[str]) -> bytes:
    """The leaf of an event in the log: RFC 8785 JSON, its members in alphabetical order.

    `found` are the event's digests; `previous` is the leaf hash of the stream's event before it,
    in hex.
    """
    kept = " ".join(sorted(found))
    stream, sequence, kind, version = (clear[name] for name in CLEAR)
    return leaf_of(stream, sequence, kind, version, previous, kept)


def leaf_of(
    stream: str, sequence: int, kind: str, version: int, previous: str, found: str
) -> bytes:
    """The same, where the digests are sorted and put together, with blanks between them."""
    listed = f'"{found}"'.replace(" ", '","') if found else ""
    return (
        f'{{"digests":[{listed}],"previous":"{previous}","sequence":{sequence:d},'
        f'"stream":{encode_basestring(stream)},"type":{encode_basestring(kind)},'
        f'"version":{version:d}}}'
    ).encode()


def parted(salts: str) -> list[str]:
    """Salts that are kept together, apart."""
    return [salts[start : start + SALT] for start in range(0, len(salts), SALT)]
