"""The published map of a county with its places as they stand now, kept in the process while nothing changes."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import monotonic

from banshi.kernel.places.queries import PlaceRow, Stamp, places_in, stamp
from banshi.services.servicemap.engine import table
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.folder import open_map
from banshi.services.servicemap.engine.sites import Site
from banshi.services.servicemap.queries.published import MapBroken, MapRow, published

MOST_KEPT = 8
"""Maps held at a time: a region's site serves many counties, but few at once."""


@dataclass(frozen=True)
class Opened:
    """A map to ask."""

    row: MapRow
    path: Path
    stamp: Stamp
    atlas: Atlas
    places: dict[str, PlaceRow]
    table: bytes
    """The reach table as phones get it. The server answers from the same bytes, so both say the same."""

    @property
    def county(self) -> str:
        return self.row.county


RECENT = 1.0
"""Seconds for which a map may be asked without looking whether it changed."""
_kept: dict[str, Opened] = {}
_seen: dict[str, float] = {}


def opened(county: str) -> Opened:
    """The map of a county with its open places. SQL: 2 while nothing changes, 3 where something did.

    Only the rows of places that are new or moved are reckoned.

    Raises:
        NoMap: there is none.
        MapBroken: its files are damaged or gone.
    """
    row, now = published(county), stamp(county)
    before = _kept.get(county)
    if before is not None and (before.row, before.path, before.stamp) == (row, row.path, now):
        _seen[county] = monotonic()
        return before
    streets = before.atlas if before is not None and before.path == row.path else _streets(row.path)
    places = {place.code: place for place in places_in(county)}
    atlas = streets.with_sites([_site(place) for place in places.values()])
    packed = table.pack(atlas.reach, atlas.fingerprint)
    atlas = atlas.with_table(table.unpack(packed, atlas.fingerprint))
    while len(_kept) >= MOST_KEPT:
        _kept.pop(next(iter(_kept)))
    _kept[county] = Opened(row, row.path, now, atlas, places, packed)
    _seen[county] = monotonic()
    return _kept[county]


def recently(county: str) -> Opened | None:
    """The map that was found unchanged within the last second, None where somebody must look again. SQL: none."""
    return _kept.get(county) if monotonic() - _seen.get(county, -RECENT) < RECENT else None


@lru_cache(maxsize=2)
def _streets(path: Path) -> Atlas:
    """The streets of a published folder, which never changes."""
    try:
        return open_map(path)
    except MapFailure as failure:
        raise MapBroken() from failure


def _site(place: PlaceRow) -> Site:
    return Site(
        code=place.code,
        lon=place.lon,
        lat=place.lat,
        name=place.name,
        name_en=place.name_en,
        kind=place.kind,
        tier=place.tier,
        area=place.area,
    )
