"""The network as one mode sees it: a sparse matrix of seconds, its pieces, and which street joins two vertices."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from banshi.services.servicemap.engine.geo import Floats, Ints
from banshi.services.servicemap.engine.modes import MODES, Mode, backward, forward
from banshi.services.servicemap.engine.network import Network
from banshi.services.servicemap.engine.tags import KIND_NUMBERS

MAINLAND_METRES = 2000.0
"""A piece of the network with fewer metres of street is an island: nobody is put there who stands elsewhere."""


@dataclass(frozen=True)
class Arcs:
    """Directed ways from vertex to vertex, sorted, the quickest of several between the same two."""

    ptr: Ints
    to: Ints
    seconds: Floats
    edge: Ints


class Graph:
    """One mode's network. Times are seconds at the mode's own speed."""

    def __init__(self, network: Network, mode: Mode) -> None:
        self.network, self.mode = network, mode
        self.pace: Floats = network.way_pace[network.way, MODES.index(mode)].astype(np.float64)
        self.seconds: Floats = network.metres * self.pace
        self.forward: npt.NDArray[np.bool_] = (network.access & forward(mode)) > 0
        self.backward: npt.NDArray[np.bool_] = (network.access & backward(mode)) > 0
        self.usable = self.forward | self.backward

    @cached_property
    def arcs(self) -> Arcs:
        """Ways out of each vertex, in the direction of travel."""
        return self._arcs(self.network.start, self.network.end)

    @cached_property
    def arcs_back(self) -> Arcs:
        """Ways into each vertex: for asking from where a place is reached."""
        return self._arcs(self.network.end, self.network.start)

    @cached_property
    def matrix(self) -> csr_array:
        return self._matrix(self.arcs)

    @cached_property
    def matrix_back(self) -> csr_array:
        return self._matrix(self.arcs_back)

    @cached_property
    def piece(self) -> Ints:
        """Of each vertex: the connected piece of the network it belongs to, one-way streets taken both ways."""
        network, usable = self.network, self.usable
        joined = (np.ones(usable.sum(), np.int8), (network.start[usable], network.end[usable]))
        _count, label = connected_components(csr_array(joined, shape=(network.vertices,) * 2), directed=False)
        found: Ints = label.astype(np.int32)
        return found

    @cached_property
    def mainland(self) -> npt.NDArray[np.bool_]:
        """Which edges a position may be put on: streets, not gates, and not those of an island."""
        network = self.network
        usable = self.usable & (network.way_kind[network.way] != KIND_NUMBERS["barrier"])
        piece = self.piece[network.start]
        metres = np.bincount(piece[usable], network.metres[usable], minlength=int(self.piece.max()) + 1)
        large: npt.NDArray[np.bool_] = metres >= min(MAINLAND_METRES, metres.max(initial=0.0))
        found: npt.NDArray[np.bool_] = usable & large[piece]
        return found

    def seconds_from(self, vertex: int, limit: float = np.inf) -> Floats:
        """Seconds from a vertex to every other, endless beyond the limit."""
        found: Floats = dijkstra(self.matrix, indices=vertex, limit=limit)
        return found

    def seconds_to(self, vertex: int, limit: float = np.inf) -> Floats:
        """Seconds from every vertex to this one, endless beyond the limit."""
        found: Floats = dijkstra(self.matrix_back, indices=vertex, limit=limit)
        return found

    def arc(self, one: int, other: int) -> int:
        """The edge by which one gets quickest from a vertex to the next."""
        first, last = self.arcs.ptr[one], self.arcs.ptr[one + 1]
        at = first + int(np.searchsorted(self.arcs.to[first:last], other))
        return int(self.arcs.edge[at])

    def _arcs(self, start: Ints, end: Ints) -> Arcs:
        along, against = np.flatnonzero(self.forward), np.flatnonzero(self.backward)
        one = np.concatenate([start[along], end[against]])
        other = np.concatenate([end[along], start[against]])
        edge = np.concatenate([along, against]).astype(np.int32)
        order = np.lexsort((edge, self.seconds[edge], other, one))
        one, other, edge = one[order], other[order], edge[order]
        first = np.ones(len(one), bool)
        first[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
        one, other, edge = one[first], other[first], edge[first]
        ptr = np.concatenate([[0], np.cumsum(np.bincount(one, minlength=self.network.vertices))])
        return Arcs(ptr.astype(np.int32), other.astype(np.int32), self.seconds[edge], edge)

    def _matrix(self, arcs: Arcs) -> csr_array:
        return csr_array((arcs.seconds, arcs.to, arcs.ptr), shape=(self.network.vertices,) * 2)
