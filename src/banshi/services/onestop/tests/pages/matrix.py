"""Who gets what at the addresses of the resident's and the public pages."""

from typing import Any

from banshi.kernel.testing.matrix import Row
from banshi.kernel.testing.people import World
from banshi.services.onestop.tests.lately import at_work, begun, handed, prepared_now, returned

EVERYONE = {"*": 200}
SIGNED_IN = {"anonymous": 302, "*": 200}
READS = {"anonymous": 302, "bao": 404, "township": 404, "leader": 404, "administrator": 404, "charlie": 404, "*": 200}
"""Of a case in which the water and the roads bureau have begun."""
DECIDES = {**READS, "handler": 403, "roads": 403, "supervisor": 403, "inspector": 403, "alice": 302, "clerk": 302}
"""The resident, and the window for them."""


def code(world: World) -> dict[str, Any]:
    prepared_now(world)
    return {"code": "moving"}


def case(world: World) -> dict[str, Any]:
    return {"number": at_work(world).number}


def step(world: World) -> dict[str, Any]:
    return {"number": at_work(world).number, "step": "parking"}


def ready(world: World) -> dict[str, Any]:
    return {"number": handed(world).number, "step": "water"}


def asked_back(world: World) -> dict[str, Any]:
    return {"number": returned(world).number}


def first(world: World) -> dict[str, Any]:
    return {"number": begun(world).number}


ROWS = [
    *(Row(f"onestop:{name}", EVERYONE) for name in ("list", "statistics", "statistics_csv")),
    Row("onestop:procedure", EVERYONE, args=code),
    Row("onestop:bpmn", EVERYONE, args=code),
    Row("onestop:mine", SIGNED_IN),
    Row("onestop:apply", SIGNED_IN, args=code),
    Row("onestop:discard", {"*": 302}, method="POST", args=code),
    Row("onestop:case", READS, args=case),
    Row("onestop:papers", READS, args=case),
    Row("onestop:supply", READS, args=asked_back),
    Row("onestop:way", READS, args=case),
    Row("onestop:withdraw", READS, args=case),
    Row("onestop:leave", DECIDES, method="POST", args=step),
    Row("onestop:received", {**DECIDES, "handler": 302, "roads": 403}, method="POST", args=ready),
]
