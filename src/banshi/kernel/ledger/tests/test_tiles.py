"""Tiles: their names, how they grow, and that they hold every proof."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.ledger import merkle, tiles
from banshi.kernel.ledger.tests.test_merkle import leaves

pytestmark = pytest.mark.anydb

Store = dict[tuple[int, int], bytes]


def grown(hashes: list[bytes], *steps: int) -> Store:
    """The tiles after appending `hashes` in the given steps and then the rest."""
    store: Store = {}

    def load(level: int, index: int) -> bytes:
        return store[level, index]

    at = 0
    for step in [*steps, len(hashes)]:
        store.update(tiles.grow(at, hashes[at : at + step], load))
        at = min(at + step, len(hashes))
    return store


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        (1, 999, 17, "tile/1/999.p/17"),
        (2, 1000, 1, "tile/2/x001/000.p/1"),
    ],
)
def test_paths_are_those_of_the_standard(level: int, index: int, width: int, path: str) -> None:
    assert tiles.tile_path(level, index, width) == path


def test_a_tree_of_70000_has_the_tiles_that_the_standard_lists() -> None:
    every = list(tiles.tiles_of(70_000))
    assert len([tile for tile in every if tile[0] == 0 and tile[2] == 256]) == 273
    assert [tile for tile in every if tile[0] == 0 and tile[2] < 256] == [(0, 273, 112)]
    assert [tile for tile in every if tile[0] > 0] == [(1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert [tile for tile in tiles.tiles_of(256) if tile[0] == 1] == [(1, 0, 1)]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 2000), st.lists(st.integers(0, 900), max_size=4))
def test_tiles_grow_the_same_in_any_steps(size: int, steps: list[int]) -> None:
    hashes = leaves(size)
    assert grown(hashes, *steps) == grown(hashes)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 70_000), st.data())
def test_every_proof_can_be_made_from_tiles(size: int, data: st.DataObject) -> None:
    hashes, store = HASHES[:size], STORE
    node = tiles.node_from(lambda level, index: store[level, index])
    root = merkle.fold(hashes)
    assert merkle.tree_root(size, node) == root
    index = data.draw(st.integers(0, size - 1))
    assert merkle.root_from_inclusion(hashes[index], index, size, merkle.inclusion_path(index, size, node)) == root
    old = data.draw(st.integers(1, size))
    assert merkle.consistent(old, merkle.fold(hashes[:old]), size, root, merkle.consistency_path(old, size, node))


HASHES = leaves(70_000)
STORE = grown(HASHES)


@given(st.integers(0, 70_000), st.integers(0, 70_000))
def test_what_is_new_since_a_size_is_what_that_size_lacked(one: int, two: int) -> None:
    since, size = sorted((one, two))
    before = set(tiles.tiles_of(since))
    assert set(tiles.tiles_of(size, since)) == set(tiles.tiles_of(size)) - before


def test_growing_again_after_a_crash_writes_the_same_tiles() -> None:
    store = grown(HASHES[:300])
    again = tiles.grow(250, HASHES[250:300], lambda level, index: store[level, index])
    assert all(store[key] == tile for key, tile in again.items())


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "checkpoint"
    tiles.write_atomically(path, b"one")
    tiles.write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [file.name for file in path.parent.iterdir()] == ["checkpoint"]
