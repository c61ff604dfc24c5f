"""How a batch of events travels to the journal: small, since the history keeps every message.

What a command said can be read in the history at its update; the batch is for machines.
"""

import base64
import zlib
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter

from grants.domain.envelope import Envelope

LARGEST: Final = 8_000_000
"""Bytes that a batch may unpack to."""

_WORDS: Final = (
    b'[{"stream":"","sequence":1,"type":"","version":1,"on":"2026-01-01T00:00:00Z","recorded_at":'
    b'"2026-01-01T00:00:00.000000Z","actor":"engine","authority":"approving-authority, up to USD '
    b'procurement-officer finance-officer programme-officer public-information-officer","key":"'
    b'story/","command":"","asked":"","caused_by":null,"entry":"back","evidence":[{"uri":"",'
    b'"sha256":null,"title":null}],"public":["all"],"data":{"irregularities":[],"lot":"","handover":'
    b'"","document":"press-release/1","donor":"","amount":"USD ","title":"","type":"'
)
"""What most events are made of. It stands in kept histories: a change is a change of the replay."""
_BATCH: Final = TypeAdapter(tuple[Envelope, ...])


def _packed(events: tuple[Envelope, ...]) -> str:
    packer = zlib.compressobj(9, zdict=_WORDS)
    content = packer.compress(_BATCH.dump_json(events)) + packer.flush()
    return base64.b64encode(content).decode()


def _unpacked(value: Any) -> Any:  # noqa: ANN401 - whatever came
    if not isinstance(value, str):
        return value
    opener = zlib.decompressobj(zdict=_WORDS)
    try:
        content = opener.decompress(base64.b64decode(value, validate=True), LARGEST)
    except zlib.error as error:
        message = f"is no batch of events: {error}"
        raise ValueError(message) from None
    if opener.unconsumed_tail:
        message = f"unpacks to more than {LARGEST} bytes"
        raise ValueError(message)
    return _BATCH.validate_json(content)


Batch = Annotated[
    tuple[Envelope, ...],
    BeforeValidator(_unpacked),
    PlainSerializer(_packed, return_type=str, when_used="json"),
]
"""Events of one grant, in order."""
