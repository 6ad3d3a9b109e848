"""Who could be served by which candidate: points against sites, as a sparse matrix of yes and no."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csc_array, csr_array, hstack

from banshi.services.servicemap.engine.coverage import Points
from banshi.services.servicemap.engine.geo import Floats, Longs
from banshi.services.servicemap.engine.graph import Graph
from banshi.services.servicemap.engine.reach import WALKED, Index, Reach


def serves_vertices(reach: Reach, vertices: Longs, limit: float) -> csc_array:
    """Vertices × places of the table: one where the place is reached in time."""
    number = np.full(reach.vertices, -1, np.int64)
    number[vertices] = np.arange(len(vertices))
    rows, columns = [], []
    for place, row in enumerate(reach.rows):
        reached = number[row.vertex[row.seconds <= limit]]
        rows.append(reached[reached >= 0])
        columns.append(np.full(len(rows[-1]), place))
    return _ones(rows, columns, (len(vertices), len(reach.rows)))


def serves_points(graph: Graph, reach: Reach, points: Points, limit: float) -> csc_array:
    """The same for households: by either end of their street, or along the street itself."""
    network, index = graph.network, reach.index
    edge = np.maximum(points.edge, 0)
    pace, walked = graph.pace[edge], points.away * WALKED
    there = points.edge >= 0
    rows, columns = [], []
    for open_, vertex, metres in (
        (graph.forward, network.end, network.metres[edge] - points.along),
        (graph.backward, network.start, points.along),
    ):
        who = np.flatnonzero(there & open_[edge])
        asker, reached = _spread(index, vertex[edge[who]], limit + 0.5 - (metres * pace + walked)[who])
        rows.append(who[asker])
        columns.append(reached)
    for place, stand in enumerate(reach.stands):
        if stand.snapped is not None:
            here = np.flatnonzero(points.edge == stand.snapped.edge)
            step = stand.snapped.along - points.along[here]
            allowed = np.where(step >= 0, graph.forward[stand.snapped.edge], graph.backward[stand.snapped.edge])
            time = np.abs(step) * pace[here] + walked[here] + stand.snapped.away * WALKED
            rows.append(here[allowed & (time <= limit + 0.5)])
            columns.append(np.full(len(rows[-1]), place))
    return _ones(rows, columns, (len(points), len(reach.rows)))


def without_served(serves: csc_array, served: npt.NDArray[np.bool_]) -> csc_array:
    """The rows of those who are not served yet."""
    return csc_array(csr_array(serves)[np.flatnonzero(~served)])


def _spread(index: Index, vertex: npt.NDArray[np.int32], left: Floats) -> tuple[Longs, Longs]:
    """For each asker at a vertex with some seconds left: the places reached in them, as pairs of asker and place."""
    counts = index.ptr[vertex + 1] - index.ptr[vertex]
    asker = np.repeat(np.arange(len(vertex)), counts)
    first = np.cumsum(counts) - counts
    entry = np.arange(len(asker)) - np.repeat(first, counts) + np.repeat(index.ptr[vertex], counts)
    in_time = index.seconds[entry] <= left[asker]
    return asker[in_time], index.place[entry[in_time]].astype(np.int64)


def _ones(rows: Sequence[Longs], columns: Sequence[Longs], shape: tuple[int, int]) -> csc_array:
    one = np.concatenate([np.empty(0, np.int64), *rows])
    other = np.concatenate([np.empty(0, np.int64), *columns])
    found = coo_array((np.ones(len(one)), (one, other)), shape=shape).tocsc()
    found.data[:] = 1.0  # who is reached by both ends of a street is reached once
    return found


def beside(one: csc_array, other: csc_array) -> csc_array:
    """The sites of two matrices over the same points, side by side."""
    return csc_array(hstack([one, other], format="csc"))
