"""Inclusion and consistency proofs from the stored tiles."""

from functools import cache

from django.db import connection
from django.db.models import QuerySet

from banshi.kernel.commands.prepared import prepared
from banshi.kernel.ledger import merkle
from banshi.kernel.ledger.models import Checkpoint
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
    return next(iter(_latest()), None)


@prepared
def _latest() -> QuerySet[Checkpoint]:
    return Checkpoint.objects.order_by("-size")[:1]


def _node(index: int, size: int) -> merkle.Node:
    """The nodes of the tree of `size`; the tiles above leaf `index` and along the right edge come at once."""
    places: list[int] = []
    level, left, right = 0, index // WIDTH, size // WIDTH
    while level == 0 or size >= WIDTH**level:
        places += (level, left, right)
        level, left, right = level + 1, left // WIDTH, right // WIDTH
    with connection.cursor() as cursor:
        cursor.execute(_tiles(level), places)
        tiles = {(level, index): bytes(hashes) for level, index, hashes in cursor.fetchall()}
    return node_from(lambda level, index: tiles.get((level, index)) or load_tile(level, index))


@cache
def _tiles(levels: int) -> str:
    """What reads two tiles of each level. In plain SQL: through the ORM it takes longer than all hashes of a proof."""
    each = " OR ".join(['level = %s AND "index" IN (%s, %s)'] * levels)
    return f'SELECT level, "index", hashes FROM ledger_tile WHERE {each}'  # noqa: S608 (only our own column names)
