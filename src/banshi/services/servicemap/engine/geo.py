"""Distances and directions on a small piece of the earth, for many points at once."""

import math

import numpy as np
import numpy.typing as npt

from banshi.kernel.places.coordinates import ECCENTRICITY, EQUATOR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
SCALE = 10_000_000
"""Positions are kept as whole ten-millionths of a degree, as OpenStreetMap keeps them."""


def metres_per_degree(latitude: Floats) -> tuple[Floats, Floats]:
    """Metres of a degree to the east and to the north, at latitudes in degrees, on the ellipsoid."""
    angle = np.radians(latitude)
    flat = 1 - ECCENTRICITY * np.sin(angle) ** 2
    east = EQUATOR * np.cos(angle) / np.sqrt(flat)
    north = EQUATOR * (1 - ECCENTRICITY) / flat**1.5
    return np.radians(east), np.radians(north)


def distances(lon: Floats, lat: Floats, lon2: Floats, lat2: Floats) -> Floats:
    """Metres between pairs of points some kilometres apart at most."""
    east, north = metres_per_degree((lat + lat2) / 2)
    found: Floats = np.hypot((lon2 - lon) * east, (lat2 - lat) * north)
    return found


def bearing(lon: float, lat: float, lon2: float, lat2: float) -> float:
    """The direction from one point to another near it, in degrees clockwise from north, 0 to 360."""
    narrow = math.cos(math.radians((lat + lat2) / 2))
    return math.degrees(math.atan2((lon2 - lon) * narrow, lat2 - lat)) % 360


def turned(before: float, after: float) -> float:
    """By how many degrees the direction changes: to the right above zero, to the left below."""
    return (after - before + 180) % 360 - 180


def hilbert(x: Longs, y: Longs, order: int = 16) -> Longs:
    """The place of cells along Hilbert's curve: what is near in the plane is mostly near in the order.

    `x` and `y` are whole numbers below 2 to the power of `order`.
    """
    x, y = x.copy(), y.copy()
    place = np.zeros_like(x)
    side, full = 1 << (order - 1), (1 << order) - 1
    while side:
        right = (x & side) > 0
        upper = (y & side) > 0
        place += side * side * ((3 * right) ^ upper)
        flip = ~upper & right
        x[flip], y[flip] = full - x[flip], full - y[flip]
        turn = ~upper
        x[turn], y[turn] = y[turn], x[turn]
        side >>= 1
    return place
