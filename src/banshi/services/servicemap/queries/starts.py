"""From where somebody may set out, found by words: places, streets, streets' communities."""

from dataclasses import dataclass
from time import monotonic

import numpy as np

from banshi.kernel.directory.queries.areas import AreaRow, find_below
from banshi.services.servicemap.engine.geo import SCALE
from banshi.services.servicemap.engine.network import Network
from banshi.services.servicemap.queries.opened import Opened

MOST = 12
NAMES_KEPT = 60.0
"""Seconds: names of areas change once in years, and every page of the map lists them."""


@dataclass(frozen=True, slots=True)
class Start:
    """A position with the words for it. `what` is "place", "street" or "area"."""

    what: str
    title: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class _Kept:
    """A list, of which map with which places, and until when."""

    of: Opened
    until: float
    choices: list[tuple[str, str]]


_kept: dict[str, _Kept] = {}


def starts(found: Opened, words: str) -> tuple[Start, ...]:
    """Positions whose name holds these words, the shortest names first. SQL: 1."""
    words = words.strip()
    if not words:
        return ()
    low = words.lower()
    near = [
        Start("place", place.name, place.lon, place.lat)
        for place in found.places.values()
        if words in place.name or low in place.name_en.lower() or words in place.address
    ]
    areas = [start for start in area_starts(found) if words in start.title]
    listed = [*_streets(found.atlas.network, low), *areas, *near]
    return tuple(sorted(listed, key=lambda start: len(start.title))[:MOST])


def area_starts(found: Opened) -> tuple[Start, ...]:
    """Streets and communities, each where its own service centre stands. SQL: 1."""
    return tuple(
        Start("area", row.name, lon, lat)
        for row, lon, lat in _centres(found, find_below(found.county, level="village"))
    )


def area_choices(found: Opened) -> list[tuple[str, str]]:
    """The same for a list to choose from: code, and the name indented below its street's. SQL: 1 a minute while no place changes."""
    kept = _kept.get(found.county)
    if kept is None or kept.of is not found or kept.until < monotonic():
        rows = _centres(found, find_below(found.county, level="village"))
        listed = [(row.code, ("　" if len(row.code) > 9 else "") + row.name) for row, _lon, _lat in rows]
        kept = _kept[found.county] = _Kept(found, monotonic() + NAMES_KEPT, listed)
    return kept.choices


def area_start(found: Opened, code: str) -> Start | None:
    """Where the centre of a street or community stands, None where the map has no place in it. SQL: 1."""
    for row, lon, lat in _centres(found, find_below(found.county, level="village")):
        if row.code == code:
            return Start("area", row.name, lon, lat)
    return None


def _centres(found: Opened, rows: tuple[AreaRow, ...]) -> list[tuple[AreaRow, float, float]]:
    """Each area with the place of the highest tier in it, or else in what lies below."""
    best: dict[str, tuple[int, str, float, float]] = {}
    for place in found.places.values():
        for code in {place.area, place.area[:9]}:
            held = (place.tier or 9, place.code, place.lon, place.lat)
            best[code] = min(held, best.get(code, held))
    return [(row, *best[row.code][2:]) for row in rows if row.code in best]


def _streets(network: Network, low: str) -> list[Start]:
    """The middle of the longest piece of each street of such a name."""
    names = [at for at, pair in enumerate(network.names) if at and any(low in name.lower() for name in pair)][:MOST]
    found = []
    for at in names:
        edges = np.flatnonzero(network.way_name[network.way] == at)
        if len(edges):
            edge = int(edges[network.metres[edges].argmax()])
            middle = int(network.shape_from[edge] + network.shape_from[edge + 1]) // 2
            lon, lat = int(network.shape_lon[middle]) / SCALE, int(network.shape_lat[middle]) / SCALE
            found.append(Start("street", network.names[at][0] or network.names[at][1], lon, lat))
    return found
