"""The tree as tiles of 256 hashes (C2SP tlog-tiles): their growth, names and files.

A tile at level L holds 256 roots of complete subtrees of 256**L leaves. Bodies may identify
people, so entry bundles are not published; the hash tiles are enough for every proof.

Pure but for `write_atomically`.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from banshi.kernel.ledger.merkle import HASH_BYTES, PAIR, Node, fold

WIDTH = 256
TILE_BYTES = WIDTH * HASH_BYTES

Load = Callable[[int, int], bytes]
"""(level, index) → the tile's hashes, joined; at least as many as the tree at hand needs."""


def tile_path(level: int, index: int, width: int) -> str:
    """Where the standard puts a tile, e.g. "tile/0/x001/x234/067" or, partial, "tile/1/000.p/17"."""
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{level}/{name}" + ("" if width == WIDTH else f".p/{width}")


def split_tile(tile: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [tile[start : start + HASH_BYTES] for start in range(0, len(tile), HASH_BYTES)]


def grow(size: int, leaves: Sequence[bytes], load: Load) -> dict[tuple[int, int], bytes]:
    """The tiles that change when `leaves` are appended to a tree of `size`: (level, index) → hashes."""
    changed: dict[tuple[int, int], bytes] = {}
    level, fresh = 0, list(leaves)
    while fresh:
        index, width = divmod(size, WIDTH)
        tile = load(level, index)[: width * HASH_BYTES] if width else b""
        full: list[bytes] = []
        for start, end in _cuts(WIDTH - width, len(fresh)):
            tile += b"".join(fresh[start:end])
            changed[level, index] = tile
            if len(tile) == TILE_BYTES:
                full.append(fold(split_tile(tile)))
                index, tile = index + 1, b""
        level, size, fresh = level + 1, size // WIDTH, full
    return changed


def _cuts(room: int, count: int) -> Iterator[tuple[int, int]]:
    """Cut `count` new hashes into the room left in the first tile and whole tiles after it."""
    start = 0
    while start < count:
        end = min(start + room, count)
        yield start, end
        start, room = end, WIDTH


def node_from(load: Load) -> Node:
    """The complete subtrees of a tree whose tiles `load` gives."""

    def node(level: int, index: int) -> bytes:
        tile_level, above = divmod(level, 8)
        tile_index, place = divmod(index, WIDTH >> above)
        return _levels(load(tile_level, tile_index))[above][place]

    return node


@lru_cache(maxsize=128)
def _levels(tile: bytes) -> list[list[bytes]]:
    """All complete nodes above a tile's hashes, level by level. Kept by content: the upper tiles serve every proof."""
    levels, below = [split_tile(tile)], tile
    while len(below) > HASH_BYTES:  # neighbours lie side by side already: two hashes are one slice
        row = [sha256(b"\x01" + below[at : at + PAIR]).digest() for at in range(0, len(below) - HASH_BYTES, PAIR)]
        levels.append(row)
        below = b"".join(row)
    return levels


def tiles_of(size: int, since: int = 0) -> Iterator[tuple[int, int, int]]:
    """(level, index, width) of every tile that a tree of `size` has and a tree of `since` had not."""
    level = 0
    while size:
        index, old_width = divmod(since, WIDTH)
        last, width = divmod(size, WIDTH)
        for number in range(index, last):
            yield level, number, WIDTH
        if width and (last, width) != (index, old_width):
            yield level, last, width
        level, size, since = level + 1, last, since // WIDTH


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that a reader or a crash sees the old file or the whole new one; one writer at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
