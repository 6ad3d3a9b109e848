"""Places that an extract itself knows: for a first look at a town before anybody has made a list."""

from pathlib import Path
from typing import Any

import osmium
import osmium.filter
import osmium.osm

from banshi.services.servicemap.engine.extract import opened, reading
from banshi.services.servicemap.engine.sites import Site

AMENITIES = {
    "community_centre": 3, "townhall": 2, "social_facility": 3, "social_centre": 3, "library": 3, "clinic": 3,
    "hospital": 2, "doctors": 4, "pharmacy": 4, "police": 3, "post_office": 4, "courthouse": 2,
}  # fmt: skip
"""Public services by OpenStreetMap's name, with the tier at which each is shown."""


def found_places(path: Path) -> list[Site]:
    """Public services drawn in the extract, as points; areas by the middle of their outline."""
    wanted = osmium.filter.TagFilter(*(("amenity", name) for name in AMENITIES))
    entities = osmium.osm.NODE | osmium.osm.WAY
    sites = []
    with reading(path):
        for thing in osmium.FileProcessor(opened(path), entities).with_locations().with_filter(wanted):
            tags = dict(thing.tags)
            points = _points(thing)
            if not points:
                continue
            lon, lat = (sum(each) / len(points) for each in zip(*((p.lon, p.lat) for p in points), strict=True))
            kind = tags["amenity"]
            code = f"{thing.type_str()}{thing.id}"
            name = tags.get("name", "")
            english = tags.get("name:en") or ("" if name else kind.replace("_", " "))
            sites.append(Site(code, lon, lat, name or kind, english, kind, AMENITIES[kind]))
    return sorted(sites, key=lambda site: site.code)


def _points(thing: Any) -> list[Any]:
    """Its position, or those of its outline, as far as the file holds them."""
    points = [thing.location] if thing.is_node() else [node.location for node in thing.nodes]
    return [point for point in points if point.valid()]
