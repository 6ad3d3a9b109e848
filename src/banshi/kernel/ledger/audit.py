"""Verify the live ledger: every entry, chain, leaf, tile and checkpoint, the queue and the published files."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.db import DatabaseError, connection

from banshi.kernel.ledger import merkle, tiles
from banshi.kernel.ledger.findings import Chains, Report
from banshi.kernel.ledger.forensics import name_change
from banshi.kernel.ledger.keys import key_links
from banshi.kernel.ledger.models import Checkpoint, Entry, Leaf, Tile, Unsealed
from banshi.kernel.ledger.notes import BadNote, Term, open_checkpoint, read_chain
from banshi.kernel.ledger.rows import CHUNK, Row, hashed_rows, rows_between, waiting_rows
from banshi.kernel.ledger.sealing import folder

MOST_FINDINGS = 50

Progress = Callable[[int, int], None]


def verify_database(progress: Progress = lambda _done, _size: None, *, file: bool = True) -> Report:
    """Check the whole ledger of this installation against itself and against what was signed.

    `file` also asks SQLite whether its pages are whole. Memory: about 250 bytes for each subject.
    """
    report = Report("ledger")
    try:
        with _collector_paused():
            if not file or _file_is_sound(report):
                _verify_entries(report, progress)
    except DatabaseError as error:
        report.found("database", str(connection.settings_dict["NAME"]), "", str(error))
    return report


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Millions of rows pass by without making a cycle; looking for one would take a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _verify_entries(report: Report, progress: Progress) -> None:
    """Everything but the soundness of the file."""
    terms = _terms(report)
    reading = _Reading(report, _checkpoints(report, terms))
    for start in range(0, reading.size, CHUNK):
        end = min(start + CHUNK, reading.size)
        if not reading.quickly(start, end):
            reading.take(rows_between(start, end))
        progress(end, reading.size)
    _tiles_match(reading, report)
    waiting = 0
    for rows in waiting_rows():
        waiting += len(rows)
        for row in rows:
            reading.entry(row)
    _counts_match(report, reading.size, waiting)
    _files_match(report)
    report.facts |= {"entries": str(reading.entries), "subjects": str(len(reading.chains)), "waiting": str(waiting)}


def _file_is_sound(report: Report) -> bool:
    """SQLite says itself whether its pages and indexes are whole; PostgreSQL has page checksums for that."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        try:
            cursor.execute("PRAGMA integrity_check(20)")
            problems = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        except DatabaseError as error:
            problems = [str(error)]
    for problem in problems:
        report.found("database", str(connection.settings_dict["NAME"]), "", problem)
    return not problems


def _terms(report: Report) -> list[Term]:
    try:
        links = key_links()
        if not links:
            return []
        terms = read_chain(links)
    except (BadNote, ValueError, KeyError) as error:
        report.found("keys", "ledger:keys", "body", str(error))
        return []
    report.facts["key"] = terms[-1].key.fingerprint
    return terms


def _checkpoints(report: Report, terms: list[Term]) -> dict[int, bytes]:
    """Size → root of every checkpoint, each checked against its note and the keys."""
    roots: dict[int, bytes] = {}
    for size, root, note, at in Checkpoint.objects.order_by("size").values_list("size", "root", "note", "at"):
        roots[size] = bytes(root)
        place = f"checkpoint {size}"
        try:
            signed = open_checkpoint(note, terms)
        except BadNote as error:
            report.found("checkpoint", place, "note", str(error))
            continue
        for field, stored, said in [
            ("size", size, signed.size),
            ("root", bytes(root), signed.root),
            ("at", at, datetime.fromtimestamp(signed.time, UTC)),
        ]:
            if stored != said:
                report.found("checkpoint", place, field)
    report.facts["checkpoints"] = str(len(roots))
    return roots


class _Reading:
    """What is known while the entries stream by in the order of the tree."""

    def __init__(self, report: Report, roots: dict[int, bytes]) -> None:
        self.report = report
        self.roots = roots
        self.size = max(roots, default=0)
        self.chains = Chains()
        self.tree = merkle.Frontier()
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.entries = 0

    def quickly(self, start: int, end: int) -> bool:
        """Take the next chunk if all of it is as it should be; else change nothing, so that `take` can name what is not."""
        try:
            rows = hashed_rows(start, end)
        except DatabaseError:  # text that is not UTF-8 any more
            return False
        leaves, subjects, positions, previous, stated, contents = zip(*rows, strict=True) if rows else [()] * 6
        digests = [sha256(content).digest() for content in contents]
        if leaves != tuple(range(start, end)) or tuple(digests) != stated:
            return False
        if not self.chains.follow(zip(subjects, positions, previous, digests, strict=True)):
            return False
        self.entries += len(rows)
        self._grow([sha256(b"\x00" + digest).digest() for digest in digests])
        return True

    def take(self, rows: list[Row]) -> None:
        """The next chunk of leaves: check each entry, grow the tree, compare roots and full tiles."""
        first = self.tree.size
        by_index = {row.leaf: row for row in rows} if self._has_gap(rows, first) else None
        leaves = []
        if by_index is None:
            leaves = [sha256(b"\x00" + self.entry(row)).digest() for row in rows]
        else:
            end = min(first + CHUNK, self.size)
            for index in range(first, end):
                row = by_index.get(index)
                if row is None:
                    self._found("leaf", f"leaf {index}", "")
                leaves.append(sha256(b"\x00" + (self.entry(row) if row else b"")).digest())
        self._grow(leaves)

    def _has_gap(self, rows: list[Row], first: int) -> bool:
        expected = min(first + CHUNK, self.size) - first
        return len(rows) != expected or rows[0].leaf != first

    def entry(self, row: Row) -> bytes:
        """Check one entry and its place in its chain; returns the hash to build the tree from."""
        content, stated = row.canonical(), bytes(row.hash)
        digest = sha256(content).digest()
        self.entries += 1
        if digest != stated:
            change = name_change(content, stated)
            self._found(change.code, _place(row), change.field, change.detail)
            digest = digest if change.field == "hash" else stated
        wrong = self.chains.step(row.subject, row.position, bytes(row.previous), digest)
        if wrong:
            self._found(wrong, _place(row), "position" if wrong == "position" else "previous")
        return digest

    def _grow(self, leaves: list[bytes]) -> None:
        start = self.tree.size
        for first in range(0, len(leaves), tiles.WIDTH):
            self.tiles[0, (start + first) // tiles.WIDTH] = b"".join(leaves[first : first + tiles.WIDTH])
        done = 0
        for size in sorted(size for size in self.roots if start < size <= start + len(leaves)):
            self.tree.extend(leaves[done : size - start])
            done = size - start
            if self.tree.root() != self.roots[size] and not self.report.findings:
                self._found("checkpoint root", f"checkpoint {size}", "root")
        self.tree.extend(leaves[done:])

    def all_tiles(self) -> dict[tuple[int, int], bytes]:
        """Every tile of the tree read, as it should be stored."""
        upper = tiles.grow(0, self.tree.chunks, lambda _level, _index: b"")
        return self.tiles | {(level + 1, index): hashes for (level, index), hashes in upper.items()}

    def _found(self, code: str, place: str, field: str, detail: str = "") -> None:
        if len(self.report.findings) < MOST_FINDINGS:
            self.report.found(code, place, field, detail)


def _place(row: Row) -> str:
    return f"{row.subject} #{row.position} (id {row.id})"


def _tiles_match(reading: _Reading, report: Report) -> None:
    """Compare the stored tiles with those grown from the entries."""
    if report.findings:
        return  # the entries themselves are in doubt
    expected = reading.all_tiles()
    stored = set()
    for level, index, hashes in Tile.objects.order_by("level", "index").values_list("level", "index", "hashes"):
        stored.add((level, index))
        if bytes(hashes) != expected.get((level, index)):
            report.found(
                "tile", tiles.tile_path(level, index, min(len(hashes) // merkle.HASH_BYTES, tiles.WIDTH)), "hashes"
            )
    for level, index in sorted(set(expected) - stored):
        report.found("tile", tiles.tile_path(level, index, tiles.WIDTH))


def _counts_match(report: Report, size: int, waiting: int) -> None:
    """Every entry is a leaf or waits to be one, and every leaf lies below the last checkpoint."""
    beyond = Leaf.objects.filter(index__gte=size).count()
    if beyond:
        report.found("leaf", f"leaf {size}…", "index", f"{beyond} beyond the last checkpoint")
    if Entry.objects.count() == Leaf.objects.count() + waiting:
        return
    lost = Entry.objects.filter(leaf=None).exclude(id__in=Unsealed.objects.values("entry_id")).order_by("id")
    for identity, subject, position in lost.values_list("id", "subject", "position")[:MOST_FINDINGS]:
        report.found("unqueued", f"{subject} #{position} (id {identity})")


def _files_match(report: Report) -> None:
    """Compare the published checkpoint and tiles with the database; files may lag behind, never differ."""
    path = folder() / "checkpoint"
    if not path.exists():
        return
    note = path.read_bytes()
    size = Checkpoint.objects.filter(note=note.decode(errors="replace")).values_list("size", flat=True).first()
    if size is None:
        report.found("published", _file(path), "", "checkpoint")
        return
    stored = {
        (level, index): bytes(hashes) for level, index, hashes in Tile.objects.values_list("level", "index", "hashes")
    }
    for level, index, width in tiles.tiles_of(size):
        path = folder() / tiles.tile_path(level, index, width)
        expected = stored.get((level, index), b"")[: width * merkle.HASH_BYTES]
        given = path.read_bytes() if path.exists() else b""
        if given != expected:
            at = next(
                (at for at, (one, two) in enumerate(zip(given, expected, strict=False)) if one != two), len(given)
            )
            report.found("published", _file(path), "", f"byte {at}")


def _file(path: Path) -> str:
    return str(path.relative_to(folder().parent))
