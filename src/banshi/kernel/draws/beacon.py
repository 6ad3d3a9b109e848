"""The public value that decides a draw: the first checkpoint which fulfils what was fixed beforehand.

It covers the commitment itself, so that its root could not be known before the list and the
seed were on the record; `min_size` and `not_before` may put it further off.
"""

from dataclasses import dataclass
from datetime import datetime

from banshi.kernel.draws.models import Draw
from banshi.kernel.draws.record import chain_of
from banshi.kernel.ledger.models import Checkpoint, Leaf


@dataclass(frozen=True, slots=True)
class Beacon:
    """The deciding checkpoint. `text` (name, size, root) goes into the draw, the signatures do not."""

    size: int
    root: str
    at: datetime
    note: str

    @property
    def text(self) -> str:
        """The three signed lines of the note."""
        return self.note.partition("\n\n")[0] + "\n"


def leaf_of(number: str) -> int | None:
    """Which leaf of the ledger's tree the commitment became; None while it waits."""
    leaf = Leaf.objects.filter(entry__subject=chain_of(number), entry__position=0)
    return leaf.values_list("index", flat=True).first()


def beacon(draw: Draw) -> Beacon | None:
    """The checkpoint that decides this draw; None while it does not exist. Once there, it stays the same.

    Checkpoints only grow and the first that qualifies is taken, so a later one changes nothing.
    """
    index = leaf_of(draw.number)
    if index is None:
        return None
    able = Checkpoint.objects.filter(size__gt=index, size__gte=draw.min_size)
    if draw.not_before is not None:
        able = able.filter(at__gte=draw.not_before)
    first = able.order_by("size").first()
    return Beacon(first.size, bytes(first.root).hex(), first.at, first.note) if first is not None else None
