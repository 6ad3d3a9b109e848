"""Who is within reach of a service and who is not, and what the next sites would change; reckoned once while nothing changes."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from banshi.services.servicemap.engine import coverage
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.geo import SCALE, Floats
from banshi.services.servicemap.engine.modes import Mode, slowness
from banshi.services.servicemap.engine.reach import reach_of
from banshi.services.servicemap.engine.surveyed import (
    CoverageAnswer,
    SitingAnswer,
    Survey,
    covered,
    junction_sites,
    proposed,
    seconds_to_nearest,
    survey,
)
from banshi.services.servicemap.queries.opened import Opened

TOWN_DIGITS = 9
MOST_CANDIDATES, MOST_SECONDS = 400, 4.0
"""Of a proposal that a page makes while somebody waits; the console takes its time."""
MOST_POINTS = 1500
"""Drawn of each sort."""
MOST_KEPT = 64
Spots = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Dots:
    """Street junctions to draw: within reach, and not. Some of them where there are many."""

    served: Spots
    unserved: Spots


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next sites, and who is served then."""

    answer: SitingAnswer
    dots: Dots


_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()


def coverage_of(found: Opened, minutes: int, kmh: float) -> tuple[CoverageAnswer, Dots]:
    """Shares of the street junctions in all, by tier and by street or town, and where they lie. SQL: none.

    Raises:
        MapFailure: time or speed are out of bounds.
    """

    def reckon() -> tuple[CoverageAnswer, Dots]:
        who = _by_town(found)
        seconds = seconds_to_nearest(found.atlas, who) * slowness(Mode.FOOT, kmh)
        return covered(found.atlas, who, minutes, kmh), _dots(found.atlas, who, seconds, minutes)

    return _once(("coverage", *_key(found), minutes, kmh), reckon)  # type: ignore[no-any-return]


def proposal(found: Opened, minutes: int, kmh: float, count: int) -> Proposal:
    """The `count` junctions that would bring most others within reach. SQL: none.

    Raises:
        MapFailure: time, speed or count are out of bounds.
    """

    def reckon() -> Proposal:
        who = survey(found.atlas)
        candidates = junction_sites(found.atlas, MOST_CANDIDATES)
        answer = proposed(found.atlas, who, candidates, count, minutes=minutes, kmh=kmh, most_seconds=MOST_SECONDS)
        chosen = [(site.code, site.lon, site.lat) for site in answer.sites]
        extra = reach_of(found.atlas.graph(), found.atlas.snapper(), chosen, found.atlas.reach.limit)
        seconds = seconds_to_nearest(found.atlas, who, extra=extra) * slowness(Mode.FOOT, kmh)
        return Proposal(answer, _dots(found.atlas, who, seconds, minutes))

    return _once(("proposal", *_key(found), minutes, kmh, count), reckon)  # type: ignore[no-any-return]


def _by_town(found: Opened) -> Survey:
    """The junctions, each in the street or town of the place nearest to it, since extracts seldom hold outlines of these."""
    who = survey(found.atlas)
    towns = sorted({place.area[:TOWN_DIGITS] for place in found.places.values() if len(place.area) >= TOWN_DIGITS})
    if not towns:
        return who
    times = []
    for town in towns:
        stands = [each for each in found.atlas.reach.stands if found.places[each.code].area.startswith(town)]
        times.append(coverage.exact(found.atlas.graph(), stands)[who.vertices])
    nearest = np.argmin(np.stack(times), axis=0)
    return replace(who, area=tuple(towns[at] for at in nearest.tolist()))


def _dots(atlas: Atlas, who: Survey, seconds: Floats, minutes: int) -> Dots:
    within = seconds <= minutes * 60 + 0.5
    return Dots(_spots(atlas, who.vertices[within]), _spots(atlas, who.vertices[~within]))


def _spots(atlas: Atlas, vertices: Any) -> Spots:
    step = max(1, -(-len(vertices) // MOST_POINTS))
    network = atlas.network
    return tuple((int(network.lon[at]) / SCALE, int(network.lat[at]) / SCALE) for at in vertices[::step].tolist())


def _key(found: Opened) -> tuple[Any, ...]:
    return found.path, found.stamp


def _once(key: tuple[Any, ...], reckon: Any) -> Any:
    if key not in _kept:
        while len(_kept) >= MOST_KEPT:
            _kept.popitem(last=False)
        _kept[key] = reckon()
    return _kept[key]
