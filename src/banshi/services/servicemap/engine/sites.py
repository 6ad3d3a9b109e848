"""Points that people bring as a list: places, candidate sites, households. Read, checked, and nothing bad hidden."""

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from banshi.services.servicemap.engine.failures import MapFailure

HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("code", "id", "编码", "代码", "编号"),
    "name": ("name", "名称", "场所", "场所名称"),
    "name_en": ("name_en", "name:en", "英文名称"),
    "kind": ("kind", "type", "类型", "类别"),
    "tier": ("tier", "层级", "级别"),
    "area": ("area", "区划", "区划代码", "行政区划"),
    "lon": ("lon", "lng", "longitude", "经度", "x"),
    "lat": ("lat", "latitude", "纬度", "y"),
    "people": ("people", "population", "weight", "人口", "人数", "户数"),
    "capacity": ("capacity", "容量", "可服务人数"),
}
"""Column → how its heading may read."""
MOST_PROBLEMS_TOLD = 20


@dataclass(frozen=True, slots=True)
class Site:
    """One point of a list."""

    code: str
    lon: float
    lat: float
    name: str = ""
    name_en: str = ""
    kind: str = ""
    tier: int = 0
    area: str = ""
    people: float = 1.0
    capacity: float | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, or with a whole list where `row` is 0."""

    row: int
    code: str
    what: str
    """no_number, swapped, off_map, duplicate, off_network, no_street_near, misread."""
    detail: str = ""


def read_sites(path: Path) -> tuple[list[Site], list[Problem]]:
    """The points of a .csv or .geojson; rows that cannot be used come back as problems.

    Raises:
        MapFailure: no such file, no list of points, or no usable row.
    """
    if not path.is_file():
        raise MapFailure("absent", given=path.name)
    text = _text(path)
    rows = _features(path, text) if text.lstrip().startswith("{") else _lines(path, text)
    sites: list[Site] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, row in rows:
        code = row.get("code", "").strip() or f"row-{number}"
        lon, lat = _number(row.get("lon", "")), _number(row.get("lat", ""))
        if lon is None or lat is None:
            problems.append(Problem(number, code, "no_number", f"{row.get('lon', '')},{row.get('lat', '')}"))
        elif code in seen:
            problems.append(Problem(number, code, "duplicate", str(seen[code])))
        else:
            seen[code] = number
            sites.append(_site(code, lon, lat, row))
    if not sites:
        raise MapFailure("no_points", given=path.name)
    return sites, problems


def _site(code: str, lon: float, lat: float, row: Mapping[str, str]) -> Site:
    people, capacity, tier = (_number(row.get(name, "")) for name in ("people", "capacity", "tier"))
    return Site(
        code=code,
        lon=lon,
        lat=lat,
        name=row.get("name", "").strip() or code,
        name_en=row.get("name_en", "").strip(),
        kind=row.get("kind", "").strip(),
        tier=int(tier or 0),
        area=row.get("area", "").strip(),
        people=people if people is not None and people >= 0 else 1.0,
        capacity=capacity,
    )


def _text(path: Path) -> str:
    """The file's text: UTF-8, or what spreadsheets on Chinese machines write."""
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise MapFailure("not_a_list", given=path.name)


def _lines(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text))
    try:
        head = next(reader)
    except (StopIteration, csv.Error):
        raise MapFailure("not_a_list", given=path.name) from None
    columns = _columns(head)
    missing = [name for name in ("lon", "lat") if name not in columns]
    if missing:
        raise MapFailure("no_columns", given=path.name, columns=", ".join(missing))
    for number, row in enumerate(reader, 2):
        if any(cell.strip() for cell in row):
            yield number, {name: row[at] for name, at in columns.items() if at < len(row)}


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Field → place of its column."""
    names = [cell.strip().lower() for cell in head]
    return {
        field: next(at for at, name in enumerate(names) if name in known)
        for field, known in HEADINGS.items()
        if any(name in known for name in names)
    }


def _features(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        features = json.loads(text)["features"]
        for number, feature in enumerate(features, 1):
            row = {
                str(key): str(value) for key, value in (feature.get("properties") or {}).items() if value is not None
            }
            columns = _columns(list(row))
            values = list(row.values())
            said = {field: values[at] for field, at in columns.items()}
            if (feature.get("geometry") or {}).get("type") == "Point":
                lon, lat = feature["geometry"]["coordinates"][:2]
                said |= {"lon": str(lon), "lat": str(lat)}
            yield number, said
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError):
        raise MapFailure("not_a_list", given=path.name) from None


def _number(given: Any) -> float | None:
    try:
        found = float(str(given).strip().replace("，", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None
