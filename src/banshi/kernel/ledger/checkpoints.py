"""Read checkpoints and tiles as they are published."""

from dataclasses import dataclass
from datetime import datetime

from banshi.kernel.ledger.merkle import HASH_BYTES
from banshi.kernel.ledger.models import Checkpoint, Tile
from banshi.kernel.ledger.receipts import NoSuchCheckpoint


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as a list shows it."""

    size: int
    root: str
    at: datetime
    note: str


def checkpoints_before(size: int | None, count: int) -> list[Signed]:
    """Up to `count` + 1 checkpoints smaller than `size`, newest first; the extra one says that there are more."""
    rows = Checkpoint.objects.order_by("-size")
    if size is not None:
        rows = rows.filter(size__lt=size)
    return [Signed(row.size, bytes(row.root).hex(), row.at, row.note) for row in rows[: count + 1]]


def last_note() -> str:
    """The note of the last checkpoint.

    Raises:
        NoSuchCheckpoint: nothing was sealed yet.
    """
    note = Checkpoint.objects.order_by("-size").values_list("note", flat=True).first()
    if note is None:
        raise NoSuchCheckpoint(size=0)
    return note


def checkpoint_note(size: int) -> str:
    """The note of the checkpoint of `size`.

    Raises:
        NoSuchCheckpoint: none was signed at that size.
    """
    note = Checkpoint.objects.filter(size=size).values_list("note", flat=True).first()
    if note is None:
        raise NoSuchCheckpoint(size=size)
    return note


def tile(level: int, index: int, width: int) -> bytes | None:
    """The first `width` hashes of a tile, or None if it has fewer."""
    hashes = Tile.objects.filter(level=level, index=index).values_list("hashes", flat=True).first()
    wanted = width * HASH_BYTES
    return bytes(hashes[:wanted]) if hashes is not None and len(hashes) >= wanted else None
