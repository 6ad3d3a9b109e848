"""The job that makes new entries leaves of the tree, signs a checkpoint and publishes both.

The database is the truth: leaves, tiles and checkpoint are written in one transaction. The
files below DATA_DIR/ledger are a copy in the layout of C2SP tlog-tiles, tiles first and the
checkpoint last, so that a reader never meets a checkpoint whose tiles are missing. Killed at
any point, the next run finishes; run twice, the second changes nothing.
"""

import fcntl
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from banshi.kernel.commands import Actor, Context
from banshi.kernel.ledger import merkle, tiles
from banshi.kernel.ledger.keys import ensure_key, signing_key
from banshi.kernel.ledger.models import Checkpoint, Leaf, Tile, Unsealed
from banshi.kernel.ledger.notes import BadNote, sign_checkpoint
from banshi.kernel.ledger.notes import Checkpoint as State
from banshi.kernel.ledger.turns import one_at_a_time

BATCH = 4096
ROWS = 500  # stays below the number of parameters that every SQLite allows

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one run did."""

    added: int
    size: int
    files: int


def seal(now: datetime, progress: Progress = lambda _done: None) -> Sealed:
    """Seal every committed entry and publish the outcome. Safe to run at any time, twice, or killed.

    Raises:
        KeyMissing, KeyExposed: the signing key cannot be used.
    """
    ensure_key(Context(actor=Actor.system("ledger"), now=now, request_id="ledger-seal"))
    added = 0
    while batch := seal_batch(now):
        added += batch
        progress(added)
    files = publish()
    return Sealed(added=added, size=tree_size(), files=files)


def tree_size() -> int:
    """How many leaves the last checkpoint covers."""
    return Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0


def seal_batch(now: datetime) -> int:
    """Append the next waiting entries as leaves and sign a checkpoint, in one transaction.

    The race: ids are given out before entries commit, so an entry with a lower id can appear
    after a higher one was sealed. The queue shows every committed entry that has no leaf,
    however late it came, and exactly the rows read are removed from it.
    """
    with transaction.atomic():
        one_at_a_time()
        waiting = Unsealed.objects.order_by("entry_id").values_list("entry_id", "entry__hash")[:BATCH]
        entries = [(entry_id, bytes(digest)) for entry_id, digest in waiting]
        if not entries:
            return 0
        size = tree_size()
        changed = tiles.grow(size, [merkle.leaf_hash(digest) for _id, digest in entries], load_tile)
        Leaf.objects.bulk_create(
            [Leaf(index=size + place, entry_id=entry_id) for place, (entry_id, _hash) in enumerate(entries)], ROWS
        )
        Tile.objects.bulk_create(
            [Tile(level=level, index=index, hashes=hashes) for (level, index), hashes in changed.items()],
            ROWS,
            update_conflicts=True,
            unique_fields=["level", "index"],
            update_fields=["hashes"],
        )
        _sign(size + len(entries), changed, now)
        for start in range(0, len(entries), ROWS):
            Unsealed.objects.filter(pk__in=[entry_id for entry_id, _hash in entries[start : start + ROWS]]).delete()
        return len(entries)


def _sign(size: int, changed: dict[tuple[int, int], bytes], now: datetime) -> None:
    key = signing_key()
    node = tiles.node_from(lambda level, index: changed.get((level, index)) or load_tile(level, index))
    at = now.replace(microsecond=0)  # the signature carries whole seconds
    state = State(key.name, size, merkle.tree_root(size, node), int(at.timestamp()))
    Checkpoint.objects.create(size=size, root=state.root, note=sign_checkpoint(state, key), at=at)


def load_tile(level: int, index: int) -> bytes:
    """The hashes that tile holds by now."""
    return bytes(Tile.objects.values_list("hashes", flat=True).get(level=level, index=index))


def folder() -> Path:
    """Where the published files lie; a web server can serve this folder as it is."""
    return Path(settings.DATA_DIR) / "ledger"


def publish() -> int:
    """Bring the files up to the last checkpoint; returns how many were written.

    One at a time on this machine: a slower run must not put an older checkpoint over a newer one.
    """
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".publishing").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return _publish()


def _publish() -> int:
    last = Checkpoint.objects.order_by("-size").first()
    path = folder() / "checkpoint"
    published = _published(path)
    if last is None or published == last.note:
        return 0
    since = _size_of(published)
    written = 0
    for size in Checkpoint.objects.filter(size__gt=since).order_by("size").values_list("size", flat=True):
        written += _publish_tiles(since, size, last.size)
        since = size
    tiles.write_atomically(path, last.note.encode())
    return written + 1


def _published(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def _size_of(note: str) -> int:
    """The size up to which tiles are surely in place: that of a checkpoint we signed, else none."""
    try:
        size = State.parse(note.partition("\n\n")[0] + "\n").size
    except BadNote:
        return 0
    return size if Checkpoint.objects.filter(size=size, note=note).exists() else 0


def _publish_tiles(since: int, size: int, final: int) -> int:
    """Write the tiles that `size` has and `since` had not; a partial one only while no full one replaces it."""
    written = 0
    for level, index, width in tiles.tiles_of(size, since):
        full = (index + 1) * tiles.WIDTH ** (level + 1) <= final
        if width < tiles.WIDTH and full:
            continue
        content = load_tile(level, index)[: width * merkle.HASH_BYTES]
        tiles.write_atomically(folder() / tiles.tile_path(level, index, width), content)
        written += 1
        if full:
            whole = folder() / tiles.tile_path(level, index, tiles.WIDTH)
            shutil.rmtree(whole.with_name(whole.name + ".p"), ignore_errors=True)
    return written


def requeue_lost() -> int:
    """Put entries without leaf and queue row back into the queue, e.g. after rows were lost in a restore."""
    with transaction.atomic(), connection.cursor() as cursor:
        one_at_a_time()
        cursor.execute(
            """INSERT INTO ledger_unsealed (entry_id)
               SELECT e.id FROM ledger_entry e
               WHERE NOT EXISTS (SELECT 1 FROM ledger_leaf l WHERE l.entry_id = e.id)
                 AND NOT EXISTS (SELECT 1 FROM ledger_unsealed u WHERE u.entry_id = e.id)"""
        )
        return int(cursor.rowcount)
