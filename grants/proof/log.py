"""A log that only grows: the Merkle tree of RFC 6962, its heads, and proofs about them.

Sound proofs are those of RFC 6962, 2.1; they are checked as RFC 9162, 2.1.3 and 2.1.4, says.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

EMPTY: Final = sha256().digest()
"""The root of a log without leaves."""


def leaf_hash(leaf: bytes) -> bytes:
    """A leaf as the tree holds it."""
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What stands above two nodes."""
    return sha256(b"\1" + left + right).digest()


def grown(edge: Sequence[bytes], size: int, leaf: bytes) -> list[bytes]:
    """The right edge of a log of `size` leaves after one more leaf hash.

    The edge is the roots of its whole subtrees, the widest first: all that a log has to remember
    in order to grow.
    """
    after = [*edge, leaf]
    while size & 1:
        right = after.pop()
        after[-1] = node_hash(after[-1], right)
        size >>= 1
    return after


def head(edge: Sequence[bytes]) -> bytes:
    """The root of a log with this right edge."""
    if not edge:
        return EMPTY
    *others, root = edge
    for left in reversed(others):
        root = node_hash(left, root)
    return root


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    edge: list[bytes] = []
    for size, leaf in enumerate(leaves):
        edge = grown(edge, size, leaf)
    return head(edge)


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What shows that the leaf at `index` is in the log of these leaf hashes."""
    if len(leaves) <= 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*inclusion(leaves[:half], index), root(leaves[half:])]
    return [*inclusion(leaves[half:], index - half), root(leaves[:half])]


def includes(proof: Sequence[bytes], *, leaf: bytes, index: int, size: int, root: bytes) -> bool:
    """Whether a proof shows that `leaf` is at `index` of the log of `size` with that root."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(other, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, other)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def consistency(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """What shows that the log of these leaf hashes goes on from its first `size` leaves."""
    return _subproof(leaves, size, whole=True) if 0 < size < len(leaves) else []


def _subproof(leaves: Sequence[bytes], size: int, *, whole: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    half = _half(len(leaves))
    if size <= half:
        return [*_subproof(leaves[:half], size, whole=whole), root(leaves[half:])]
    return [*_subproof(leaves[half:], size - half, whole=False), root(leaves[:half])]


def goes_on(
    proof: Sequence[bytes], *, size: int, root: bytes, later: int, later_root: bytes
) -> bool:
    """Whether a proof shows that the log of size `later` goes on from that of `size`."""
    if not 0 < size < later:
        return not proof and (size == 0 or (size == later and root == later_root))
    here, last = size - 1, later - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    nodes = [*([root] if here == 0 else []), *proof]
    if not nodes:
        return False
    old = new = nodes[0]
    for other in nodes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, other)
        here, last = here >> 1, last >> 1
    return last == 0 and old == root and new == later_root


def _half(size: int) -> int:
    """The greatest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
