"""What is reached from a position in time, nearest first. The one answer that page, console and phone give."""

from typing import NamedTuple

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
    """The places reached from `origin` within so many seconds, nearest first.

    From the table where it reaches far enough, else by going out from the position itself.
    """
    own = seconds / slowness
    found = (
        _by_table(graph, reach, origin, own + LIMIT_SLACK)
        if own <= reach.limit
        else by_search(graph, reach.stands, origin, own)
    )
    limit = seconds + LIMIT_SLACK
    times = [(time * slowness, place) for place, time in found.items() if time * slowness <= limit]
    times.sort()
    stands = reach.stands
    return [Reached(stands[place].code, round(time)) for time, place in times]


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


def _by_table(graph: Graph, reach: Reach, origin: Snapped, limit: float) -> dict[int, float]:
    """Place → seconds: the rows of both ends of the street, and the places on the street itself."""
    on_edge = reach.on_edge.get(origin.edge, ())
    found = _on_the_same_street(graph, reach.stands, on_edge, origin) if on_edge else {}
    index = reach.index
    for vertex, go in departures(graph, origin):
        first, last = index.ptr[vertex], index.ptr[vertex + 1]
        places, times = index.place[first:last].tolist(), index.seconds[first:last].tolist()
        for place, time in zip(places, times, strict=True):
            total = go + time
            if total <= limit and total < found.get(place, limit + 1):
                found[place] = total
    return found


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
