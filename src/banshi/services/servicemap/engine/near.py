"""What is reached from a position in time, nearest first. The one answer that page, console and phone give."""

from typing import NamedTuple

import numpy as np

from banshi.services.servicemap.engine.geo import Floats
from banshi.services.servicemap.engine.graph import Graph
from banshi.services.servicemap.engine.reach import Reach, Stand, along_edge, arrivals, departures
from banshi.services.servicemap.engine.snap import Snapped

LIMIT_SLACK = 0.5
"""Whole seconds are told: what rounds down to the limit is within it."""


class Reached(NamedTuple):
    """A place that is reached in time."""

    code: str
    seconds: int


def near(graph: Graph, reach: Reach, origin: Snapped, seconds: float, slowness: float = 1.0) -> list[Reached]:
    """The places reached from `origin` within so many seconds, nearest first."""
    places, times = nearest(graph, reach, origin, seconds, slowness)
    codes = reach.codes
    return [Reached(codes[place], time) for place, time in zip(places, times, strict=True)]


def nearest(
    graph: Graph, reach: Reach, origin: Snapped, seconds: float, slowness: float = 1.0
) -> tuple[list[int], list[int]]:
    """The same as numbers of places in the table, and whole seconds.

    From the table where it reaches far enough, else by going out from the position itself.
    """
    own = seconds / slowness
    best = (
        _by_table(graph, reach, origin)
        if own <= reach.limit
        else _as_array(by_search(graph, reach.stands, origin, own), len(reach.stands))
    )
    times = best * slowness
    within = np.flatnonzero((best <= own + LIMIT_SLACK) & (times <= seconds + LIMIT_SLACK))
    order = within[np.argsort(times[within], kind="stable")]
    return order.tolist(), np.rint(times[order]).astype(np.int64).tolist()


def by_search(graph: Graph, stands: tuple[Stand, ...], origin: Snapped, limit: float) -> dict[int, float]:
    """Place → seconds, by going out from the position as far as the limit."""
    found = _on_the_same_street(graph, stands, _on_edge(stands, origin.edge), origin)
    ends = [(graph.seconds_from(vertex, limit), seconds) for vertex, seconds in departures(graph, origin)]
    for place, stand in enumerate(stands):
        if stand.snapped is None:
            continue
        come = arrivals(graph, stand.snapped)
        times = [float(reached[vertex]) + go + comes for reached, go in ends for vertex, comes in come]
        best = min(times, default=float("inf"))
        if best <= limit + LIMIT_SLACK and best < found.get(place, float("inf")):
            found[place] = best
    return found


def _by_table(graph: Graph, reach: Reach, origin: Snapped) -> Floats:
    """Seconds to each place, endless beyond the table: the rows of both ends of the street, and the places on the street itself."""
    best, index = np.full(len(reach.stands), np.inf), reach.index
    for vertex, go in departures(graph, origin):
        first, last = index.ptr[vertex], index.ptr[vertex + 1]
        places = index.place[first:last]
        best[places] = np.minimum(best[places], go + index.seconds[first:last].astype(np.float64))
    for place, time in _on_the_same_street(graph, reach.stands, reach.on_edge.get(origin.edge, ()), origin).items():
        best[place] = min(best[place], time)
    return best


def _as_array(found: dict[int, float], places: int) -> Floats:
    best = np.full(places, np.inf)
    best[list(found)] = list(found.values())
    return best


def _on_edge(stands: tuple[Stand, ...], edge: int) -> tuple[int, ...]:
    return tuple(at for at, stand in enumerate(stands) if stand.snapped is not None and stand.snapped.edge == edge)


def _on_the_same_street(
    graph: Graph, stands: tuple[Stand, ...], numbers: tuple[int, ...], origin: Snapped
) -> dict[int, float]:
    found = {}
    for number in numbers:
        snapped = stands[number].snapped
        if snapped is not None and (time := along_edge(graph, origin, snapped)) is not None:
            found[number] = time
    return found
