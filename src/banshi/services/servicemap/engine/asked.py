"""The questions that page and console ask of a map, each answered by a frozen dataclass."""

import math
from collections.abc import Collection
from dataclasses import dataclass

from banshi.kernel.places.coordinates import Point
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.links import Link, links
from banshi.services.servicemap.engine.modes import KMH, Mode, seconds_of, slowness
from banshi.services.servicemap.engine.near import near
from banshi.services.servicemap.engine.route import way
from banshi.services.servicemap.engine.snap import Snapped
from banshi.services.servicemap.engine.steps import steps
from banshi.services.servicemap.engine.words import told


@dataclass(frozen=True, slots=True)
class Position:
    """Where somebody stands, and the street beside it."""

    lon: float
    lat: float
    street_lon: float
    street_lat: float
    snap_metres: float
    off_network: bool
    """Farther from the streets than one usually stands: the time includes the way to them, straight across."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place reached in time."""

    code: str
    name: str
    kind: str
    tier: int
    lon: float
    lat: float
    seconds: int
    snap_metres: float
    off_network: bool


@dataclass(frozen=True, slots=True)
class ReachAnswer:
    """What is reached in time, nearest first."""

    mode: str
    kmh: float | None
    minutes: float
    position: Position
    places: tuple[Place, ...]
    unreachable: tuple[str, ...]
    """Places of the map beside which there is no street."""


@dataclass(frozen=True, slots=True)
class Told:
    """One step of the way in words."""

    zh: str
    en: str
    turn: str
    metres: float
    seconds: float
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class RouteAnswer:
    """The way to a place."""

    mode: str
    kmh: float | None
    code: str
    name: str
    seconds: int
    metres: float
    position: Position
    line: tuple[tuple[float, float], ...]
    steps: tuple[Told, ...]
    links: tuple[Link, ...]


def reach_from(
    atlas: Atlas,
    lon: float,
    lat: float,
    minutes: float = 10,
    mode: Mode = Mode.FOOT,
    kmh: float | None = None,
    kinds: Collection[str] = (),
) -> ReachAnswer:
    """What is reached from a position within so many minutes.

    Raises:
        MapFailure: the position is off the map, or time or speed are out of bounds.
    """
    seconds, slow = seconds_of(minutes), slowness(mode, kmh)
    origin = atlas.snapper(mode).must(lon, lat)
    told = atlas.told(mode)
    found = []
    for reached in near(atlas.graph(mode), atlas.table(mode), origin, seconds, slow):
        known = told[reached.code]
        if known is None or (kinds and known[0].kind not in kinds):
            continue
        site, away, off = known
        found.append(Place(site.code, site.name, site.kind, site.tier, site.lon, site.lat, reached.seconds, away, off))
    lost = tuple(code for code, known in told.items() if known is None)
    return ReachAnswer(mode.value, _kmh(mode, kmh), minutes, _position(lon, lat, origin), tuple(found), lost)


def route_to(
    atlas: Atlas, lon: float, lat: float, code: str, mode: Mode = Mode.FOOT, kmh: float | None = None
) -> RouteAnswer:
    """The way from a position to a place: a line, steps in two languages, and links to other maps.

    Raises:
        MapFailure: no such place, no way, or the position is off the map.
    """
    slow, site = slowness(mode, kmh), atlas.site(code)
    snapper, graph = atlas.snapper(mode), atlas.graph(mode)
    origin, target = snapper.must(lon, lat), snapper.must(site.lon, site.lat)
    found = way(graph, origin, target, site.name)
    done = steps(graph, found, site.lon, site.lat)
    said = told(done, (site.name, site.name_en), slow)
    return RouteAnswer(
        mode=mode.value,
        kmh=_kmh(mode, kmh),
        code=site.code,
        name=site.name,
        seconds=round(found.seconds * slow),
        metres=round(found.metres, 1),
        position=_position(lon, lat, origin),
        line=tuple((round(x, 7), round(y, 7)) for x, y in found.line),
        steps=tuple(
            Told(zh, en, step.turn, round(step.metres, 1), round(step.seconds * slow, 1), *step.at)
            for (zh, en), step in zip(said, done, strict=True)
        ),
        links=tuple(links(site.name, Point(site.lon, site.lat), mode, Point(lon, lat))),
    )


def _kmh(mode: Mode, kmh: float | None) -> float | None:
    """The speed reckoned with, None for cars, which go by the street."""
    if mode is Mode.CAR:
        return None
    return kmh if kmh is not None else KMH[mode]


def _position(lon: float, lat: float, origin: Snapped) -> Position:
    street = (round(origin.lon, 7), round(origin.lat, 7))
    away = origin.away if math.isfinite(origin.away) else 0.0
    return Position(lon, lat, *street, round(away, 1), origin.off_network)
