"""Where a county's households live: points of a list, judged, put on the streets once, and kept as a file of arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from banshi.kernel.places.coordinates import Point, System, convert
from banshi.kernel.places.positions import misread
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.checked import ENOUGH, checked
from banshi.services.servicemap.engine.coverage import Points, put_down
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import Floats
from banshi.services.servicemap.engine.problems import SYSTEMS
from banshi.services.servicemap.engine.sites import Problem, Site

FILE = "households.npz"
NAMES = {"wgs84": "WGS-84", **SYSTEMS}


@dataclass(frozen=True)
class Homes:
    """Points on the streets of one network, each with its households and its people."""

    lon: Floats
    lat: Floats
    households: Floats
    points: Points
    network: str
    """Fingerprint of the streets on which they were put down."""

    @property
    def people_told(self) -> bool:
        """Whether the list said how many people there are: where it did not, each household counts as one."""
        return bool((self.points.people != self.households).any())


def judged(
    atlas: Atlas, name: str, given: Sequence[Site], problems: Sequence[Problem], county: str, system: System
) -> tuple[Homes, list[Problem]]:
    """The usable points of a list, read in the system that it is said to be in, and all that is wrong with the list.

    Raises:
        MapFailure: the list is in another system than said, or no point of it lies on the map.
    """
    kept, doubts = checked([_read(site, system) for site in given], atlas.snapper())
    if not kept:
        raise MapFailure("no_points", given=name)
    _must_be(atlas, name, given, system)
    elsewhere = [
        Problem(site.row, site.code, "other_area", site.area[:20])
        for site in kept
        if site.area and not site.area.startswith(county)
    ]
    return _homes(atlas, kept, county), [*problems, *(each for each in doubts if each.what != "misread"), *elsewhere]


def on(homes: Homes, atlas: Atlas) -> Homes:
    """The same households on these streets: put down anew where the map was built again since."""
    if homes.network == atlas.fingerprint:
        return homes
    each = zip(homes.lon.tolist(), homes.lat.tolist(), homes.points.people.tolist(), homes.points.area, strict=True)
    return replace(homes, points=put_down(atlas.snapper(), list(each)), network=atlas.fingerprint)


def save(homes: Homes, path: Path) -> None:
    """Write them; the same households make the same bytes."""
    points = homes.points
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            lon=homes.lon,
            lat=homes.lat,
            households=homes.households,
            people=points.people,
            edge=points.edge,
            along=points.along,
            away=points.away,
            area=np.array(points.area, dtype=np.str_),
            network=np.array(homes.network),
        )


def load(path: Path) -> Homes:
    """The households in a file.

    Raises:
        MapFailure: there is none, or it is damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as found:
            area = tuple(str(code) for code in found["area"].tolist())
            points = Points(found["edge"], found["along"], found["away"], found["people"], area)
            return Homes(found["lon"], found["lat"], found["households"], points, str(found["network"]))
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise MapFailure("damaged", given=path.name) from error


def _homes(atlas: Atlas, kept: Sequence[Site], county: str) -> Homes:
    areas = [site.area if site.area.startswith(county) else "" for site in kept]
    given = [(site.lon, site.lat, site.people, area) for site, area in zip(kept, areas, strict=True)]
    lon, lat, households = (np.array([getattr(site, name) for site in kept]) for name in ("lon", "lat", "households"))
    return Homes(lon, lat, households, put_down(atlas.snapper(), given), atlas.fingerprint)


def _read(site: Site, system: System) -> Site:
    """Converted where that is possible; what lies nowhere on earth is left for the check to name."""
    if system is System.WGS84 or not _on_earth(site):
        return site
    point = convert(Point(site.lon, site.lat), system, System.WGS84)
    return replace(site, lon=point.lon, lat=point.lat)


def _must_be(atlas: Atlas, name: str, given: Sequence[Site], system: System) -> None:
    """Refuse a list that fits the streets in another system than the one it is said to be in."""
    some = [Point(site.lon, site.lat) for site in given[:: max(1, -(-len(given) // ENOUGH))] if _on_earth(site)]
    found = misread(some, atlas.snapper().away) if some else None
    if found is not None and found.system is not system:
        raise MapFailure(
            "other_system",
            given=name,
            said=NAMES[system.value],
            system=NAMES[found.system.value],
            option=found.system.value,
            far=f"{found.given:.0f}",
            near=f"{found.corrected:.0f}",
        )


def _on_earth(site: Site) -> bool:
    return abs(site.lon) <= 180 and abs(site.lat) <= 90
