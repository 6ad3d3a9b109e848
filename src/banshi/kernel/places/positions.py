"""What is wrong with a position that somebody gave: swapped, outside, or in another system. Pure."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from banshi.kernel.places.coordinates import Point, System, convert, in_china

PLACES = 7
"""Decimals of a degree that are kept: a centimetre."""
FEW, DOUBT = 8, 0.01
"""Fewer positions are judged one by one; more by how unlikely the difference is by chance."""
NEARER = 0.6
"""In the right system the median distance to a street is at most this part of what it is in the wrong one."""
FAR, NEAR = 120.0, 40.0
"""Metres: a single position off the streets by more than the one and, read in another system, by less than the other."""


class Flaw(StrEnum):
    """Why a position cannot be right."""

    NO_NUMBER = "no_number"
    SWAPPED = "swapped"
    NOT_ON_EARTH = "not_on_earth"
    OUTSIDE = "outside"


def flaw(point: Point) -> Flaw | None:
    """What is wrong with a position that should lie in China, None where nothing shows.

    No place in China is mistaken for another by swapping: its longitudes begin at 73,
    its latitudes end at 54.
    """
    if not (math.isfinite(point.lon) and math.isfinite(point.lat)):
        return Flaw.NO_NUMBER
    if in_china(point):
        return None
    if in_china(Point(point.lat, point.lon)):
        return Flaw.SWAPPED
    on_earth = abs(point.lon) <= 180 and abs(point.lat) <= 90
    return Flaw.OUTSIDE if on_earth else Flaw.NOT_ON_EARTH


def kept(point: Point) -> Point:
    """The position as it is kept: to the centimetre."""
    return Point(round(point.lon, PLACES), round(point.lat, PLACES))


def words(point: Point) -> str:
    """The position as the ledger writes it, "109.8403412,40.6574512": numbers there are whole or text."""
    return f"{point.lon:.{PLACES}f},{point.lat:.{PLACES}f}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Positions called WGS-84 that fit the streets only when read in another system."""

    system: System
    given: float
    """Median distance to the streets in metres as they are."""
    corrected: float
    """The same, read in `system`."""
    nearer: int
    """How many come nearer to a street that way."""
    of: int


def misread(points: Sequence[Point], to_street: Callable[[Point], float | None]) -> Verdict | None:
    """Whether positions given as WGS-84 are really GCJ-02 or BD-09, told by the streets they should lie at.

    The shift moves a town by the same 400 to 600 m in one direction, off its streets as often as
    not. `to_street` is the distance in metres to the nearest street, None where none is near.
    """
    as_given = _distances(points, to_street)
    found = [
        verdict
        for system in (System.GCJ02, System.BD09)
        if (verdict := _verdict(system, points, as_given, to_street)) is not None
    ]
    return min(found, key=lambda verdict: verdict.corrected, default=None)


def _verdict(
    system: System, points: Sequence[Point], given: Sequence[float], to_street: Callable[[Point], float | None]
) -> Verdict | None:
    read = [convert(point, system, System.WGS84) for point in points]
    corrected = _distances(read, to_street)
    pairs = [(before, after) for before, after in zip(given, corrected, strict=True) if before != after]
    nearer = sum(after < before for before, after in pairs)
    if not pairs:
        return None
    found = Verdict(system, median(given), median(corrected), nearer, len(pairs))
    if len(pairs) < FEW:
        sure = all(before >= FAR and after <= NEAR for before, after in pairs)
    else:
        sure = found.corrected <= NEARER * found.given and _by_chance(nearer, len(pairs)) < DOUBT
    return found if sure else None


def _distances(points: Sequence[Point], to_street: Callable[[Point], float | None]) -> list[float]:
    return [math.inf if (far := to_street(point)) is None else far for point in points]


def _by_chance(nearer: int, of: int) -> float:
    """How likely at least `nearer` of `of` come nearer if each does so by the toss of a coin (sign test)."""
    ways = sum(math.comb(of, count) for count in range(nearer, of + 1))
    return float(ways / 2**of)
