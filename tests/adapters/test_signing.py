"""The newest signed head beside the journal: written seldom, never older, whole at the end."""

import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from grants.adapters.signing import Signer
from grants.proof.checkpoint import Checkpoint

KEY = Ed25519PrivateKey.generate()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "checkpoint"


def head(signer: Signer, size: int, origin: str = "log") -> str:
    return signer.sign(Checkpoint(origin, size, bytes(32)))


def size(kept: Path) -> int:
    return int(kept.read_text("utf-8").splitlines()[1])


def test_the_first_head_is_written_at_once_and_others_in_a_while(kept: Path) -> None:
    signer = Signer(KEY, kept, pause=60)

    for number in range(1, 100):
        signer.keep(head(signer, number))

    assert size(kept) == 1
    signer.close()
    assert size(kept) == 99


def test_what_waits_is_written_by_itself(kept: Path) -> None:
    signer = Signer(KEY, kept, pause=0.05)

    for number in (1, 2, 3):
        signer.keep(head(signer, number))

    end = time.monotonic() + 30
    while size(kept) < 3:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_older_head_takes_no_newer_one_s_place(kept: Path) -> None:
    """Threads come in any order, and another worker may have written."""
    signer, other = Signer(KEY, kept, pause=0), Signer(KEY, kept, pause=0)
    signer.keep(head(signer, 5))
    signer.keep(head(signer, 4))
    other.keep(head(other, 3))

    assert size(kept) == 5
    other.keep(head(other, 6))
    assert size(kept) == 6


def test_a_new_journal_in_an_old_home_begins_anew(kept: Path) -> None:
    signer = Signer(KEY, kept, pause=0)
    signer.keep(head(signer, 5))

    other = Signer(KEY, kept, pause=0)
    other.keep(head(other, 1, origin="another"))

    assert kept.read_text("utf-8").startswith("another\n1\n")


def test_the_file_is_for_the_owner_s_eyes_only(kept: Path) -> None:
    signer = Signer(KEY, kept)
    signer.keep(head(signer, 1))

    assert kept.stat().st_mode & 0o777 == 0o600
