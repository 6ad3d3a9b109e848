"""The surroundings as a picture made on the server: for phones without scripts, without WebGL, and on paper."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt

from banshi.services.servicemap.engine.geo import SCALE, Floats
from banshi.services.servicemap.engine.network import Network
from banshi.services.servicemap.engine.tags import KIND_NUMBERS

SIDE = 1000
"""Units of the picture's longer side."""
CLOSE, MIDDLE = 5.0, 12.0
"""Kilometres of a side up to which every street is drawn, and up to which lanes are."""
MOST_NAMES = 14
PAPER, EDGE, ROAD, MAIN, PATH, INK = "#F6F2E9", "#CFC6B6", "#FFFFFF", "#FBE7B8", "#B9AE9A", "#5A6572"
TINTS = ("#5A6572", "#C23B22", "#9C5A0B", "#22705F", "#3D5A80")
"""Of pins, by tier."""
MAINS = ("motorway", "trunk", "primary", "secondary")
LANES = ("tertiary", "unclassified", "residential", "living_street", "road", "pedestrian")
SMALL = ("service",)
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Frame:
    """A piece of the map and where its points lie in the picture. Shape: edges in degrees, size in units."""

    west: float
    south: float
    east: float
    north: float

    @property
    def narrow(self) -> float:
        """How much shorter a degree to the east is than one to the north."""
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def size(self) -> tuple[int, int]:
        across, up = (self.east - self.west) * self.narrow, self.north - self.south
        longer = max(across, up)
        return max(round(SIDE * across / longer), 1), max(round(SIDE * up / longer), 1)

    @property
    def kilometres(self) -> float:
        """Of the longer side."""
        return max((self.east - self.west) * self.narrow, self.north - self.south) * 111.2

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """A position in the picture; beyond its edges where it lies beyond them."""
        width, height = self.size
        x = (lon - self.west) / (self.east - self.west) * width
        y = (self.north - lat) / (self.north - self.south) * height
        return round(x, 1), round(y, 1)

    def key(self) -> str:
        """As it stands in an address."""
        return ",".join(f"{edge:.5f}" for edge in (self.west, self.south, self.east, self.north))


def around(lon: float, lat: float, metres: float) -> Frame:
    """A square about a position, so many metres to each side."""
    up = metres / 111_200
    across = up / math.cos(math.radians(lat))
    return Frame(*(round(edge, 5) for edge in (lon - across, lat - up, lon + across, lat + up)))


def holding(points: list[tuple[float, float]], least: float = 200.0) -> Frame:
    """A square that holds some points with room around them, at least so many metres to each side."""
    lons, lats = [each[0] for each in points], [each[1] for each in points]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    across = (max(lons) - min(lons)) * math.cos(math.radians(lat)) * 111_200 / 2
    return around(lon, lat, max(across, (max(lats) - min(lats)) * 111_200 / 2, least) * 1.12)


def whole(network: Network) -> Frame:
    """All of a map, with a little room around it."""
    west, south, east, north = network.bounds
    across, up = (east - west) * 0.04 + 1e-4, (north - south) * 0.04 + 1e-4
    return Frame(*(round(edge, 5) for edge in (west - across, south - up, east + across, north + up)))


def streets(network: Network, frame: Frame, attribution: str) -> str:
    """The streets of a piece of the map as SVG, with the names of the longest."""
    width, height = frame.size
    inside = _inside(network, frame)
    kinds = network.way_kind[network.way]
    mains, lanes = _of(kinds, MAINS) & inside, _of(kinds, LANES) & inside
    small, paths = _of(kinds, SMALL) & inside, inside & ~_of(kinds, (*MAINS, *LANES, *SMALL, "barrier"))
    wide = max(2.0, min(14.0, 16.0 / max(frame.kilometres, 0.8)))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<desc>{escape(attribution)}</desc>",
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/><g fill="none" stroke-linejoin="round" stroke-linecap="round">',
    ]
    if frame.kilometres <= CLOSE:
        parts.append(_path(network, frame, paths, PATH, wide * 0.22))
        parts += [_path(network, frame, small, EDGE, wide * 0.6 + 2), _path(network, frame, small, ROAD, wide * 0.6)]
    if frame.kilometres <= MIDDLE:
        parts.append(_path(network, frame, lanes, EDGE, wide + 2) + _path(network, frame, lanes, ROAD, wide))
    parts.append(_path(network, frame, mains, EDGE, wide * 1.5 + 2) + _path(network, frame, mains, MAIN, wide * 1.5))
    parts.append("</g>" + _names(network, frame, mains | (lanes if frame.kilometres <= CLOSE else mains)) + "</svg>")
    return "".join(parts)


def line(frame: Frame, points: tuple[tuple[float, float], ...]) -> str:
    """A way as the points of a polyline."""
    return " ".join(f"{x:g},{y:g}" for x, y in (frame.at(lon, lat) for lon, lat in points))


def dots(frame: Frame, points: tuple[tuple[float, float], ...]) -> str:
    """Points as one path of strokes without length, each a dot where strokes have round ends."""
    return "".join(f"M{x:g} {y:g}h0" for x, y in (frame.at(lon, lat) for lon, lat in points))


def with_pins(svg: str, frame: Frame, places: Sequence[tuple[float, float, int]]) -> str:
    """A picture of streets with numbered pins (longitude, latitude, tier), the first on top: for paper."""
    drawn = []
    for number, (lon, lat, tier) in reversed(list(enumerate(places, 1))):
        x, y = frame.at(lon, lat)
        drawn.append(
            f'<circle cx="{x:g}" cy="{y:g}" r="17" fill="{TINTS[tier % len(TINTS)]}" stroke="#FFFFFF" stroke-width="2.5"/>'
            f'<text x="{x:g}" y="{y + 7:g}" text-anchor="middle" font-size="19" font-weight="bold" '
            f'font-family="Noto Sans SC" fill="#FFFFFF">{number}</text>'
        )
    return svg.removesuffix("</svg>") + "".join(drawn) + "</svg>"


def _inside(network: Network, frame: Frame) -> Bools:
    """Edges of which an end or the middle lies in the picture or just beside it."""
    margin_lon, margin_lat = (frame.east - frame.west) * 0.15, (frame.north - frame.south) * 0.15
    middle = (network.shape_from[:-1] + network.shape_from[1:]) // 2
    found = np.zeros(network.edges, bool)
    for at in (network.shape_from[:-1], middle, network.shape_from[1:] - 1):
        lon, lat = network.shape_lon[at] / SCALE, network.shape_lat[at] / SCALE
        found |= (
            (lon > frame.west - margin_lon)
            & (lon < frame.east + margin_lon)
            & (lat > frame.south - margin_lat)
            & (lat < frame.north + margin_lat)
        )
    return found


def _of(kinds: npt.NDArray[np.uint8], names: tuple[str, ...]) -> Bools:
    numbers = [number for name, number in KIND_NUMBERS.items() if name.removesuffix("_link") in names]
    found: Bools = np.isin(kinds, numbers)
    return found


def _path(network: Network, frame: Frame, chosen: Bools, colour: str, wide: float) -> str:
    drawn = []
    for edge in np.flatnonzero(chosen).tolist():
        x, y = _points(network, frame, edge)
        drawn.append("M" + "L".join(f"{a:g} {b:g}" for a, b in zip(x.tolist(), y.tolist(), strict=True)))
    return f'<path d="{"".join(drawn)}" stroke="{colour}" stroke-width="{wide:.1f}"/>' if drawn else ""


def _points(network: Network, frame: Frame, edge: int) -> tuple[Floats, Floats]:
    lon, lat = network.shape(edge)
    width, height = frame.size
    x = np.round((lon - frame.west) / (frame.east - frame.west) * width, 1)
    y = np.round((frame.north - lat) / (frame.north - frame.south) * height, 1)
    return x, y


def _names(network: Network, frame: Frame, chosen: Bools) -> str:
    """Each name once, along the longest piece of its street, those of the longest streets."""
    best: dict[int, tuple[float, int]] = {}
    for edge in np.flatnonzero(chosen).tolist():
        name, metres = int(network.way_name[network.way[edge]]), float(network.metres[edge])
        if name and metres > best.get(name, (0.0, 0))[0]:
            best[name] = (metres, edge)
    longest = sorted(best.items(), key=lambda each: -each[1][0])[:MOST_NAMES]
    return "".join(_name(network, frame, edge, network.names[name][0]) for name, (_metres, edge) in longest)


def _name(network: Network, frame: Frame, edge: int, words: str) -> str:
    width, height = frame.size
    x, y = _points(network, frame, edge)
    middle = len(x) // 2
    one, other = max(middle - 1, 0), middle
    across, down = float(x[other] - x[one]), float(y[other] - y[one])
    at_x, at_y = float(x[one] + across / 2), float(y[one] + down / 2)
    if not words or not (30 < at_x < width - 30 and 20 < at_y < height - 20):
        return ""
    angle = math.degrees(math.atan2(down, across))
    angle = angle + 180 if angle < -90 else angle - 180 if angle > 90 else angle
    return (
        f'<text x="{at_x:g}" y="{at_y:g}" dy=".35em" transform="rotate({angle:.0f} {at_x:g} {at_y:g})" text-anchor="middle" '
        f'font-size="22" font-family="Noto Sans SC, Noto Sans CJK SC, sans-serif" fill="{INK}" stroke="{PAPER}" stroke-width="5" paint-order="stroke">'
        f"{escape(words)}</text>"
    )
