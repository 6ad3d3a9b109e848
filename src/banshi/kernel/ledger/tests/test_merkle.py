"""RFC 6962 trees against known vectors and a naive reading of the RFC."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.ledger import merkle

pytestmark = pytest.mark.anydb

# The test vectors of the Certificate Transparency project.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(b"%d" % number) for number in range(count)]


def naive_root(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, word for word."""
    if not hashes:
        return merkle.EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return merkle.node_hash(naive_root(hashes[:split]), naive_root(hashes[split:]))


def naive_path(index: int, hashes: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, word for word."""
    if len(hashes) == 1:
        return []
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    if index < split:
        return [*naive_path(index, hashes[:split]), naive_root(hashes[split:])]
    return [*naive_path(index - split, hashes[split:]), naive_root(hashes[:split])]


def naive_consistency(old: int, hashes: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, word for word."""
    if old == len(hashes):
        return [] if whole else [naive_root(hashes)]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    if old <= split:
        return [*naive_consistency(old, hashes[:split], whole), naive_root(hashes[split:])]
    return [*naive_consistency(old - split, hashes[split:], False), naive_root(hashes[:split])]


def node_over(hashes: list[bytes]) -> merkle.Node:
    return lambda level, index: naive_root(hashes[index << level : (index + 1) << level])


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_published_vectors(size: int) -> None:
    hashes = [merkle.leaf_hash(bytes.fromhex(text)) for text in INPUTS[:size]]
    assert merkle.fold(hashes).hex() == ROOTS[size - 1]


def test_every_way_to_a_root_agrees_with_the_rfc_for_all_small_trees() -> None:
    for size in range(70):
        hashes = leaves(size)
        frontier = merkle.Frontier()
        for leaf in hashes:
            frontier.push(0, leaf)
        assert merkle.fold(hashes) == frontier.root() == naive_root(hashes)
        assert merkle.tree_root(size, node_over(hashes)) == naive_root(hashes)


def test_every_inclusion_proof_of_all_small_trees_is_that_of_the_rfc_and_holds() -> None:
    for size in range(1, 40):
        hashes = leaves(size)
        for index in range(size):
            path = merkle.inclusion_path(index, size, node_over(hashes))
            assert path == naive_path(index, hashes)
            assert merkle.root_from_inclusion(hashes[index], index, size, path) == naive_root(hashes)


def test_every_consistency_proof_of_all_small_trees_is_that_of_the_rfc_and_holds() -> None:
    for new in range(1, 40):
        hashes = leaves(new)
        for old in range(1, new + 1):
            path = merkle.consistency_path(old, new, node_over(hashes))
            assert path == naive_consistency(old, hashes)
            assert merkle.consistent(old, naive_root(hashes[:old]), new, naive_root(hashes), path)


@given(st.integers(1, 3000), st.data())
def test_a_proof_holds_for_its_own_leaf_place_and_tree_only(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    root = merkle.fold(hashes)
    index = data.draw(st.integers(0, size - 1))
    path = naive_path(index, hashes)
    assert merkle.root_from_inclusion(hashes[index], index, size, path) == root
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert merkle.root_from_inclusion(hashes[other], index, size, path) != root
        assert merkle.root_from_inclusion(hashes[index], other, size, path) != root
    if path:
        assert merkle.root_from_inclusion(hashes[index], index, size, path[:-1]) != root
        place, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
        flipped = bytearray(path[place])
        flipped[bit // 8] ^= 1 << bit % 8
        assert (
            merkle.root_from_inclusion(hashes[index], index, size, [*path[:place], bytes(flipped), *path[place + 1 :]])
            != root
        )


@given(st.integers(2, 400), st.data())
def test_a_rewritten_history_has_no_consistency_proof(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    hashes = leaves(new)
    path = naive_consistency(old, hashes)
    rewritten = list(hashes)
    rewritten[data.draw(st.integers(0, old - 1))] = merkle.leaf_hash(b"another")
    assert not merkle.consistent(old, naive_root(rewritten[:old]), new, naive_root(hashes), path)
    assert not merkle.consistent(old, naive_root(hashes[:old]), new, naive_root(rewritten), path)
    assert not merkle.consistent(
        old, naive_root(hashes[:old]), new, naive_root(rewritten), naive_consistency(old, rewritten)
    )


@given(st.lists(st.integers(1, 700), max_size=6))
def test_growing_in_any_steps_gives_the_same_root(steps: list[int]) -> None:
    frontier, all_leaves, at = merkle.Frontier(), leaves(sum(steps)), 0
    for step in steps:
        frontier.extend(all_leaves[at : at + step])
        at += step
    assert (frontier.size, frontier.root()) == (at, merkle.fold(all_leaves))


def test_a_subtree_can_stand_for_its_leaves_only_on_its_border() -> None:
    hashes = leaves(13)
    frontier = merkle.Frontier()
    frontier.push(3, merkle.fold(hashes[:8]))
    frontier.push(2, merkle.fold(hashes[8:12]))
    frontier.push(0, hashes[12])
    assert frontier.root() == naive_root(hashes)
    with pytest.raises(ValueError, match="cannot start at leaf 13"):
        frontier.push(1, hashes[0])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(IndexError, match="is not in a tree"):
        merkle.inclusion_path(index, size, node_over(leaves(size)))
    assert merkle.root_from_inclusion(b"", index, size, []) is None


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_there_is_no_consistency_from_nothing_or_backwards(old: int, new: int) -> None:
    with pytest.raises(IndexError, match="needs 0 < old <= new"):
        merkle.consistency_path(old, new, node_over(leaves(new)))
    assert not merkle.consistent(old, b"", new, b"", [])
