"""Which administrative area a point lies in, from a file of outlines."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import Floats
from banshi.services.servicemap.engine.squares import inside

CODES = ("code", "area", "adcode", "代码", "区划代码")


@dataclass(frozen=True)
class Area:
    """One area: its code, and the rings of its outline, islands and holes alike."""

    code: str
    rings: tuple[tuple[Floats, Floats], ...]


def read_areas(path: Path) -> list[Area]:
    """The areas of a GeoJSON file of polygons; the property `code` names each.

    Raises:
        MapFailure: no such file, or none of polygons with codes.
    """
    if not path.is_file():
        raise MapFailure("absent", given=path.name)
    try:
        features = json.loads(path.read_text("utf-8-sig"))["features"]
        found = [Area(_code(feature["properties"]), tuple(_rings(feature["geometry"]))) for feature in features]
    except (ValueError, KeyError, TypeError, IndexError, StopIteration):
        raise MapFailure("not_areas", given=path.name) from None
    if not found:
        raise MapFailure("not_areas", given=path.name)
    return found


def area_of(areas: Sequence[Area], lon: Floats, lat: Floats) -> list[str]:
    """Of each point the code of the area it lies in; the smallest where several do, "" where none does."""
    best = np.full(len(lon), "", dtype=object)
    for area in sorted(areas, key=lambda each: len(each.code)):
        within = np.zeros(len(lon), bool)
        for x, y in area.rings:
            near = (lon >= x.min()) & (lon <= x.max()) & (lat >= y.min()) & (lat <= y.max())
            within[near] ^= inside(x, y, lon[near], lat[near])
        best[within] = area.code
    return [str(code) for code in best]


def _code(properties: dict[str, object]) -> str:
    return str(next(properties[name] for name in CODES if properties.get(name)))


def _rings(geometry: dict[str, object]) -> list[tuple[Floats, Floats]]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    elif geometry["type"] != "MultiPolygon":
        raise ValueError(geometry["type"])
    rings = [np.array(ring, np.float64)[:, :2] for polygon in polygons for ring in polygon]  # type: ignore[attr-defined]
    return [(ring[:, 0], ring[:, 1]) for ring in rings]
