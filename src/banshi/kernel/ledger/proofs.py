"""Inclusion and consistency proofs from the stored tiles."""

from django.db.models import Q

from banshi.kernel.ledger import merkle
from banshi.kernel.ledger.models import Checkpoint, Tile
from banshi.kernel.ledger.sealing import load_tile
from banshi.kernel.ledger.tiles import WIDTH, node_from


def inclusion(index: int, size: int) -> list[bytes]:
    """The path from leaf `index` to the root of `size`, in one query.

    Raises:
        IndexError: the tree of `size` has no such leaf.
    """
    return merkle.inclusion_path(index, size, _node(index, size))


def consistency(older: int, newer: int) -> list[bytes]:
    """The path which proves that `newer` continues `older`, in one query.

    Raises:
        IndexError: not 0 < older <= newer.
    """
    return merkle.consistency_path(older, newer, _node(older - 1, newer))


def latest() -> Checkpoint | None:
    """The last checkpoint."""
    return Checkpoint.objects.order_by("-size").first()


def _node(index: int, size: int) -> merkle.Node:
    """The nodes of the tree of `size`; the tiles above leaf `index` and along the right edge come at once."""
    wanted = Q()
    level, left, right = 0, index // WIDTH, size // WIDTH
    while level == 0 or size >= WIDTH**level:
        wanted |= Q(level=level, index__in={left, right})
        level, left, right = level + 1, left // WIDTH, right // WIDTH
    tiles = {
        (level, index): bytes(hashes)
        for level, index, hashes in Tile.objects.filter(wanted).values_list("level", "index", "hashes")
    }
    return node_from(lambda level, index: tiles.get((level, index)) or load_tile(level, index))
