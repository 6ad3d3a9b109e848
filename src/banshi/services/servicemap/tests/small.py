"""A small town with a published map: four streets about a square, places on them, and one off the streets."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from banshi.kernel.places import commands as places
from banshi.kernel.testing.people import COUNTY, NOW, TOWN, VILLAGE, World
from banshi.services.servicemap.commands import publish_map
from banshi.services.servicemap.engine.folder import make
from banshi.services.servicemap.queries.published import MapRow
from banshi.services.servicemap.tests.town import Town, position

HERE = position(0, 0)
"""The south-western corner of the square."""
PLACES: Mapping[str, tuple[str, str, str, tuple[float, float]]] = {
    "near": ("门克庆嘎查党群服务中心", "community-centre", VILLAGE, (100, 2)),
    "far": ("札萨克镇党群服务中心", "town-centre", TOWN, (800, 400)),
    "park": ("门克庆老少乐园", "park", VILLAGE, (300, -3)),
}


@cache
def built() -> Path:
    """The map of the town in a folder, made once."""
    folder = Path(mkdtemp(prefix="banshi-map-"))
    town = Town().at("a", 0, 0).at("b", 1000, 0).at("c", 1000, 500).at("d", 0, 500).at("e", 400, 0).at("f", 400, 500)
    town.way("aeb", name="人民路", name__en="Renmin Road").way("bc").way("cfd").way("da").way("ef", "steps")
    make(town.write(folder / "town.osm"), folder / "map", lambda _path: ([], []), tiles=False)
    return folder / "map"


def publish(world: World, now: datetime = NOW, **given: Any) -> MapRow:
    """Serve it to the county of the tests."""
    values = {"county": COUNTY, "folder": built(), "note": "试用地图", "note_en": "A trial map", **given}
    return publish_map(world.ctx("system", now), **values)


def put(world: World, short: str, now: datetime = NOW, **given: Any) -> str:
    """One of the places; returns its code."""
    name, kind, area, at = PLACES[short]
    lon, lat = position(*at)
    values = {
        "code": f"{COUNTY}-{short}",
        "name": name,
        "kind": kind,
        "area": area,
        "lon": lon,
        "lat": lat,
        "hours": "24/7",
    }
    return places.open_place(world.ctx("administrator", now), **{**values, **given}).code


def town(world: World, now: datetime = NOW) -> World:
    """The map with all its places."""
    publish(world, now)
    for short in PLACES:
        put(world, short, now)
    return world
