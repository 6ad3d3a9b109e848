"""The questions that a planner asks: who is served, and where the next sites should be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from banshi.services.servicemap.engine import coverage, demand, siting
from banshi.services.servicemap.engine.areas import Area, area_of
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.coverage import Points, Share
from banshi.services.servicemap.engine.covering import Choice, Question
from banshi.services.servicemap.engine.geo import SCALE, Floats, Longs
from banshi.services.servicemap.engine.modes import Mode, seconds_of, slowness
from banshi.services.servicemap.engine.reach import Reach, reach_of
from banshi.services.servicemap.engine.sites import Site
from banshi.services.servicemap.engine.siting import Answer

EVERYBODY = ""
"""The group of all points."""


@dataclass(frozen=True)
class Survey:
    """Whom the question is about: the junctions of the streets, or households on them."""

    points: Points | None
    """None for junctions."""
    vertices: Longs
    people: Floats
    area: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """How everybody is served, in all, by tier and by area."""

    minutes: float
    counted: str
    """junctions or households"""
    total: Share
    by_tier: tuple[Share, ...]
    """To the nearest place of each tier."""
    by_area: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A proposed site and whom it adds."""

    code: str
    name: str
    lon: float
    lat: float
    people: float


@dataclass(frozen=True, slots=True)
class SitingAnswer:
    """Where the next sites should be, what is proven of it, and how it changes who is served."""

    minutes: float
    counted: str
    sites: tuple[Chosen, ...]
    greedy: tuple[Chosen, ...]
    gained: float
    """People newly served by the best choice; likewise `gained_greedy`."""
    gained_greedy: float
    bound: float
    proven: bool
    seconds: float
    before: Share
    after: Share


def survey(atlas: Atlas, households: Sequence[Site] = (), areas: Sequence[Area] = ()) -> Survey:
    """Households where there are some, else every junction that is not on an island."""
    graph = atlas.graph()
    if households:
        lon, lat = (np.array([getattr(each, name) for each in households]) for name in ("lon", "lat"))
        drawn = area_of(areas, lon, lat) if areas else [each.area for each in households]
        given = [(each.lon, each.lat, each.people, area) for each, area in zip(households, drawn, strict=True)]
        points = coverage.put_down(atlas.snapper(), given)
        return Survey(points, np.empty(0, np.int64), points.people, points.area)
    there = np.zeros(graph.network.vertices, bool)
    there[graph.network.start[graph.mainland]] = there[graph.network.end[graph.mainland]] = True
    used = np.flatnonzero(there)
    lon, lat = graph.network.lon[used] / SCALE, graph.network.lat[used] / SCALE
    names = area_of(areas, lon, lat) if areas else [EVERYBODY] * len(used)
    return Survey(None, used.astype(np.int64), np.ones(len(used)), tuple(names))


def covered(atlas: Atlas, who: Survey, minutes: float = 10, kmh: float | None = None) -> CoverageAnswer:
    """How everybody is served on foot.

    Raises:
        MapFailure: time or speed are out of bounds.
    """
    limit, slow = seconds_of(minutes), slowness(Mode.FOOT, kmh)
    total = seconds_to_nearest(atlas, who) * slow
    tiers = sorted({site.tier for site in atlas.sites.values() if site.tier})
    by_tier = [
        coverage.share(str(tier), seconds_to_nearest(atlas, who, tier) * slow, who.people, limit) for tier in tiers
    ]
    by_area = coverage.shares(total, who.people, who.area, limit) if any(who.area) else []
    whole = coverage.share(EVERYBODY, total, who.people, limit)
    return CoverageAnswer(minutes, _counted(who), whole, tuple(by_tier), tuple(by_area))


def seconds_to_nearest(atlas: Atlas, who: Survey, tier: int = 0, extra: Reach | None = None) -> Floats:
    """Seconds from each point to the nearest place, of one tier or of any, exact beyond the table's limit."""
    stands = atlas.stands(tier)
    best = atlas.nearest(tier)
    if extra is not None:
        best = np.minimum(best, coverage.exact(atlas.graph(), extra.stands))
        stands = (*stands, *extra.stands)
    return best[who.vertices] if who.points is None else coverage.at_points(atlas.graph(), best, who.points, stands)


def proposed(
    atlas: Atlas,
    who: Survey,
    candidates: Sequence[Site],
    count: int,
    *,
    minutes: float = 10,
    kmh: float | None = None,
    capacity: float | None = None,
    most_seconds: float = siting.MOST_SECONDS,
) -> SitingAnswer:
    """Which `count` of the candidates bring most people within so many minutes of a place.

    With `capacity` a candidate serves no more people than that (or than its own capacity says),
    and places that are there serve as many as theirs says, any number where it says nothing.

    Raises:
        MapFailure: time, speed, count or capacity are out of bounds, or the solver failed.
    """
    limit, slow = seconds_of(minutes) / slowness(Mode.FOOT, kmh), slowness(Mode.FOOT, kmh)
    graph = atlas.graph()
    table = reach_of(graph, atlas.snapper(), [(each.code, each.lon, each.lat) for each in candidates], int(limit))
    now = seconds_to_nearest(atlas, who)
    served = now <= limit + 0.5
    serves = _serves(atlas, table, who, limit)
    if capacity is None:
        asked = Question(who.people[~served], demand.without_served(serves, served))
        answer = siting.choose(asked, count, most_seconds)
    else:
        answer = _with_capacity(atlas, who, serves, candidates, count, capacity, limit, most_seconds)
    picked = [candidates[at] for at in answer.best.sites]
    extra = reach_of(graph, atlas.snapper(), [(each.code, each.lon, each.lat) for each in picked], atlas.reach.limit)
    then = seconds_to_nearest(atlas, who, extra=extra)
    before, after = (coverage.share(EVERYBODY, each * slow, who.people, minutes * 60) for each in (now, then))
    return SitingAnswer(
        minutes=minutes,
        counted=_counted(who),
        sites=_told(candidates, answer.best),
        greedy=_told(candidates, answer.greedy),
        gained=answer.best.people,
        gained_greedy=answer.greedy.people,
        bound=answer.bound,
        proven=answer.proven,
        seconds=answer.seconds,
        before=before,
        after=after,
    )


def junction_sites(atlas: Atlas, most: int) -> list[Site]:
    """Candidates where nobody gave any: junctions evenly along Hilbert's curve, so all over the map."""
    who = survey(atlas)
    step = max(1, -(-len(who.vertices) // most))
    network = atlas.network
    return [
        Site(f"v{vertex}", float(network.lon[vertex]) / SCALE, float(network.lat[vertex]) / SCALE, f"v{vertex}")
        for vertex in who.vertices[::step].tolist()
    ]


def _with_capacity(
    atlas: Atlas,
    who: Survey,
    serves: csc_array,
    candidates: Sequence[Site],
    count: int,
    capacity: float,
    limit: float,
    most_seconds: float,
) -> Answer:
    """The places that are there stand beside the candidates and keep serving whom they can."""
    there = _serves(atlas, atlas.reach, who, min(limit, atlas.reach.limit))
    everybody = float(who.people.sum()) or 1.0
    standing = [atlas.sites[stand.code].capacity or everybody for stand in atlas.reach.stands]
    held = np.array([*(each.capacity or capacity for each in candidates), *standing], np.float64)
    asked = Question(who.people, demand.beside(serves, there))
    numbers = tuple(range(len(candidates), len(candidates) + len(standing)))
    return siting.choose_with_capacity(asked, count, held, numbers, most_seconds)


def _serves(atlas: Atlas, table: Reach, who: Survey, limit: float) -> csc_array:
    if who.points is None:
        return demand.serves_vertices(table, who.vertices, limit)
    return demand.serves_points(atlas.graph(), table, who.points, limit)


def _told(candidates: Sequence[Site], choice: Choice) -> tuple[Chosen, ...]:
    pairs = zip(choice.sites, choice.gains, strict=True)
    found = ((candidates[at], gain) for at, gain in pairs)
    return tuple(Chosen(site.code, site.name, site.lon, site.lat, gain) for site, gain in found)


def _counted(who: Survey) -> str:
    return "junctions" if who.points is None else "households"
