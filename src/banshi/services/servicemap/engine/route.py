"""The way to a place: the line to draw, and what to do at each corner."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse.csgraph import dijkstra

from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import Floats, bearing
from banshi.services.servicemap.engine.graph import Graph
from banshi.services.servicemap.engine.reach import WALKED, along_edge, arrivals, departures
from banshi.services.servicemap.engine.snap import Snapped

NOTHING = 0.005
"""Metres below which nothing is gone along of a street."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One street of the way, or the part of it that is gone along."""

    edge: int
    onward: bool
    """Whether along its drawing."""
    metres: float
    seconds: float
    lon: tuple[float, ...]
    lat: tuple[float, ...]

    @property
    def sets_out(self) -> float:
        """The direction of its first metres, degrees from north."""
        return bearing(self.lon[0], self.lat[0], self.lon[1], self.lat[1])

    @property
    def arrives(self) -> float:
        """The direction of its last metres."""
        return bearing(self.lon[-2], self.lat[-2], self.lon[-1], self.lat[-1])


@dataclass(frozen=True, slots=True)
class Way:
    """From a position to a place."""

    origin: Snapped
    target: Snapped
    legs: tuple[Leg, ...]
    seconds: float
    """In all, with what is walked to and from the streets."""
    metres: float

    @property
    def line(self) -> list[tuple[float, float]]:
        """The points of the line, longitude before latitude."""
        found: list[tuple[float, float]] = []
        for leg in self.legs:
            points = list(zip(leg.lon, leg.lat, strict=True))
            found += points[1:] if found and found[-1] == points[0] else points
        return found


def way(graph: Graph, origin: Snapped, target: Snapped, place: str = "", limit: float = math.inf) -> Way:
    """The quickest way.

    Raises:
        MapFailure: there is none within the limit.
    """
    straight = along_edge(graph, origin, target)
    best = straight if straight is not None else math.inf
    chosen: tuple[Floats, int, int, float] | None = None
    coming = arrivals(graph, target)
    for start, go in departures(graph, origin):
        reached, before = dijkstra(graph.matrix, indices=start, limit=limit, return_predecessors=True)
        for end, come in coming:
            total = go + float(reached[end]) + come
            if total < best:
                best, chosen = total, (before, start, end, total)
    if not math.isfinite(best):
        raise MapFailure("no_way", place=place)
    legs = _straight(graph, origin, target) if chosen is None else _legs(graph, origin, target, chosen)
    walked = origin.away + target.away
    return Way(origin, target, tuple(legs), best, sum(leg.metres for leg in legs) + walked)


def _straight(graph: Graph, origin: Snapped, target: Snapped) -> list[Leg]:
    leg = _part(graph, origin.edge, origin.along, target.along, (origin, target))
    return [leg] if leg is not None else []


def _legs(graph: Graph, origin: Snapped, target: Snapped, chosen: tuple[Floats, int, int, float]) -> list[Leg]:
    before, start, end, _total = chosen
    network = graph.network
    vertices = [end]
    while vertices[-1] != start:
        vertices.append(int(before[vertices[-1]]))
    vertices.reverse()
    leaving = float(network.metres[origin.edge]) if start == network.end[origin.edge] else 0.0
    arriving = float(network.metres[target.edge]) if end == network.end[target.edge] else 0.0
    legs = [_part(graph, origin.edge, origin.along, leaving, (origin, None))]
    for one, other in pairwise(vertices):
        edge = graph.arc(one, other)
        metres = float(network.metres[edge])
        ends = (0.0, metres) if one == network.start[edge] else (metres, 0.0)
        legs.append(_part(graph, edge, *ends, (None, None)))
    legs.append(_part(graph, target.edge, arriving, target.along, (None, target)))
    return [leg for leg in legs if leg is not None]


def _part(
    graph: Graph, edge: int, since: float, until: float, stands: tuple[Snapped | None, Snapped | None]
) -> Leg | None:
    """What is gone along of a street, from so many metres of it to so many; None where it is nothing."""
    network = graph.network
    between = abs(until - since)
    if between < NOTHING:
        return None
    lon, lat = network.shape(edge)
    onward = until >= since
    first, last = (stands[0], stands[1]) if onward else (stands[1], stands[0])
    begin = 0 if first is None else first.segment + 1
    end = len(lon) if last is None else last.segment + 1
    points = [(float(x), float(y)) for x, y in zip(lon[begin:end], lat[begin:end], strict=True)]
    if first is not None:
        points.insert(0, (first.lon, first.lat))
    if last is not None:
        points.append((last.lon, last.lat))
    points = _distinct(points)
    if len(points) < 2:
        return None
    if not onward:
        points.reverse()
    xs, ys = zip(*points, strict=True)
    return Leg(edge, onward, between, between * float(graph.pace[edge]), xs, ys)


def _distinct(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    kept = [points[0]] if points else []
    for point in points[1:]:
        if point != kept[-1]:
            kept.append(point)
    return kept


def walked_seconds(found: Way) -> float:
    """Seconds to the street at the beginning and from it at the end."""
    return (found.origin.away + found.target.away) * WALKED


def on_the_right(leg: Leg, lon: float, lat: float) -> bool:
    """Whether a point beside the end of a leg lies to the right of somebody going along it."""
    beside = bearing(leg.lon[-1], leg.lat[-1], lon, lat)
    return float(np.sin(np.radians(beside - leg.arrives))) > 0
