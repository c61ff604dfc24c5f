"""The signed head, checked by ours and by an independent implementation."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from proofbundle import checkpoint as independent

from grants.proof import checkpoint
from grants.proof.checkpoint import Checkpoint, ProofError, Verifier

ORIGIN = "5d41402abc4b2a76b9719d911017c592"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
VERIFIER = Verifier(ORIGIN, KEY.public_key().public_bytes_raw())
HEAD = Checkpoint(ORIGIN, 12, b"r" * 32)


@given(st.integers(0, 2**60), st.binary(min_size=32, max_size=32))
def test_an_independent_reader_takes_our_checkpoints(size: int, root: bytes) -> None:
    note = checkpoint.signed(Checkpoint(ORIGIN, size, root), KEY)

    found = independent.verify_checkpoint(note, str(VERIFIER))

    assert (found["ok"], found["origin"], found["tree_size"]) == (True, ORIGIN, size)
    assert checkpoint.opened(note, VERIFIER) == Checkpoint(ORIGIN, size, root)


def test_an_independent_signer_is_understood() -> None:
    note = independent.sign_checkpoint(ORIGIN, 12, b"r" * 32, KEY, ORIGIN)

    assert note == checkpoint.signed(HEAD, KEY)
    assert checkpoint.opened(note, VERIFIER) == HEAD


def test_a_key_is_written_and_read_again() -> None:
    written = str(VERIFIER)

    assert written == independent.vkey(ORIGIN, VERIFIER.public)
    assert Verifier.read(f"{written}\n") == VERIFIER


@pytest.mark.parametrize(
    "text", ["", "a+b", "a+00000000+AQID", f"{ORIGIN}+00000000+{str(VERIFIER).split('+', 2)[2]}"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ProofError, match="key"):
        Verifier.read(text)


def test_signatures_of_others_are_passed_over() -> None:
    note = checkpoint.signed(HEAD, KEY)
    witness = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
    other = checkpoint.signed(Checkpoint("witness.example", 12, b"r" * 32), witness)
    line = other.splitlines()[-1]

    assert checkpoint.opened(f"{note}{line}\n", VERIFIER) == HEAD


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("\n12\n", "\n13\n", "false"),
        ("\N{EM DASH} ", "- ", "signed"),
        ("\n\n", "\n", "signed note"),
        (ORIGIN, "other", "signed"),
    ],
)
def test_a_changed_note_is_refused(before: str, after: str, why: str) -> None:
    note = checkpoint.signed(HEAD, KEY).replace(before, after)

    with pytest.raises(ProofError, match=why):
        checkpoint.opened(note, VERIFIER)


@pytest.mark.parametrize("text", ["", "\n", "\n\n", "a\n\nb", "a\n\nb\n", "a\n\n\N{EM DASH} b c\n"])
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(ProofError):
        checkpoint.opened(text, VERIFIER)


@pytest.mark.parametrize("size", ["012", "-1", "x", ""])
def test_what_is_signed_and_no_checkpoint_is_refused(size: str) -> None:
    text = f"{ORIGIN}\n{size}\ncnJy\n"
    signature = b64encode(VERIFIER.id + KEY.sign(text.encode())).decode()

    with pytest.raises(ProofError, match="no checkpoint"):
        checkpoint.opened(f"{text}\n\N{EM DASH} {ORIGIN} {signature}\n", VERIFIER)


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    with pytest.raises(ProofError):
        checkpoint.opened(text, VERIFIER)
    with pytest.raises(ProofError):
        Verifier.read(text)
