"""RFC 6962 Merkle trees: hashing, roots, inclusion and consistency proofs.

A tree of `size` leaves is described by its complete aligned subtrees: `node(level, index)` is
the hash over leaves [index << level, (index + 1) << level). Those never change once they are
full, so tiles can hold them and every proof is made and checked from them alone.

Pure: no Django, no files.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
PAIR = 2 * HASH_BYTES
EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""(level, index) → hash of that complete subtree."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf over `data` (RFC 6962, 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over neighbouring nodes of one level, the first of which starts a subtree."""
    if not hashes:
        return EMPTY_ROOT
    row = b"".join(hashes)
    while len(row) > HASH_BYTES:  # neighbours lie side by side: two hashes are one slice
        odd = row[-HASH_BYTES:] if len(row) % PAIR else b""
        ends = range(PAIR, len(row) + 1, PAIR)
        row = b"".join([sha256(b"\x01" + row[end - PAIR : end]).digest() for end in ends]) + odd
    return row


class Frontier:
    """A growing tree that keeps only the roots of its complete subtrees, widest first."""

    CHUNK_LEVEL = 8
    CHUNK = 1 << CHUNK_LEVEL

    def __init__(self) -> None:
        self.size = 0
        self.chunks: list[bytes] = []
        """The roots of the complete subtrees of 256 leaves that were formed on the way."""
        self._peaks: list[tuple[int, bytes]] = []

    def push(self, level: int, digest: bytes) -> None:
        """Append a complete subtree of 2**level leaves.

        Raises:
            ValueError: the tree does not end on a border of such a subtree.
        """
        if self.size & ((1 << level) - 1):
            raise ValueError(f"a subtree of 2**{level} leaves cannot start at leaf {self.size}")
        self.size += 1 << level
        if level == self.CHUNK_LEVEL:
            self.chunks.append(digest)
        while self._peaks and self._peaks[-1][0] == level:
            digest = node_hash(self._peaks.pop()[1], digest)
            level += 1
            if level == self.CHUNK_LEVEL:
                self.chunks.append(digest)
        self._peaks.append((level, digest))

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Append leaf hashes; whole chunks are folded at once, which is twice as fast."""
        start = 0
        while start < len(leaves):
            if self.size % self.CHUNK == 0 and len(leaves) - start >= self.CHUNK:
                self.push(self.CHUNK_LEVEL, fold(leaves[start : start + self.CHUNK]))
                start += self.CHUNK
            else:
                self.push(0, leaves[start])
                start += 1

    def root(self) -> bytes:
        """The root over everything appended so far."""
        if not self._peaks:
            return EMPTY_ROOT
        digest = self._peaks[-1][1]
        for _level, left in reversed(self._peaks[:-1]):
            digest = node_hash(left, digest)
        return digest


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (≥ 2)."""
    return 1 << ((width - 1).bit_length() - 1)


def range_root(start: int, end: int, node: Node) -> bytes:
    """The hash of the tree's own subtree over leaves [start, end)."""
    width = end - start
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(width)
    return node_hash(range_root(start, middle, node), range_root(middle, end, node))


def tree_root(size: int, node: Node) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return range_root(0, size, node) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of the tree of `size`, leaf first.

    Raises:
        IndexError: the tree of `size` has no such leaf.
    """
    if not 0 <= index < size:
        raise IndexError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_root(middle, end, node))
            end = middle
        else:
            path.append(range_root(start, middle, node))
            start = middle
    path.reverse()
    return path


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Iterable[bytes]) -> bytes | None:
    """The root that this path leads to, or None if the path has the wrong length (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    place, last, digest = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            digest = node_hash(sibling, digest)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            digest = node_hash(digest, sibling)
        place >>= 1
        last >>= 1
    return digest if last == 0 else None


def consistency_path(old: int, new: int, node: Node) -> list[bytes]:
    """The hashes which prove that the tree of `old` is the beginning of the tree of `new`.

    Raises:
        IndexError: not 0 < old <= new.
    """
    if not 0 < old <= new:
        raise IndexError(f"no consistency proof from {old} to {new}: it needs 0 < old <= new")
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(range_root(middle, end, node))
            end = middle
        else:
            path.append(range_root(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(range_root(start, end, node))
    path.reverse()
    return path


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that nothing before `old` was changed on the way to `new` (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new:
        return False
    rest = list(path) if old & (old - 1) else [old_root, *path]
    if not rest:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place >>= 1
        last >>= 1
    was = now = rest[0]
    for sibling in rest[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            now = node_hash(now, sibling)
        place >>= 1
        last >>= 1
    return last == 0 and was == old_root and now == new_root
