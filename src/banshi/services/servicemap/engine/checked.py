"""Are the points of a list where they should be? Every doubt is named; only what cannot be used is left out."""

from collections.abc import Sequence

from banshi.kernel.places.coordinates import Point
from banshi.kernel.places.positions import misread
from banshi.services.servicemap.engine.sites import Problem, Site
from banshi.services.servicemap.engine.snap import FARTHEST, Snapper

ENOUGH = 600
"""Points, from all over the list, by which one tells in what system it is: the verdict gets no surer with more."""


def checked(sites: Sequence[Site], snapper: Snapper) -> tuple[list[Site], list[Problem]]:
    """The points that lie on the map, and what is doubtful or wrong with any of them.

    A list whose points fit the streets only when read as GCJ-02 or BD-09 is named as a whole; it
    is not corrected here, since only its owner can say how it was made.
    """
    west, south, east, north = snapper.graph.network.bounds
    kept, problems = [], []
    for at, site in enumerate(sites, 1):
        number = site.row or at
        if not _within(site.lon, site.lat, (west, south, east, north)):
            swapped = _within(site.lat, site.lon, (west, south, east, north))
            problems.append(Problem(number, site.code, "swapped" if swapped else "off_map", f"{site.lon},{site.lat}"))
            continue
        kept.append(site)
        found = snapper.snap(site.lon, site.lat)
        if found is None:
            problems.append(Problem(number, site.code, "no_street_near", str(round(FARTHEST))))
        elif found.off_network:
            problems.append(Problem(number, site.code, "off_network", str(round(found.away))))
    some = kept[:: max(1, -(-len(kept) // ENOUGH))]
    verdict = misread([Point(site.lon, site.lat) for site in some], snapper.away) if some else None
    if verdict is not None:
        detail = f"{verdict.system.value} {verdict.given:.0f} {verdict.corrected:.0f} {verdict.nearer}/{verdict.of}"
        problems.insert(0, Problem(0, "", "misread", detail))
    return kept, problems


def _within(lon: float, lat: float, bounds: tuple[float, float, float, float]) -> bool:
    """Inside the map, or no farther outside than a street may be near."""
    west, south, east, north = bounds
    margin = FARTHEST / 111_000
    return west - margin <= lon <= east + margin and south - margin <= lat <= north + margin
