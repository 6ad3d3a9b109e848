"""Who gets what at the desks and at the window."""

from typing import Any

from banshi.kernel.testing.matrix import Row
from banshi.kernel.testing.people import World
from banshi.services.onestop.tests.lately import at_work, handed, prepared_now

HANDLES = {"anonymous": 302, "alice": 403, "bao": 403, "leader": 403, "inspector": 403, "administrator": 403, "*": 200}
"""Each at their own desk: what is on it is only theirs."""
WINDOW = {"anonymous": 302, "clerk": 200, "*": 403}
SUPERVISES = {"anonymous": 302, "supervisor": 200, "*": 403}
STEP = {**HANDLES, "township": 404, "charlie": 404}
ACTS = {**STEP, "clerk": 403, "roads": 403, "supervisor": 403}
"""Others who have part in the case may read the step, and do nothing about it."""


def window(world: World) -> dict[str, Any]:
    prepared_now(world)
    return {"code": "moving", "person": world.people["alice"].id}


def step(world: World) -> dict[str, Any]:
    return {"number": at_work(world).number, "code": "water"}


def act(world: World) -> dict[str, Any]:
    return {**step(world), "name": "return"}


def ready(world: World) -> dict[str, Any]:
    return {"number": handed(world).number, "code": "water"}


ROWS = [
    Row("onestop:desk", HANDLES),
    Row("onestop:desk_complete", {**HANDLES, "*": 302}, method="POST"),
    Row("onestop:desk_stuck", SUPERVISES),
    Row("onestop:desk_window", WINDOW),
    Row("onestop:desk_fill", WINDOW, args=window),
    Row("onestop:desk_step", STEP, args=step),
    Row("onestop:desk_act", ACTS, args=act),
    Row(
        "onestop:desk_received",
        {**STEP, "*": 302, "supervisor": 403, "roads": 403},
        method="POST",
        args=ready,
    ),
]
