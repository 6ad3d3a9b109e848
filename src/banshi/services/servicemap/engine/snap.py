"""Put a position on the street beside it: not on a junction, but on the nearest point of the nearest street."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from banshi.kernel.places.coordinates import ECCENTRICITY, EQUATOR, Point, metres_per_degree
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import SCALE, Floats, Ints, Longs, distances
from banshi.services.servicemap.engine.graph import Graph
from banshi.services.servicemap.engine.network import Network

CELL = 120.0
"""Metres of a cell of the grid by which streets are found."""
OFF_NETWORK = 150.0
"""Metres from the nearest street above which a position is reported as off the network."""
FARTHEST = 2000.0
"""Metres beyond which no street counts as near."""
FARTHEST_NORTH = 89.0
MOST_CELLS = 4_000_000
"""Of a map larger than this many cells the cells are made larger."""
METRES_A_DEGREE = math.radians(EQUATOR)
Complexes = npt.NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class Snapped:
    """A position on a street."""

    edge: int
    along: float
    """Metres from the start of the edge."""
    away: float
    """Metres between the position and the street."""
    lon: float
    lat: float
    segment: int
    """Which part of the edge's shape."""

    @property
    def off_network(self) -> bool:
        return self.away > OFF_NETWORK


class Snapper:
    """Finds the street beside a position, for one mode.

    Positions are complex numbers on Mercator's map of the ellipsoid, which keeps angles: there the
    nearest point of a segment is one division away. Segments are listed cell by cell of a grid,
    row after row, so that the cells beside one another in a row are one slice of the list.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        network = graph.network
        self._lon, self._lat = network.shape_lon / SCALE, network.shape_lat / SCALE
        of_edge = np.repeat(np.arange(network.edges, dtype=np.int32), np.diff(network.shape_from))
        last = np.zeros(len(self._lon), bool)
        last[network.shape_from[1:] - 1] = True
        first = np.flatnonzero(~last & graph.mainland[of_edge])
        points = self._lon * METRES_A_DEGREE + 1j * mercator(self._lat)
        segment = self._grid(points, first)
        self._first: Longs = first[segment]
        self._edge: Ints = of_edge[self._first]
        ahead = points[self._first + 1] - points[self._first]
        turned = np.divide(1, ahead, out=np.zeros_like(ahead), where=ahead != 0)
        self._segments: Complexes = np.stack([points[self._first], ahead, turned])
        self._along = _metres_along(network)

    def snap(self, lon: float, lat: float, within: float = FARTHEST) -> Snapped | None:
        """The nearest street to a position, None where there is none within so many metres."""
        if not len(self._first) or not abs(lat) < FARTHEST_NORTH:
            return None
        position = complex(lon * METRES_A_DEGREE, mercator_of(lat))
        metres = metres_per_degree(math.radians(lat))[0] / METRES_A_DEGREE
        column, row = int((position.real - self._west) // self._cell), int((position.imag - self._south) // self._cell)
        ring = 1
        while True:
            best = self._nearest(self._around(column, row, ring), position, metres)
            sure = (ring - 0.25) * self._cell * metres
            if (best is not None and best.away <= sure) or sure > within:
                return best if best is not None and best.away <= within else None
            ring *= 2

    def must(self, lon: float, lat: float) -> Snapped:
        """The nearest street to a position.

        Raises:
            MapFailure: swapped, off the map, or no street near.
        """
        found = self.snap(lon, lat)
        if found is not None:
            return found
        west, south, east, north = self.graph.network.bounds
        if west <= lat <= east and south <= lon <= north:
            raise MapFailure("swapped", lon=lon, lat=lat)
        if not (west <= lon <= east and south <= lat <= north):
            raise MapFailure("off_map", lon=lon, lat=lat, bounds=f"{west:.4f},{south:.4f} – {east:.4f},{north:.4f}")
        raise MapFailure("no_street_near", lon=lon, lat=lat, metres=round(FARTHEST))

    def away(self, point: Point) -> float | None:
        """Metres to the nearest street, None where none is near."""
        found = self.snap(point.lon, point.lat)
        return found.away if found is not None else None

    def _around(self, column: int, row: int, ring: int) -> list[tuple[int, int]]:
        """From where to where in the list the cells around one are, row by row."""
        parts = []
        left, right = max(column - ring, 0), min(column + ring + 1, self._columns)
        if left < right:
            for y in range(max(row - ring, 0), min(row + ring + 1, self._rows)):
                start, end = int(self._cells[y * self._columns + left]), int(self._cells[y * self._columns + right])
                if end > start:
                    parts.append((start, end))
        return parts

    def _nearest(self, parts: list[tuple[int, int]], position: complex, metres: float) -> Snapped | None:
        """The nearest of some segments; `metres` is what a unit of the map is worth at the position."""
        if not parts:
            return None
        found = np.concatenate([self._segments[:, start:end] for start, end in parts], axis=1)
        off = position - found[0]
        share = np.minimum(np.maximum((off * found[2]).real, 0.0), 1.0)
        away = np.abs(off - share * found[1])
        near = at = int(away.argmin())
        for start, end in parts:
            if at < end - start:
                at += start
                break
            at -= end - start
        first, edge, gone = int(self._first[at]), int(self._edge[at]), float(share[near])
        here, there = float(self._along[first]), float(self._along[first + 1])
        lon, lat = float(self._lon[first]), float(self._lat[first])
        return Snapped(
            edge,
            min(here + gone * (there - here), float(self.graph.network.metres[edge])),
            float(away[near]) * metres,
            lon + gone * (float(self._lon[first + 1]) - lon),
            lat + gone * (float(self._lat[first + 1]) - lat),
            first - int(self.graph.network.shape_from[edge]),
        )

    def _grid(self, points: Complexes, first: Longs) -> Longs:
        """Which segments pass through each cell or near it, cell by cell; where each cell begins is kept.

        Each segment is put down at steps shorter than half a cell, so that no point of it lies
        farther than a quarter of a cell from where it is put down.
        """
        start, ahead = points[first], points[first + 1] - points[first]
        self._west, self._south = float(points.real.min()), float(points.imag.min())
        width, height = float(np.ptp(points.real)), float(np.ptp(points.imag))
        self._cell = max(CELL / math.cos(math.radians(float(self._lat.mean()))), math.sqrt(width * height / MOST_CELLS))
        self._columns, self._rows = int(width // self._cell) + 1, int(height // self._cell) + 1
        steps = (np.abs(ahead) // (self._cell / 2)).astype(np.int64) + 2
        segment = np.repeat(np.arange(len(first)), steps)
        step = np.arange(len(segment)) - np.repeat(np.cumsum(steps) - steps, steps)
        there = start[segment] + step / np.repeat(steps - 1, steps) * ahead[segment]
        column = ((there.real - self._west) // self._cell).astype(np.int64).clip(0, self._columns - 1)
        row = ((there.imag - self._south) // self._cell).astype(np.int64).clip(0, self._rows - 1)
        cell = row * self._columns + column
        order = np.lexsort((segment, cell))
        cell, segment = cell[order], segment[order]
        new = np.ones(len(cell), bool)
        new[1:] = (cell[1:] != cell[:-1]) | (segment[1:] != segment[:-1])
        counts = np.bincount(cell[new], minlength=self._rows * self._columns)
        self._cells: Ints = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        kept: Longs = segment[new]
        return kept


def mercator(latitude: Floats) -> Floats:
    """How far north latitudes lie on Mercator's map of the ellipsoid, in units of metres at the equator."""
    sine, flat = np.sin(np.radians(latitude)), math.sqrt(ECCENTRICITY)
    found: Floats = EQUATOR * (np.arctanh(sine) - flat * np.arctanh(flat * sine))
    return found


def mercator_of(latitude: float) -> float:
    """The same for one latitude."""
    sine, flat = math.sin(math.radians(latitude)), math.sqrt(ECCENTRICITY)
    return EQUATOR * (math.atanh(sine) - flat * math.atanh(flat * sine))


def _metres_along(network: Network) -> Floats:
    """Metres from the start of its edge to each point of its shape."""
    lon, lat = network.shape_lon / SCALE, network.shape_lat / SCALE
    steps = np.zeros(len(lon))
    steps[1:] = distances(lon[:-1], lat[:-1], lon[1:], lat[1:])
    total = np.cumsum(steps)
    found: Floats = total - np.repeat(total[network.shape_from[:-1]], np.diff(network.shape_from))
    return found
