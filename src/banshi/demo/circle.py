"""The ten-minute circle of 青山区: its 165 places on the streets of the extract that the house carries, the map published, and invented households for its coverage."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
from django.core.management import call_command

from banshi.demo.plan import SEED
from banshi.demo.region import CTX, County
from banshi.kernel.directory.areas import short_name
from banshi.kernel.directory.queries.areas import AreaRow, children
from banshi.kernel.places import commands as places
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.folder import open_map
from banshi.services.servicemap.engine.geo import SCALE

COUNTY = "150204"
NOTE = "演示：街道取自北京西北部一块 1.3 公里见方的开放地图，不是青山区的街道；场所的位置、电话和时间都是示例。"
NOTE_EN = (
    "Demonstration: the streets are those of a piece of open map, 1.3 km square, in the north-west of Beijing, not those of "
    "Qingshan; positions, phones and hours are examples."
)
HOMES, SMALLEST, LARGEST = 1500, 6, 120
"""Invented buildings along the streets, and the households of the smallest and of the largest."""
HOMES_NOTE = "沿街随机放了 1500 栋楼，户数和人数也是随机的。"
HOMES_NOTE_EN = "1,500 buildings along the streets at random, with households and people at random."
TOWNS, COMMUNITIES, HOUSES, PARKS, STATIONS = 10, 70, 41, 34, 8
"""As the district counted them, beside one district centre and one point of a property company."""
OFFICE, EVERY_DAY = "Mo-Fr 08:30-12:00,14:30-17:30; PH off", "Mo-Su 08:30-20:30"


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of the places of a kind."""

    kind: str
    words: str
    hours: str
    offers: tuple[str, ...]
    features: tuple[str, ...] = ()


DISTRICT = Given(
    "district-centre",
    "党群服务中心",
    OFFICE,
    ("counter", "consult", "party", "hall", "legal"),
    ("step-free", "lift", "toilet"),
)
TOWN = Given("town-centre", "党群服务中心", OFFICE, ("counter", "consult", "party", "hall"), ("step-free",))
COMMUNITY = Given(
    "community-centre", "党群服务中心", EVERY_DAY, ("consult", "party", "hall", "reading"), ("step-free",)
)
PROPERTY = Given("property-point", "物业企业服务点", "Mo-Sa 09:00-18:00", ("consult", "mediation"))
HOUSE = Given("neighbour-house", "一米阳光邻里屋", "Mo-Su 09:00-21:00", ("reading", "elderly", "children"))
PARK = Given("park", "老少乐园", "24/7", ("sport", "rest"), ("step-free",))
STATION = Given("station", "驿站", "Mo-Su 08:00-20:00", ("rest", "charging", "toilet"), ("toilet",))


def circle(county: County) -> Iterator[int]:
    """Build the map with the real commands, open the places on it, publish it; yields how many places there are."""
    with TemporaryDirectory() as folder, as_file(files("banshi.services.servicemap") / "data") as data:
        out = Path(folder) / "map"
        call_command(
            "map_build", data / "tsinghua-cut.osm.gz", out=out, verbosity=0, stdout=StringIO(), stderr=StringIO()
        )
        for number, (given, area, lon, lat) in enumerate(_laid_out(open_map(out)), 1):
            _open(number, given, area, lon, lat)
            yield number
        call_command("map_publish", out, county.code, note=NOTE, note_en=NOTE_EN, stdout=StringIO(), stderr=StringIO())
        homes = _write_homes(open_map(out), Path(folder) / "demo-households.csv")
        values = {"note": HOMES_NOTE, "note_en": HOMES_NOTE_EN, "stdout": StringIO(), "stderr": StringIO()}
        call_command("map_households", homes, county.code, invented=True, **values)


def _laid_out(atlas: Atlas) -> list[tuple[Given, AreaRow, float, float]]:
    """Every place with its area and position: what belongs together lies together along Hilbert's curve."""
    towns = children(COUNTY)[:TOWNS]
    villages = [village for town in towns for village in children(town.code)][:COMMUNITIES]
    rng = Random(f"{SEED}/circle")
    around: dict[str, list[Given]] = {village.code: [COMMUNITY] for village in villages}
    first = {town.code: next(each.code for each in villages if each.code.startswith(town.code)) for town in towns}
    for village in rng.sample(villages, HOUSES):
        around[village.code].append(HOUSE)
    for village in rng.sample(villages, PARKS):
        around[village.code].append(PARK)
    for town in rng.sample(towns, STATIONS):
        around[first[town.code]].append(STATION)
    around[rng.choice(villages).code].append(PROPERTY)
    order: list[tuple[Given, AreaRow]] = []
    for town in towns:
        order.append((TOWN, town))
        for village in villages:
            if village.code.startswith(town.code):
                order += [(given, village) for given in around[village.code]]
    order.insert(len(order) // 2, (DISTRICT, AreaRow(COUNTY, "青山区", "county")))
    placed = [(*each, *at) for each, at in zip(order, _positions(atlas, len(order), rng), strict=True)]
    kinds = [DISTRICT, TOWN, COMMUNITY, PROPERTY, HOUSE, PARK, STATION]
    return sorted(placed, key=lambda each: (kinds.index(each[0]), each[1].code))


def _positions(atlas: Atlas, count: int, rng: Random) -> list[tuple[float, float]]:
    """Beside streets all over the map, a few metres from a junction."""
    graph, network = atlas.graph(), atlas.network
    used = np.unique(np.concatenate([network.start[graph.mainland], network.end[graph.mainland]]))
    chosen = used[np.linspace(0, len(used) - 1, count).astype(int)]
    return [
        (
            round(int(network.lon[vertex]) / SCALE + rng.uniform(-1, 1) * 8e-5, 7),
            round(int(network.lat[vertex]) / SCALE + rng.uniform(-1, 1) * 6e-5, 7),
        )
        for vertex in chosen.tolist()
    ]


def _write_homes(atlas: Atlas, path: Path) -> Path:
    """Buildings beside streets all over the map, as a list that somebody might bring."""
    network, rng = atlas.network, Random(f"{SEED}/homes")
    edges = np.flatnonzero(atlas.graph().mainland).tolist()
    lines = ["编码,经度,纬度,户数,人数"]
    for number in range(1, HOMES + 1):
        edge = rng.choice(edges)
        at = rng.randrange(int(network.shape_from[edge]), int(network.shape_from[edge + 1]))
        lon = int(network.shape_lon[at]) / SCALE + rng.uniform(-1, 1) * 3e-4
        lat = int(network.shape_lat[at]) / SCALE + rng.uniform(-1, 1) * 2e-4
        households = rng.randint(SMALLEST, LARGEST)
        people = sum(rng.choices((1, 2, 3, 4, 5), (24, 29, 25, 13, 9), k=households))
        lines.append(f"示例-{number:04},{lon:.7f},{lat:.7f},{households},{people}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _open(number: int, given: Given, area: AreaRow, lon: float, lat: float) -> None:
    places.open_place(
        CTX,
        code=f"{COUNTY}-{number:03}",
        name=f"{short_name(area.name)}{given.words}",
        kind=given.kind,
        area=area.code,
        lon=lon,
        lat=lat,
        phones=(f"0472-3600{number:03}",) if given.kind not in ("park", "station") else (),
        offers=given.offers,
        features=given.features,
        hours=given.hours,
    )
