"""From where a place is reached in time: one row a place, computed alone, so that a change costs one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from banshi.services.servicemap.engine.geo import Floats, Ints
from banshi.services.servicemap.engine.graph import Graph
from banshi.services.servicemap.engine.modes import KMH, Mode
from banshi.services.servicemap.engine.snap import Snapped, Snapper

Seconds = npt.NDArray[np.uint16]
LIMIT = 1200
"""Seconds that a table reaches: ten minutes of an elder are sixteen of everybody's."""
WALKED = 3.6 / KMH[Mode.FOOT]
"""Seconds a metre between a position and the street: that is always walked."""


class Stand(NamedTuple):
    """A place on the network. `snapped` is None where no street is near: it is reached from nowhere."""

    code: str
    snapped: Snapped | None


@dataclass(frozen=True)
class Row:
    """The vertices from which one place is reached within the limit, ascending, and the whole seconds each takes."""

    vertex: Ints
    seconds: Seconds


EMPTY = Row(np.empty(0, np.int32), np.empty(0, np.uint16))


@dataclass(frozen=True)
class Index:
    """The same by vertex: `place[ptr[v]:ptr[v+1]]` are reached from it in `seconds`."""

    ptr: Ints
    place: Ints
    seconds: Seconds


@dataclass(frozen=True)
class Reach:
    """The table: from which vertices which places are reached."""

    mode: Mode
    limit: int
    vertices: int
    stands: tuple[Stand, ...]
    rows: tuple[Row, ...]

    @cached_property
    def index(self) -> Index:
        """By vertex. Linear: the transpose of a sparse matrix."""
        counts = [len(row.vertex) for row in self.rows]
        ptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        vertex = _joined([row.vertex for row in self.rows], np.int32)
        seconds = _joined([row.seconds for row in self.rows], np.uint16)
        turned = csr_array((seconds, vertex, ptr), shape=(len(self.rows), self.vertices)).tocsc()
        return Index(turned.indptr.astype(np.int32), turned.indices.astype(np.int32), turned.data)

    @cached_property
    def codes(self) -> list[str]:
        """The places by number."""
        return [stand.code for stand in self.stands]

    @cached_property
    def on_edge(self) -> dict[int, tuple[int, ...]]:
        """Edge → the places that stand on it."""
        found: dict[int, list[int]] = {}
        for number, stand in enumerate(self.stands):
            if stand.snapped is not None:
                found.setdefault(stand.snapped.edge, []).append(number)
        return {edge: tuple(numbers) for edge, numbers in found.items()}

    def with_place(self, graph: Graph, stand: Stand) -> "Reach":
        """The table with this place added or moved: only its own row is computed."""
        row = row_of(graph, stand.snapped, self.limit)
        for at, there in enumerate(self.stands):
            if there.code == stand.code:
                stands = (*self.stands[:at], stand, *self.stands[at + 1 :])
                return Reach(self.mode, self.limit, self.vertices, stands, (*self.rows[:at], row, *self.rows[at + 1 :]))
        return Reach(self.mode, self.limit, self.vertices, (*self.stands, stand), (*self.rows, row))

    def without_place(self, code: str) -> "Reach":
        """The table without a place."""
        kept = [at for at, there in enumerate(self.stands) if there.code != code]
        stands, rows = tuple(self.stands[at] for at in kept), tuple(self.rows[at] for at in kept)
        return Reach(self.mode, self.limit, self.vertices, stands, rows)


def reach_of(graph: Graph, snapper: Snapper, places: Sequence[tuple[str, float, float]], limit: int = LIMIT) -> Reach:
    """The table of all places, given as code, longitude, latitude."""
    stands = stands_of(snapper, places)
    rows = tuple(row_of(graph, stand.snapped, limit) for stand in stands)
    return Reach(graph.mode, limit, graph.network.vertices, stands, rows)


def stands_of(snapper: Snapper, places: Sequence[tuple[str, float, float]]) -> tuple[Stand, ...]:
    """Each place on the street beside it."""
    return tuple(Stand(code, snapper.snap(lon, lat)) for code, lon, lat in places)


def row_of(graph: Graph, snapped: Snapped | None, limit: int) -> Row:
    """The row of one place: backwards along the streets from both ends of the one it stands on.

    One source at a time with a limit: all at once would fill a dense matrix.
    """
    if snapped is None:
        return EMPTY
    best: Floats | None = None
    for vertex, seconds in arrivals(graph, snapped):
        left = limit + 0.5 - seconds
        if left >= 0:
            found = graph.seconds_to(vertex, left)
            found += seconds
            best = found if best is None else np.minimum(best, found, out=best)
    if best is None:
        return EMPTY
    within = np.flatnonzero(best <= limit + 0.5).astype(np.int32)
    return Row(within, np.minimum(np.rint(best[within]), limit).astype(np.uint16))


def arrivals(graph: Graph, snapped: Snapped) -> list[tuple[int, float]]:
    """The vertices from which one arrives at a position on a street, and the seconds from each."""
    network, edge = graph.network, snapped.edge
    pace, walked = float(graph.pace[edge]), snapped.away * WALKED
    found = []
    if graph.forward[edge]:
        found.append((int(network.start[edge]), walked + snapped.along * pace))
    if graph.backward[edge]:
        found.append((int(network.end[edge]), walked + (float(network.metres[edge]) - snapped.along) * pace))
    return found


def departures(graph: Graph, snapped: Snapped) -> list[tuple[int, float]]:
    """The vertices to which one gets from a position on a street, and the seconds to each."""
    network, edge = graph.network, snapped.edge
    pace, walked = float(graph.pace[edge]), snapped.away * WALKED
    found = []
    if graph.forward[edge]:
        found.append((int(network.end[edge]), walked + (float(network.metres[edge]) - snapped.along) * pace))
    if graph.backward[edge]:
        found.append((int(network.start[edge]), walked + snapped.along * pace))
    return found


def along_edge(graph: Graph, origin: Snapped, target: Snapped) -> float | None:
    """Seconds from one position to another on the same street without leaving it, None where that is not allowed."""
    edge, ahead = origin.edge, target.along >= origin.along
    if edge != target.edge or not (graph.forward[edge] if ahead else graph.backward[edge]):
        return None
    between = abs(target.along - origin.along) * float(graph.pace[edge])
    return between + (origin.away + target.away) * WALKED


def _joined(parts: list[npt.NDArray[np.generic]], kind: type[np.generic]) -> npt.NDArray[np.generic]:
    return np.concatenate(parts) if parts else np.empty(0, kind)
