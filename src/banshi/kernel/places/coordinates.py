"""Systems of coordinates: WGS-84 inside the house, GCJ-02 and BD-09 at its edge. Pure.

CGCS2000 differs from WGS-84 by centimetres and is taken as the same. GCJ-02 is the shifted
system that map services in China must use (GB 20263); BD-09 is Baidu's shift on top of it.
Neither has a published inverse. The one-step inverse in wide use (subtract the shift found at
the shifted point) is up to 3.6 m wrong; here the shift is found again at each better guess until
the guess stands still, which is exact to far less than a micrometre over the whole of China.
"""

import math
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

EQUATOR, ECCENTRICITY = 6378137.0, 0.0066943799901413165
"""WGS-84: the radius at the equator in metres, and the first eccentricity squared."""
SHIFT_EQUATOR, SHIFT_ECCENTRICITY = 6378245.0, 0.00669342162296594323
"""Krasovsky's ellipsoid, by which the shift of GCJ-02 is reckoned."""
SHIFTED = (72.004, 137.8347, 0.8293, 55.8271)
"""West, east, south, north: beyond, GCJ-02 is WGS-84."""
CHINA = (73.4, 135.2, 3.7, 53.7)
"""West, east, south, north of China with its seas."""
BD_TURNS = math.pi * 3000 / 180
STILL = 1e-13
MOST_GUESSES = 30


class System(StrEnum):
    """In which system a position is given."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class Point(NamedTuple):
    """A position in degrees, east and north."""

    lon: float
    lat: float


def convert(point: Point, given: System, wanted: System) -> Point:
    """The same position in another system."""
    return FROM_WGS84[wanted](TO_WGS84[given](point))


def to_gcj(point: Point) -> Point:
    """WGS-84 as GCJ-02. Outside the rectangle of the shift it stays as it is."""
    return _shifted(point) if _within(point, SHIFTED) else point


def from_gcj(point: Point) -> Point:
    """GCJ-02 as WGS-84, exactly: the position whose shifted one this is."""
    found = _undone(_shifted, point)
    return found if _within(found, SHIFTED) else point


def gcj_to_bd(point: Point) -> Point:
    """GCJ-02 as BD-09."""
    far = math.hypot(point.lon, point.lat) + 0.00002 * math.sin(point.lat * BD_TURNS)
    angle = math.atan2(point.lat, point.lon) + 0.000003 * math.cos(point.lon * BD_TURNS)
    return Point(far * math.cos(angle) + 0.0065, far * math.sin(angle) + 0.006)


def bd_to_gcj(point: Point) -> Point:
    """BD-09 as GCJ-02, exactly."""
    return _undone(gcj_to_bd, point)


def metres(one: Point, other: Point) -> float:
    """The distance of two positions that lie within some tens of kilometres, on the ellipsoid."""
    latitude = math.radians((one.lat + other.lat) / 2)
    east, north = metres_per_degree(latitude)
    return math.hypot((one.lon - other.lon) * east, (one.lat - other.lat) * north)


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Metres of a degree to the east and of one to the north, at a latitude in radians."""
    flat = 1 - ECCENTRICITY * math.sin(latitude) ** 2
    east = EQUATOR * math.cos(latitude) / math.sqrt(flat)
    north = EQUATOR * (1 - ECCENTRICITY) / flat**1.5
    return math.radians(east), math.radians(north)


def in_china(point: Point) -> bool:
    """Whether the position lies in the rectangle around China and its seas."""
    return _within(point, CHINA)


def _within(point: Point, edges: tuple[float, float, float, float]) -> bool:
    west, east, south, north = edges
    return west <= point.lon <= east and south <= point.lat <= north


def _shifted(point: Point) -> Point:
    """The shift of GCJ-02, also beyond its rectangle."""
    x, y = point.lon - 105, point.lat - 35
    root, product = math.sqrt(abs(x)), 0.1 * x * y
    waves = _waves(x, (20, 6), (20, 2))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + product + 0.2 * root
    north += waves + _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))
    east = 300 + x + 2 * y + 0.1 * x * x + product + 0.1 * root
    east += waves + _waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))
    latitude = math.radians(point.lat)
    flat = 1 - SHIFT_ECCENTRICITY * math.sin(latitude) ** 2
    lon = math.degrees(east / (SHIFT_EQUATOR / math.sqrt(flat) * math.cos(latitude)))
    lat = math.degrees(north / (SHIFT_EQUATOR * (1 - SHIFT_ECCENTRICITY) / flat**1.5))
    return Point(point.lon + lon, point.lat + lat)


def _waves(at: float, *waves: tuple[float, float]) -> float:
    return sum(height * math.sin(turns * math.pi * at) for height, turns in waves) * 2 / 3


def _undone(shift: Callable[[Point], Point], wanted: Point) -> Point:
    """The point that `shift` brings to `wanted`.

    A fixed point: the shift differs by at most a hundredth of what the guess does, so each
    round gains two digits.
    """
    guess = wanted
    for _round in range(MOST_GUESSES):
        there = shift(guess)
        east, north = there.lon - wanted.lon, there.lat - wanted.lat
        guess = Point(guess.lon - east, guess.lat - north)
        if abs(east) < STILL and abs(north) < STILL:
            break
    return guess


def _same(point: Point) -> Point:
    return point


def _from_bd(point: Point) -> Point:
    return from_gcj(bd_to_gcj(point))


def _to_bd(point: Point) -> Point:
    return gcj_to_bd(to_gcj(point))


TO_WGS84: dict[System, Callable[[Point], Point]] = {
    System.WGS84: _same,
    System.CGCS2000: _same,
    System.GCJ02: from_gcj,
    System.BD09: _from_bd,
}
FROM_WGS84: dict[System, Callable[[Point], Point]] = {
    System.WGS84: _same,
    System.CGCS2000: _same,
    System.GCJ02: to_gcj,
    System.BD09: _to_bd,
}
