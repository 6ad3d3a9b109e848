"""Who is within reach of a service and who is not, and what the next sites would change; reckoned once while nothing changes."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from banshi.services.servicemap.engine import coverage
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.coverage import Share
from banshi.services.servicemap.engine.geo import SCALE, Floats
from banshi.services.servicemap.engine.homes import Homes
from banshi.services.servicemap.engine.modes import Mode, seconds_of, slowness
from banshi.services.servicemap.engine.reach import reach_of
from banshi.services.servicemap.engine.surveyed import (
    EVERYBODY,
    CoverageAnswer,
    SitingAnswer,
    Survey,
    covered,
    junction_sites,
    proposed,
    seconds_to_nearest,
    survey,
)
from banshi.services.servicemap.queries.homes import HomesRow, opened_homes
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
class Housed:
    """How one group of households is served, counted once by households and once by the people in them."""

    households: Share
    people: Share


@dataclass(frozen=True, slots=True)
class HousedAnswer:
    """How the households are served, in all, to the nearest place of each tier, and by street or town."""

    total: Housed
    by_tier: tuple[Housed, ...]
    by_area: tuple[Housed, ...]


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
        who = _in_towns(found, survey(found.atlas))
        seconds = seconds_to_nearest(found.atlas, who) * slowness(Mode.FOOT, kmh)
        return covered(found.atlas, who, minutes, kmh), _dots(found.atlas, who, seconds, minutes)

    return _once(("coverage", *_key(found), minutes, kmh), reckon)  # type: ignore[no-any-return]


def housed(found: Opened, row: HomesRow, minutes: int, kmh: float) -> HousedAnswer:
    """The same for the households that were loaded. SQL: none.

    Raises:
        MapFailure: time or speed are out of bounds.
        MapBroken: the file of the households is damaged or gone.
    """

    def reckon() -> HousedAnswer:
        homes = opened_homes(row, found)
        who = _in_towns(found, of_homes(homes))
        limit, slow = seconds_of(minutes), slowness(Mode.FOOT, kmh)

        def group(name: str, seconds: Floats, chosen: Any = slice(None)) -> Housed:
            weights = (homes.households[chosen], homes.points.people[chosen])
            return Housed(*(coverage.share(name, seconds[chosen], weight, limit) for weight in weights))

        total = seconds_to_nearest(found.atlas, who) * slow
        tiers = sorted({site.tier for site in found.atlas.sites.values() if site.tier})
        area = np.array(who.area, dtype=object)
        return HousedAnswer(
            group(EVERYBODY, total),
            tuple(group(str(tier), seconds_to_nearest(found.atlas, who, tier) * slow) for tier in tiers),
            tuple(group(code, total, area == code) for code in sorted(set(who.area))),
        )

    return _once(("housed", *_key(found), row.folder, minutes, kmh), reckon)  # type: ignore[no-any-return]


def proposal(found: Opened, minutes: int, kmh: float, count: int, row: HomesRow | None = None) -> Proposal:
    """The `count` junctions that would bring most others within reach, or most of the people in the households of `row`. SQL: none.

    Raises:
        MapFailure: time, speed or count are out of bounds.
    """

    def reckon() -> Proposal:
        who = survey(found.atlas)
        whose = who if row is None else of_homes(opened_homes(row, found))
        candidates = junction_sites(found.atlas, MOST_CANDIDATES)
        answer = proposed(found.atlas, whose, candidates, count, minutes=minutes, kmh=kmh, most_seconds=MOST_SECONDS)
        chosen = [(site.code, site.lon, site.lat) for site in answer.sites]
        extra = reach_of(found.atlas.graph(), found.atlas.snapper(), chosen, found.atlas.reach.limit)
        seconds = seconds_to_nearest(found.atlas, who, extra=extra) * slowness(Mode.FOOT, kmh)
        return Proposal(answer, _dots(found.atlas, who, seconds, minutes))

    return _once(("proposal", *_key(found), row.folder if row else "", minutes, kmh, count), reckon)  # type: ignore[no-any-return]


def of_homes(homes: Homes) -> Survey:
    """The question asked of households, weighed by their people."""
    return Survey(homes.points, np.empty(0, np.int64), homes.points.people, homes.points.area)


def _in_towns(found: Opened, who: Survey) -> Survey:
    """Each point in the street or town that it is said to be in, else in that of the place nearest to it: extracts seldom hold outlines."""
    towns = sorted({place.area[:TOWN_DIGITS] for place in found.places.values() if len(place.area) >= TOWN_DIGITS})
    if not towns:
        return who
    graph, times = found.atlas.graph(), []
    for town in towns:
        stands = [each for each in found.atlas.reach.stands if found.places[each.code].area.startswith(town)]
        best = coverage.exact(graph, stands)
        at = best[who.vertices] if who.points is None else coverage.at_points(graph, best, who.points, stands)
        times.append(at)
    nearest = np.argmin(np.stack(times), axis=0).tolist()
    said = [area[:TOWN_DIGITS] if len(area) >= TOWN_DIGITS else "" for area in who.area]
    return replace(who, area=tuple(code or towns[at] for code, at in zip(said, nearest, strict=True)))


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
