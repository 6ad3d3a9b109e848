"""Who gets what at the addresses of the directory: administrators of the area, and nobody else."""

from datetime import date
from typing import Any

from banshi.kernel.directory.queries import staff_of
from banshi.kernel.testing.matrix import Row
from banshi.kernel.testing.people import NOW, World

ADMINISTRATORS = {"administrator": 200, "anonymous": 302, "*": 403}
ACTS = {"administrator": 302, "anonymous": 302, "*": 403}


def water(world: World) -> dict[str, Any]:
    return {"slug": world.units["water"].slug}


def empty(world: World) -> dict[str, Any]:
    return {"slug": world.units["petition"].slug}


def post(world: World) -> dict[str, Any]:
    return {**water(world), "post_id": staff_of(world.units["water"].id, NOW.date())[0].id}


def newcomer(world: World) -> dict[str, Any]:
    return {"name": "新人", "phone": "13800138088", "role": "handler", "title": "经办人", "starts": date(2021, 6, 1)}


def school(world: World) -> dict[str, Any]:
    return {"name": "一小", "slug": "150627-school", "kind": "service", "area": "150627", "parent_id": "", "phone": ""}


ROWS = [
    Row("directory:units", ADMINISTRATORS),
    Row("directory:unit_add", ADMINISTRATORS),
    Row("directory:unit_add", ACTS, "POST", data=school),
    Row("directory:unit", ADMINISTRATORS, args=water),
    Row("directory:unit_rename", ACTS, "POST", args=water, data=lambda world: {"name": "水务局"}),
    Row("directory:unit_close", ACTS, "POST", args=empty),
    Row("directory:appoint", ADMINISTRATORS, args=water),
    Row("directory:appoint", ACTS, "POST", args=water, data=newcomer),
    Row("directory:post_end", ACTS, "POST", args=post),
]
