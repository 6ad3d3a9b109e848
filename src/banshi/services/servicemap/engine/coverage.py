"""Who is served and who is not: minutes to the nearest place for every vertex and every household."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from banshi.services.servicemap.engine.geo import Floats, Ints
from banshi.services.servicemap.engine.graph import Graph
from banshi.services.servicemap.engine.reach import WALKED, Reach, Stand, arrivals
from banshi.services.servicemap.engine.snap import Snapper

NOWHERE = np.inf
TOUCHING = 1e-6
"""Seconds between a place and the junction it stands on: sparse matrices drop nothings."""


@dataclass(frozen=True)
class Points:
    """Households or other points, put on the streets once."""

    edge: Ints
    """-1 where no street is near."""
    along: Floats
    away: Floats
    people: Floats
    area: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.edge)


@dataclass(frozen=True, slots=True)
class Share:
    """How a group of points is served."""

    group: str
    points: int
    people: float
    within: float
    """People served within the limit."""
    nowhere: float
    """People from whom no way leads to a place."""
    median: float
    """Whole seconds within which half of the people are; endless where most have no way. Likewise `nine_tenths`."""
    nine_tenths: float
    worst: float
    """The longest that anybody with a way takes."""

    @property
    def share(self) -> float:
        """The part of the people served within the limit, 0 to 1."""
        return self.within / self.people if self.people else 0.0


def put_down(snapper: Snapper, points: Sequence[tuple[float, float, float, str]]) -> Points:
    """Points given as longitude, latitude, people, area, each put on the street beside it."""
    found = [snapper.snap(lon, lat) for lon, lat, _people, _area in points]
    return Points(
        edge=np.array([each.edge if each is not None else -1 for each in found], np.int32),
        along=np.array([each.along if each is not None else 0.0 for each in found]),
        away=np.array([each.away if each is not None else 0.0 for each in found]),
        people=np.array([people for _lon, _lat, people, _area in points], np.float64),
        area=tuple(area for _lon, _lat, _people, area in points),
    )


def nearest(reach: Reach, chosen: Callable[[Stand], bool] | None = None) -> Floats:
    """Seconds from every vertex to the nearest place of the table, endless beyond its limit.

    `chosen` picks the places that count, e.g. those of one tier.
    """
    best = np.full(reach.vertices, 65535, np.uint16)
    for stand, row in zip(reach.stands, reach.rows, strict=True):
        if chosen is None or chosen(stand):
            best[row.vertex] = np.minimum(best[row.vertex], row.seconds)
    found = best.astype(np.float64)
    found[best == 65535] = NOWHERE
    return found


def exact(graph: Graph, stands: Sequence[Stand]) -> Floats:
    """Seconds from every vertex to the nearest of some places, however far; endless where no way leads there.

    One search backwards from all places at once: from a vertex of its own, from which every street
    with a place is as far as the place is from the street's end.
    """
    entry: dict[int, float] = {}
    for stand in stands:
        for vertex, seconds in arrivals(graph, stand.snapped) if stand.snapped is not None else ():
            entry[vertex] = min(seconds, entry.get(vertex, NOWHERE))
    arcs, source = graph.arcs_back, graph.network.vertices
    weights = np.concatenate([arcs.seconds, np.maximum(list(entry.values()), TOUCHING)]) if entry else arcs.seconds
    ptr = np.append(arcs.ptr, arcs.ptr[-1] + len(entry)).astype(np.int32)
    targets = np.concatenate([arcs.to, np.array(list(entry), np.int32)])
    matrix = csr_array((weights, targets, ptr), shape=(source + 1, source + 1))
    found: Floats = dijkstra(matrix, indices=source)[:source]
    return found


def at_points(graph: Graph, seconds: Floats, points: Points, stands: Sequence[Stand] = ()) -> Floats:
    """Seconds from each point: by the nearer end of its street, or along the street to a place on it."""
    network = graph.network
    edge = np.maximum(points.edge, 0)
    pace = graph.pace[edge]
    ahead = seconds[network.end[edge]] + (network.metres[edge] - points.along) * pace
    back = seconds[network.start[edge]] + points.along * pace
    ahead[~graph.forward[edge]] = NOWHERE
    back[~graph.backward[edge]] = NOWHERE
    best = np.minimum(ahead, back)
    for stand in stands:
        if stand.snapped is not None:
            _along_the_street(graph, best, points, stand)
    best += points.away * WALKED
    best[points.edge < 0] = NOWHERE
    return best


def shares(seconds: Floats, people: Floats, groups: Sequence[str], limit: float) -> list[Share]:
    """How each group is served, in the order of their names."""
    names = np.array(groups, dtype=object)
    return [share(name, seconds[names == name], people[names == name], limit) for name in sorted(set(groups))]


def share(group: str, seconds: Floats, people: Floats, limit: float) -> Share:
    """How one group of points is served. A time that rounds to the limit is within it."""
    finite = np.isfinite(seconds)
    whole = float(people.sum())
    total = np.cumsum(np.bincount(np.rint(seconds[finite]).astype(np.int64), people[finite]))

    def quantile(part: float) -> float:
        at = int(np.searchsorted(total, part * whole))
        return float(at) if whole and at < len(total) else NOWHERE

    return Share(
        group=group,
        points=len(seconds),
        people=whole,
        within=float(people[seconds <= limit + 0.5].sum()),
        nowhere=float(people[~finite].sum()),
        median=quantile(0.5),
        nine_tenths=quantile(0.9),
        worst=float(np.rint(seconds[finite]).max(initial=0.0)),
    )


def _along_the_street(graph: Graph, best: Floats, points: Points, stand: Stand) -> None:
    """Better the times of points on the very street where a place stands."""
    snapped = stand.snapped
    assert snapped is not None
    here: npt.NDArray[np.intp] = np.flatnonzero(points.edge == snapped.edge)
    if len(here):
        step = snapped.along - points.along[here]
        allowed = np.where(step >= 0, graph.forward[snapped.edge], graph.backward[snapped.edge])
        time = np.abs(step) * graph.pace[snapped.edge] + snapped.away * WALKED
        best[here] = np.where(allowed, np.minimum(best[here], time), best[here])
