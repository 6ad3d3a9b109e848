"""Read the streets out of an OpenStreetMap extract: ways, the positions of their nodes, and what stands on them.

Two passes, so that the order in the file does not matter: the ways first, then only the nodes
that they use. Nothing else is kept in memory.
"""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
import osmium.filter
import osmium.io
import osmium.osm

from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import Ints, Longs
from banshi.services.servicemap.engine.sniff import osm_format

Progress = Callable[[str, int], None]
"""Told which stage is at work and how many things it has done."""
OFTEN = 50_000
MOST_TORN = 0.2
"""Share of missing nodes above which a file is taken as incomplete rather than as cut at its edge."""
ENDS = ("truncated", "unexpected eof", "no element", "unclosed", "end of file", "read close failed", "read failed: -7")
"""What OpenStreetMap's reader, expat, zlib and bzip2 say of a file that ends in the middle."""


@dataclass(slots=True)
class RawWay:
    """A way as it stands in the file."""

    id: int
    nodes: list[int]
    tags: dict[str, str]


@dataclass(slots=True)
class Extract:
    """The streets of a file."""

    ways: list[RawWay] = field(default_factory=list)
    node_id: Longs = field(default_factory=lambda: np.empty(0, np.int64))
    """Ids of the nodes on streets, ascending."""
    lon: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    """Ten-millionths of a degree, as `lat`."""
    lat: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    barriers: dict[int, dict[str, str]] = field(default_factory=dict)
    """Node → its tags, where it carries a barrier."""
    missing: int = 0
    """Nodes that ways name and the file does not hold: it was cut there."""


def quiet(stage: str, done: int) -> None:
    """No progress shown."""


def read(path: Path, progress: Progress = quiet) -> Extract:
    """The streets of an extract.

    Raises:
        MapFailure: absent, empty, foreign, truncated, or without a street.
    """
    file = opened(path)
    found = Extract()
    tracker = osmium.IdTracker()
    with reading(path):
        only_streets = osmium.filter.KeyFilter("highway")
        for way in osmium.FileProcessor(file, osmium.osm.WAY).with_filter(only_streets):
            nodes = [node.ref for node in way.nodes]  # type: ignore[union-attr]
            found.ways.append(RawWay(way.id, nodes, dict(way.tags)))
            tracker.add_references(way)
            if len(found.ways) % OFTEN == 0:
                progress("ways", len(found.ways))
        progress("ways", len(found.ways))
        if not found.ways:
            raise MapFailure("no_streets", given=path.name)
        _read_nodes(file, tracker, found, progress)
    _whole(path, found)
    return found


def opened(path: Path) -> osmium.io.File:
    """The file for OpenStreetMap's reader, its format told by its content.

    Raises:
        MapFailure: it is none of OpenStreetMap's.
    """
    return osmium.io.File(str(path), osm_format(path))


class reading:  # noqa: N801 — used as a statement: `with reading(path):`
    """Turns what OpenStreetMap's reader throws into a failure with words."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, RuntimeError | ValueError | OSError | osmium.InvalidLocationError) and not isinstance(
            error, MapFailure
        ):
            detail = str(error).strip() or type(error).__name__
            code = "truncated" if any(word in detail.lower() for word in ENDS) else "unreadable"
            raise MapFailure(code, given=self.path.name, detail=detail[:160]) from error


def _read_nodes(file: osmium.io.File, tracker: osmium.IdTracker, found: Extract, progress: Progress) -> None:
    ids, lons, lats = array("q"), array("i"), array("i")
    for node in osmium.FileProcessor(file, osmium.osm.NODE).with_filter(tracker.id_filter()):
        where = node.location  # type: ignore[union-attr]
        if not where.valid():
            continue
        ids.append(node.id)
        lons.append(where.x)
        lats.append(where.y)
        if node.tags and "barrier" in node.tags:
            found.barriers[node.id] = dict(node.tags)
        if len(ids) % OFTEN == 0:
            progress("nodes", len(ids))
    progress("nodes", len(ids))
    order = np.argsort(np.frombuffer(ids, np.int64), kind="stable")
    found.node_id = np.frombuffer(ids, np.int64)[order]
    found.lon = np.frombuffer(lons, np.int32)[order]
    found.lat = np.frombuffer(lats, np.int32)[order]


def _whole(path: Path, found: Extract) -> None:
    """A file that lost its nodes is refused; a few missing at the edge are counted.

    Raises:
        MapFailure: too many are missing.
    """
    wanted = np.unique(np.fromiter(_references(found), np.int64))
    found.missing = int(len(wanted) - np.isin(wanted, found.node_id).sum())
    if found.missing > MOST_TORN * len(wanted):
        raise MapFailure("torn", given=path.name, missing=found.missing, share=round(100 * found.missing / len(wanted)))


def _references(found: Extract) -> Iterator[int]:
    for way in found.ways:
        yield from way.nodes
