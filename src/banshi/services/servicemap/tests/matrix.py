"""Who gets what at the addresses of this room."""

from importlib.util import find_spec
from typing import Any

from banshi.kernel.testing.matrix import Row
from banshi.kernel.testing.people import COUNTY, World
from banshi.services.servicemap.tests.small import publish, town

EVERYONE = {"*": 200}
KEEPERS = {"*": 403, "anonymous": 302, "township": 200, "administrator": 200}


def mapped(world: World) -> dict[str, Any]:
    town(world)
    return {}


def place(world: World) -> dict[str, Any]:
    town(world)
    return {"code": f"{COUNTY}-near"}


def county(world: World) -> dict[str, Any]:
    publish(world)
    return {"county": COUNTY}


ROWS = [
    Row("servicemap:near", EVERYONE, args=mapped),
    Row("servicemap:place", EVERYONE, args=place),
    Row("servicemap:route", EVERYONE, args=place),
    Row("servicemap:kept", KEEPERS),
    Row("servicemap:sheet_out", KEEPERS),
    Row("servicemap:sheet", KEEPERS),
    Row(
        "servicemap:sheet_take", {**KEEPERS, "township": 409, "administrator": 409}, method="POST"
    ),  # nothing to confirm
    Row("servicemap:move", KEEPERS, args=place),
    Row("servicemap:coverage", EVERYONE, args=mapped),
    Row("servicemap:guide", EVERYONE, args=mapped),
    Row("servicemap:guide_pdf", EVERYONE, args=county),
    Row("servicemap:live", EVERYONE, args=mapped),
    Row("servicemap:library_worker", {"*": 200 if find_spec("maplibre") else 404}),
    Row("servicemap:glyphs", EVERYONE, args=lambda world: {"font": "sans", "part": "0-255"}),
    Row("servicemap:style", EVERYONE, args=county),
    Row("servicemap:tile", {"*": 404}, args=lambda world: {**county(world), "z": 15, "x": 0, "y": 0}),  # no base map
    Row(
        "servicemap:provided_tile",
        {"*": 404},
        args=lambda world: {**county(world), "layer": 0, "z": 15, "x": 0, "y": 0},
    ),  # no other provider
    Row("servicemap:offline", EVERYONE),
    Row("servicemap:worker", EVERYONE),
    *(Row(f"servicemap:{name}", EVERYONE, args=county) for name in ("reach_file", "streets_file", "places_file")),
    Row("servicemap:reach_answer", {"*": 422}, args=county),  # without a position there is nothing to answer
    Row("servicemap:streets_picture", {"*": 404}, args=county),  # without a box there is nothing to draw
]
