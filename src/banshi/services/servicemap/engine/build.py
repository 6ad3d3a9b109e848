"""From ways to a network: junctions become vertices, what lies between them edges."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from banshi.services.servicemap.engine import squares
from banshi.services.servicemap.engine.barriers import EVERY_BIT, passing
from banshi.services.servicemap.engine.extract import Extract, Progress, RawWay, quiet
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import SCALE, Floats, Ints, Longs, distances, hilbert
from banshi.services.servicemap.engine.network import Network
from banshi.services.servicemap.engine.tags import KIND_NUMBERS, Street, Trait, street

BARRIER_METRES = 0.01
"""The way through a gate: not nothing, since sparse matrices drop nothings."""


@dataclass(slots=True)
class Piece:
    """An edge in the making: indexes of nodes from one vertex to the next, and its way."""

    nodes: Longs
    way: int


@dataclass(slots=True)
class Making:
    """What is gathered on the way."""

    extract: Extract
    ways: list[RawWay] = field(default_factory=list)
    streets: list[Street] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    links: list[tuple[int, int, int]] = field(default_factory=list)
    """Through a barrier: vertex, vertex, who gets through."""
    notes: Counter[str] = field(default_factory=Counter)


def build(extract: Extract, given: str = "", progress: Progress = quiet) -> Network:
    """The network of an extract.

    Raises:
        MapFailure: nobody may use any of its ways.
    """
    making = Making(extract, notes=Counter(missing_nodes=extract.missing))
    for way in extract.ways:
        found = street(way.tags)
        if found is None:
            making.notes["not_for_anybody"] += 1
        else:
            making.ways.append(way)
            making.streets.append(found)
    runs = _runs(making)
    junction = _junctions(making, runs)
    for at, run in runs:
        making.pieces += [Piece(nodes, at) for nodes in _cut(run, junction)]
    if not making.pieces:
        raise MapFailure("no_streets", given=given)
    progress("edges", len(making.pieces))
    making.notes["squares"] = _cross_squares(making, junction)
    nodes = _part_at_barriers(making)
    return _network(making, nodes)


def _runs(making: Making) -> list[tuple[int, Longs]]:
    """The ways as indexes of nodes; a way is parted where the file holds no node."""
    ids, found = making.extract.node_id, []
    for at, way in enumerate(making.ways):
        wanted = np.array(way.nodes, np.int64)
        index = np.searchsorted(ids, wanted)
        index[index == len(ids)] = 0
        there = ids[index] == wanted if len(ids) else np.zeros(len(wanted), bool)
        again = np.zeros(len(wanted), bool)
        again[1:] = wanted[1:] == wanted[:-1]  # a node twice in a row says nothing
        breaks = np.flatnonzero(~there)
        for part in np.split(np.arange(len(wanted)), breaks):
            kept = part[there[part] & ~again[part]]
            if len(kept) > 1:
                found.append((at, index[kept]))
    return found


def _junctions(making: Making, runs: list[tuple[int, Longs]]) -> npt.NDArray[np.bool_]:
    """Which nodes are vertices: ends, crossings, and what stops somebody."""
    every = np.concatenate([run for _at, run in runs]) if runs else np.empty(0, np.int64)
    uses = np.bincount(every, minlength=len(making.extract.node_id))
    junction = uses > 1
    for _at, run in runs:
        junction[run[[0, -1]]] = True
    for node, tags in making.extract.barriers.items():
        at = int(np.searchsorted(making.extract.node_id, node))
        if passing(tags) != EVERY_BIT:
            junction[at] = True
    return junction


def _cut(run: Longs, junction: npt.NDArray[np.bool_]) -> list[Longs]:
    """The pieces of a run from vertex to vertex; a loop from a vertex to itself gets a vertex in its middle."""
    cuts = np.flatnonzero(junction[run])
    found = []
    for first, last in pairwise(cuts):
        part = run[first : last + 1]
        if part[0] == part[-1]:
            middle = len(part) // 2
            junction[part[middle]] = True
            found += [part[: middle + 1], part[middle:]]
        else:
            found.append(part)
    return found


def _cross_squares(making: Making, junction: npt.NDArray[np.bool_]) -> int:
    """Straight lines over squares, from each of their entrances to each other that is in sight."""
    lon, lat = making.extract.lon, making.extract.lat
    number = 0
    for at, (way, found) in enumerate(zip(making.ways, making.streets, strict=True)):
        if not found.traits & Trait.SQUARE or way.nodes[0] != way.nodes[-1] or len(way.nodes) < 4:
            continue
        wanted = np.array(way.nodes[:-1], np.int64)
        if not np.isin(wanted, making.extract.node_id).all():
            continue
        ring = np.searchsorted(making.extract.node_id, wanted)
        entrances = [place for place, node in enumerate(ring) if junction[node]]
        for one, other in squares.chords(lon[ring] / SCALE, lat[ring] / SCALE, entrances):
            making.pieces.append(Piece(ring[[one, other]], at))
        number += 1
    return number


def _part_at_barriers(making: Making) -> Longs:
    """Give each street its own end at a barrier that stops somebody, and link the ends for those who get through.

    Returns the node of every vertex, those of the new ends included; pieces are changed to match.
    """
    extract = making.extract
    count = len(extract.node_id)
    closed = {}
    for node, tags in extract.barriers.items():
        bits = passing(tags)
        if bits != EVERY_BIT:
            closed[int(np.searchsorted(extract.node_id, node))] = bits
    nodes = list(range(count))
    ends: dict[int, list[tuple[Piece, int]]] = {node: [] for node in closed}
    for piece in making.pieces:
        for side in (0, -1):
            if int(piece.nodes[side]) in ends:
                ends[int(piece.nodes[side])].append((piece, side))
    for hub, touching in ends.items():
        if len(touching) < 2:
            continue
        making.notes["barriers"] += 1
        for piece, side in touching:
            nodes.append(hub)
            piece.nodes = piece.nodes.copy()
            piece.nodes[side] = len(nodes) - 1
            making.links.append((hub, len(nodes) - 1, closed[hub]))
    return np.array(nodes, np.int64)


def _network(making: Making, nodes: Longs) -> Network:
    """The arrays, vertices renumbered along Hilbert's curve."""
    extract, pieces, links = making.extract, making.pieces, making.links
    through = len(making.streets)  # the row of "through a barrier" among the ways
    lon, lat = extract.lon[nodes], extract.lat[nodes]
    starts = np.array([*(piece.nodes[0] for piece in pieces), *(link[0] for link in links)], np.int64)
    ends = np.array([*(piece.nodes[-1] for piece in pieces), *(link[1] for link in links)], np.int64)
    number = _numbers(lon, lat, starts, ends)
    kept = np.flatnonzero(number >= 0)
    kept = kept[np.argsort(number[kept])]
    shapes = [piece.nodes for piece in pieces] + [np.array(link[:2], np.int64) for link in links]
    shape_from = np.concatenate([[0], np.cumsum([len(shape) for shape in shapes])]).astype(np.int32)
    points = np.concatenate(shapes)
    metres = _metres(lon[points] / SCALE, lat[points] / SCALE, shape_from)
    metres[len(pieces) :] = BARRIER_METRES
    access = [making.streets[piece.way].access for piece in pieces] + [link[2] for link in links]
    ways, names = _ways(making)
    making.notes["vertices"], making.notes["edges"] = len(kept), len(shapes)
    return Network(
        lon=lon[kept],
        lat=lat[kept],
        osm_node=extract.node_id[nodes[kept]],
        start=number[starts].astype(np.int32),
        end=number[ends].astype(np.int32),
        metres=metres.astype(np.float32),
        access=np.array(access, np.uint8),
        way=np.array([*(piece.way for piece in pieces), *(through for _ in links)], np.int32),
        shape_from=shape_from,
        shape_lon=lon[points],
        shape_lat=lat[points],
        **ways,
        names=names,
        notes=dict(sorted(making.notes.items())),
    )


def _numbers(lon: Ints, lat: Ints, starts: Longs, ends: Longs) -> Longs:
    """Node → number of the vertex along Hilbert's curve, -1 for nodes that are none."""
    used = np.unique(np.concatenate([starts, ends]))
    west, south = int(lon[used].min()), int(lat[used].min())
    widest = max(int(lon[used].max()) - west, int(lat[used].max()) - south, 1)
    x, y = ((each[used].astype(np.int64) - base) * 65535 // widest for each, base in ((lon, west), (lat, south)))
    order = np.lexsort((used, hilbert(x, y)))
    number = np.full(len(lon), -1, np.int64)
    number[used[order]] = np.arange(len(used))
    return number


def _metres(lon: Floats, lat: Floats, shape_from: Ints) -> Floats:
    """The length of each shape; no edge is without length, since sparse matrices drop nothings."""
    steps = np.zeros(len(lon))
    steps[1:] = distances(lon[:-1], lat[:-1], lon[1:], lat[1:])
    steps[shape_from[:-1]] = 0
    return np.maximum(np.add.reduceat(steps, shape_from[:-1]), BARRIER_METRES)


def _ways(making: Making) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """The tables of ways, with one row more for the way through a barrier, and the names."""
    names: dict[tuple[str, str], int] = {("", ""): 0}
    number = [names.setdefault(_name(way.tags), len(names)) for way in making.ways]
    streets = making.streets
    quick = (1.0, 1.0, 1.0, 1.0)
    tables: dict[str, Any] = {
        "way_osm": np.array([*(way.id for way in making.ways), 0], np.int64),
        "way_name": np.array([*number, 0], np.int32),
        "way_kind": np.array([*(KIND_NUMBERS[each.kind] for each in streets), KIND_NUMBERS["barrier"]], np.uint8),
        "way_traits": np.array([*(int(each.traits) for each in streets), 0], np.uint8),
        "way_pace": np.array([*(each.pace for each in streets), quick], np.float32),
    }
    return tables, tuple(names)


def _name(tags: dict[str, str]) -> tuple[str, str]:
    chinese = tags.get("name:zh") or tags.get("name") or tags.get("ref") or ""
    english = tags.get("name:en") or tags.get("int_name") or tags.get("ref") or ""
    return chinese, english
