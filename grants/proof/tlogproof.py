"""A proof that an event is in the log, with the fields that it shows: a C2SP tlog-proof.

See c2sp.org/tlog-proof. Its extra data, which applications define, is here a JSON object: the
leaf's clear fields and digests, and the disclosures of the fields that are shown.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from grants.proof import checkpoint, log
from grants.proof.checkpoint import Checkpoint, ProofError, Verifier
from grants.proof.commitments import CLEAR, digest, disclosed, leaf

_HEADER: Final = "c2sp.org/tlog-proof@v1"
_EXTRA: Final = "extra "
_INDEX: Final = "index "


@dataclass(frozen=True)
class Leaf:
    """An event as the log holds it."""

    clear: Mapping[str, Any]
    """Stream, sequence, type and version."""
    previous: str
    digests: Sequence[str]

    @property
    def hash(self) -> bytes:
        """As the tree holds it."""
        return log.leaf_hash(leaf(self.clear, self.previous, self.digests))


@dataclass(frozen=True)
class Proven:
    """What a proof shows."""

    clear: Mapping[str, Any]
    """Stream, sequence, type and version of the event."""
    fields: Mapping[str, Any]
    """The values that are shown, by path."""
    checkpoint: Checkpoint


def proof(event: Leaf, index: int, path: Sequence[bytes], shown: Sequence[str], signed: str) -> str:
    """The proof's text: `path` leads from the leaf at `index` to the root of the `signed` head."""
    extra = {
        **{name: event.clear[name] for name in CLEAR},
        "previous": event.previous,
        "digests": sorted(event.digests),
        "disclosures": list(shown),
    }
    written = json.dumps(extra, separators=(",", ":"), sort_keys=True)
    lines = [
        _HEADER,
        _EXTRA + b64encode(written.encode()).decode(),
        f"{_INDEX}{index}",
        *(b64encode(node).decode() for node in path),
    ]
    return "\n".join([*lines, "", signed])


def check(text: str, verifier: Verifier) -> Proven:
    """What a proof shows to somebody who trusts `verifier`. Raises ProofError."""
    lines, note = _parts(text)
    head = checkpoint.opened(note, verifier)
    try:
        event, shown = _extra(lines[1])
        index = int(lines[2].removeprefix(_INDEX))
        path = [b64decode(line, validate=True) for line in lines[3:]]
        values = {digest(item): disclosed(item) for item in shown}
        found = event.hash
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ProofError("The proof is damaged: its lines cannot be read.") from None
    if not log.includes(path, leaf=found, index=index, size=head.size, root=head.root):
        raise ProofError("The event is not in the log whose head is signed.")
    if not values.keys() <= set(event.digests):
        raise ProofError("A field that is shown is not the one that the event commits to.")
    return Proven(event.clear, {path: value for _, path, value in values.values()}, head)


def _parts(text: str) -> tuple[list[str], str]:
    top, _, note = text.partition("\n\n")
    lines = top.split("\n")
    begins = ("", _EXTRA, _INDEX)
    sound = len(lines) >= len(begins) and lines[0] == _HEADER
    if not sound or not all(map(str.startswith, lines, begins)):
        raise ProofError("This is no proof of an event: it has to begin as c2sp.org/tlog-proof.")
    return lines, note


def _extra(line: str) -> tuple[Leaf, list[str]]:
    extra = json.loads(b64decode(line.removeprefix(_EXTRA), validate=True))
    clear = {name: extra[name] for name in CLEAR}
    return Leaf(clear, extra["previous"], extra["digests"]), extra["disclosures"]
