"""Who gets what at the addresses of the API, in a session of the browser."""

from collections.abc import Callable, Mapping

from banshi.kernel.testing.matrix import Row, Things
from banshi.kernel.testing.people import World
from banshi.services.onestop.tests.way import opened, prepared

JSON = {"json": True, "accept": "application/json"}
SIGNED_IN = {"anonymous": 401, "*": 200}
READERS = {"clerk": 200, "supervisor": 200, "inspector": 200}
OWNER = {"anonymous": 401, "alice": 200, "clerk": 200, "supervisor": 403, "inspector": 403, "*": 404}
WATER = {"anonymous": 401, "handler": 200, "alice": 403, "clerk": 403, "supervisor": 403, "inspector": 403, "*": 404}
"""Steps of the water office, whose handler alone acts; those who may read the case are told that it is not theirs."""


def after_deed(world: World) -> Things:
    way = opened(prepared(world))
    way.complete("deed")
    return {"number": way.number}


def water(world: World) -> Things:
    return {**after_deed(world), "step": "water"}


def parking(world: World) -> Things:
    return {**after_deed(world), "step": "parking"}


def issued(world: World) -> Things:
    way = opened(prepared(world), way="post", address="门克庆嘎查一号")
    way.complete("deed")
    way.complete("water")
    return {"number": way.number, "step": "water"}


def returned(world: World) -> Things:
    way = opened(prepared(world))
    way.return_("deed", "name")
    return {"number": way.number}


def procedure(world: World) -> Things:
    prepared(world)
    return {"code": "moving"}


def waiting(world: World) -> Things:
    return {"steps": [opened(prepared(world)).step("deed").pk]}


def post(name: str, statuses: Mapping[str, int], args: Callable[[World], Things], data: Things) -> Row:
    return Row(f"api:onestop_{name}", statuses, method="POST", args=args, data=lambda world: data, **JSON)


ROWS = [
    Row("api:onestop_procedures", {"*": 200}, accept="application/json"),
    Row("api:onestop_procedure", {"*": 200}, args=procedure, accept="application/json"),
    *(Row(f"api:onestop_{name}", SIGNED_IN, accept="application/json") for name in ("mine", "uses", "desk")),
    Row(
        "api:onestop_open",
        {"anonymous": 401, "*": 404},
        method="POST",
        data=lambda world: {"procedure": "moon", "consent": True},
        **JSON,
    ),
    Row(
        "api:onestop_case",
        {"anonymous": 401, "alice": 200, "handler": 200, "roads": 200, **READERS, "*": 404},
        args=after_deed,
        accept="application/json",
    ),
    post("supply", OWNER, returned, {"answers": {"name": "阿丽玛"}}),
    post("withdraw", {**OWNER, "handler": 403, "roads": 403}, after_deed, {}),
    post("leave", {**OWNER, "handler": 403, "roads": 403}, parking, {}),
    post("receive", {**OWNER, "handler": 200, "roads": 403}, issued, {}),
    post("complete", {**WATER, "roads": 403}, water, {}),
    post("return", {**WATER, "roads": 403}, water, {"reason": "看不清", "missing": ["name"]}),
    post("fail", {**WATER, "roads": 403}, water, {"reason": "没有管道"}),
    post("send", {**WATER, "roads": 403}, issued, {"reference": "EMS1"}),
    Row(
        "api:onestop_complete_many",
        {"anonymous": 401, "*": 409},
        method="POST",
        data=waiting,
        **JSON,
    ),
]
