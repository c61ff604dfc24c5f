"""The tree, against the vectors of RFC 6962's own code, an independent one, and its properties."""

from hypothesis import given
from hypothesis import strategies as st
from proofbundle import merkle

from grants.proof import log

LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)

entries = st.lists(st.binary(max_size=8), min_size=1, max_size=40)
hashes = entries.map(lambda items: [log.leaf_hash(item) for item in items])


def test_the_roots_are_those_of_the_known_vectors() -> None:
    leaves = [log.leaf_hash(leaf) for leaf in LEAVES]

    roots = [log.root(leaves[:size]).hex() for size in range(len(leaves) + 1)]

    assert roots == list(ROOTS)


@given(entries)
def test_an_independent_tree_has_the_same_root_and_takes_the_same_proofs(
    items: list[bytes],
) -> None:
    leaves = [log.leaf_hash(item) for item in items]
    root = log.root(leaves)

    assert root == merkle.merkle_tree_hash(items)
    for index, item in enumerate(items):
        proof = log.inclusion(leaves, index)
        assert proof == merkle.inclusion_proof(items, index)
        assert merkle.verify_inclusion(item, index, len(items), proof, root)
        assert log.includes(
            merkle.inclusion_proof(items, index),
            leaf=leaves[index],
            index=index,
            size=len(items),
            root=root,
        )


@given(entries)
def test_an_independent_tree_agrees_on_what_goes_on_from_what(items: list[bytes]) -> None:
    leaves = [log.leaf_hash(item) for item in items]
    root = log.root(leaves)

    for size in range(1, len(items) + 1):
        before = log.root(leaves[:size])
        proof = log.consistency(leaves, size)
        assert proof == merkle.consistency_proof(items, size)
        assert merkle.verify_consistency(size, len(items), proof, before, root)
        assert log.goes_on(proof, size=size, root=before, later=len(items), later_root=root)


@given(hashes)
def test_a_log_that_grows_leaf_by_leaf_remembers_only_its_edge(leaves: list[bytes]) -> None:
    edge: list[bytes] = []
    for size, leaf in enumerate(leaves):
        edge = log.grown(edge, size, leaf)

        assert log.head(edge) == log.root(leaves[: size + 1])
        assert len(edge) == (size + 1).bit_count()


@given(hashes, st.data())
def test_a_leaf_that_is_not_there_is_not_proven(leaves: list[bytes], data: st.DataObject) -> None:
    size, root = len(leaves), log.root(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = log.inclusion(leaves, index)
    forged = log.leaf_hash(b"forged: longer than any")

    assert not log.includes(proof, leaf=forged, index=index, size=size, root=root)
    assert not log.includes(proof, leaf=leaves[index], index=size, size=size, root=root)
    assert not log.includes([*proof, forged], leaf=leaves[index], index=index, size=size, root=root)
    if proof:
        assert not log.includes(proof[1:], leaf=leaves[index], index=index, size=size, root=root)


@given(hashes, st.data())
def test_a_rewritten_past_is_not_gone_on_from(leaves: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(leaves)))
    changed = data.draw(st.integers(0, size - 1))
    before = log.root(leaves[:size])
    rewritten = [*leaves]
    rewritten[changed] = log.leaf_hash(b"forged: longer than any")

    proof = log.consistency(rewritten, size)

    assert not log.goes_on(
        proof, size=size, root=before, later=len(leaves), later_root=log.root(rewritten)
    )


def test_every_log_goes_on_from_the_empty_one_and_none_from_a_longer_one() -> None:
    leaves = [log.leaf_hash(leaf) for leaf in LEAVES]
    root = log.root(leaves)

    assert log.goes_on([], size=0, root=log.EMPTY, later=8, later_root=root)
    assert log.goes_on([], size=8, root=root, later=8, later_root=root)
    assert not log.goes_on([], size=8, root=root, later=7, later_root=log.root(leaves[:7]))
    assert not log.goes_on([], size=3, root=root, later=8, later_root=root)
