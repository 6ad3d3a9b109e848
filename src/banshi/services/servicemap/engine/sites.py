"""Points that people bring as a list: places, candidate sites, households. Read, checked, and nothing bad hidden."""

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    "address": ("address", "地址", "门牌", "门牌地址", "住址"),
    "people": ("people", "population", "weight", "人口", "人数"),
    "households": ("households", "户数", "住户数"),
    "capacity": ("capacity", "容量", "可服务人数"),
}
"""Column → how its heading may read."""
COUNTS = ("people", "households")
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
    households: float = 1.0
    row: int = field(default=0, compare=False)
    """Where it stands in its list, 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, or with a whole list where `row` is 0."""

    row: int
    code: str
    what: str
    """no_number, no_count, swapped, off_map, duplicate, off_network, no_street_near, other_area, misread."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PointList:
    """What a file holds: its name and fingerprint, the points that can be read, and what is wrong with the others."""

    name: str
    sha256: str
    sites: tuple[Site, ...]
    problems: tuple[Problem, ...]


def read_sites(path: Path) -> tuple[list[Site], list[Problem]]:
    """The points of a .csv or .geojson; rows that cannot be used come back as problems.

    Raises:
        MapFailure: no such file, no list of points, or no usable row.
    """
    if not path.is_file():
        raise MapFailure("absent", given=path.name)
    text = _text(path)
    rows = _features(path, text) if text.lstrip().startswith("{") else table_rows(path.name, _lines(path, text))
    return sites_of(path.name, rows)


def sites_of(name: str, rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[list[Site], list[Problem]]:
    """The points of numbered rows. One is known by its code, else by its address.

    Raises:
        MapFailure: no usable row.
    """
    sites: list[Site] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, row in rows:
        code = row.get("code", "").strip() or row.get("address", "").strip() or f"row-{number}"
        lon, lat = _number(row.get("lon", "")), _number(row.get("lat", ""))
        if lon is None or lat is None:
            problems.append(Problem(number, code, "no_number", f"{row.get('lon', '')},{row.get('lat', '')}"))
        elif code in seen:
            problems.append(Problem(number, code, "duplicate", str(seen[code])))
        else:
            seen[code] = number
            sites.append(_site(code, lon, lat, row, number))
            wrong = [row[each].strip() for each in COUNTS if row.get(each, "").strip() and _count(row[each]) is None]
            problems += [Problem(number, code, "no_count", given[:40]) for given in wrong]
    if not sites:
        raise MapFailure("no_points", given=name)
    return sites, problems


def _site(code: str, lon: float, lat: float, row: Mapping[str, str], number: int) -> Site:
    capacity, tier = (_number(row.get(name, "")) for name in ("capacity", "tier"))
    people, households = (_count(row.get(name, "")) for name in COUNTS)
    households = households if households is not None else 1.0
    return Site(
        code=code,
        lon=lon,
        lat=lat,
        name=row.get("name", "").strip() or code,
        name_en=row.get("name_en", "").strip(),
        kind=row.get("kind", "").strip(),
        tier=int(tier or 0),
        area=row.get("area", "").strip(),
        people=people if people is not None else households,
        capacity=capacity,
        households=households,
        row=number,
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


def _lines(path: Path, text: str) -> Iterator[Sequence[str]]:
    try:
        yield from csv.reader(io.StringIO(text))
    except csv.Error:
        raise MapFailure("not_a_list", given=path.name) from None


def table_rows(name: str, lines: Iterable[Sequence[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table by field, numbered as a spreadsheet does; its first line names the columns.

    Raises:
        MapFailure: nothing in it, or no columns of longitude and latitude.
    """
    reader = iter(lines)
    head = next(reader, None)
    if head is None:
        raise MapFailure("not_a_list", given=name)
    columns = _columns(head)
    missing = [field for field in ("lon", "lat") if field not in columns]
    if missing:
        raise MapFailure("no_columns", given=name, columns=", ".join(missing))
    for number, row in enumerate(reader, 2):
        if any(cell.strip() for cell in row):
            yield number, {field: row[at] for field, at in columns.items() if at < len(row)}


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


def _count(given: Any) -> float | None:
    """How many, None where that is no number or less than none."""
    found = _number(given)
    return found if found is not None and found >= 0 else None
