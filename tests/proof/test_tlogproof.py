"""A proof shows some fields of an event to an outsider, and nothing else."""

import json
from base64 import b64decode, b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proofbundle import tlogproof as independent

from grants.proof import checkpoint, commitments, log, tlogproof
from grants.proof.checkpoint import Checkpoint, ProofError
from grants.proof.commitments import GENESIS, disclosure
from grants.proof.tlogproof import Leaf
from tests.proof.events import EVENTS, event
from tests.proof.test_checkpoint import KEY, ORIGIN, VERIFIER
from tests.proof.test_commitments import salts


def leaf(item: dict[str, Any]) -> Leaf:
    found = commitments.fields(item)
    return Leaf(item, GENESIS, commitments.digests(found, salts(len(found)), {}))


LEAVES = [leaf(item) for item in EVENTS]
HASHES = [item.hash for item in LEAVES]
HEAD = checkpoint.signed(Checkpoint(ORIGIN, len(HASHES), log.root(HASHES)), KEY)


def proof(kind: str, *paths: str) -> str:
    index = [item["type"] for item in EVENTS].index(kind)
    found = commitments.fields(event(kind))
    shown = [
        disclosure(salt, path, value)
        for (path, value), salt in zip(found.items(), salts(len(found)), strict=True)
        if path in paths
    ]
    return tlogproof.proof(LEAVES[index], index, log.inclusion(HASHES, index), shown, HEAD)


def test_a_proof_shows_the_chosen_fields_and_no_others() -> None:
    written = proof("contribution-received", "data.amount", "on")

    proven = tlogproof.check(written, VERIFIER)

    assert proven.fields == {"data.amount": "EUR 200000", "on": "2025-01-20T09:00:00Z"}
    assert proven.clear["type"] == "contribution-received"
    assert proven.checkpoint.size == len(EVENTS)
    extra = b64decode(written.splitlines()[1].removeprefix("extra ")).decode()
    assert "finn" not in extra
    assert "226000" not in extra


@pytest.mark.parametrize("kind", [item["type"] for item in EVENTS])
def test_an_independent_reader_takes_our_proofs(kind: str) -> None:
    index = [item["type"] for item in EVENTS].index(kind)
    entry = commitments.leaf(LEAVES[index].clear, GENESIS, LEAVES[index].digests)

    found = independent.verify_tlog_proof(proof(kind), entry, str(VERIFIER))

    assert found["ok"]
    assert found["index"] == index


def changed(written: str, **change: Any) -> str:
    lines = written.split("\n")
    extra = json.loads(b64decode(lines[1].removeprefix("extra ")))
    lines[1] = "extra " + b64encode(json.dumps(extra | change).encode()).decode()
    return "\n".join(lines)


FORGED = disclosure("x" * 22, "data.amount", "EUR 1")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"disclosures": [FORGED]}, "commits to"),
        ({"digests": [commitments.digest(FORGED)], "disclosures": [FORGED]}, "not in the log"),
        ({"sequence": 4711}, "not in the log"),
        ({"stream": "OTHER"}, "not in the log"),
        ({"previous": "1" * 64}, "not in the log"),
        ({"disclosures": ["&"]}, "damaged"),
        ({"disclosures": [b64encode(b"[1]").decode()]}, "damaged"),
        ({"digests": None}, "damaged"),
        ({"sequence": "x"}, "damaged"),
    ],
)
def test_a_changed_proof_is_refused(change: dict[str, Any], why: str) -> None:
    with pytest.raises(ProofError, match=why):
        tlogproof.check(changed(proof("contribution-received", "data.amount"), **change), VERIFIER)


def test_a_proof_under_another_head_is_refused() -> None:
    forged = checkpoint.signed(Checkpoint(ORIGIN, len(HASHES), b"x" * 32), KEY)

    with pytest.raises(ProofError, match="not in the log"):
        tlogproof.check(proof("pledge-recorded").replace(HEAD, forged), VERIFIER)


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    for whole in (text, f"c2sp.org/tlog-proof@v1\n{text}\n\n{HEAD}"):
        with pytest.raises(ProofError):
            tlogproof.check(whole, VERIFIER)


@given(st.text(alphabet="ABCabc019+/=\n ", max_size=60))
def test_damaged_lines_are_refused(text: str) -> None:
    for top in (
        f"extra {text}\nindex 0",
        f"extra e30=\nindex {text}",
        f"extra e30=\nindex 0\n{text}",
    ):
        with pytest.raises(ProofError):
            tlogproof.check(f"c2sp.org/tlog-proof@v1\n{top}\n\n{HEAD}", VERIFIER)
