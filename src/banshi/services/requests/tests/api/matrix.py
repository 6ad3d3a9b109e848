"""Who gets what at the addresses of the API and of Open311, in a session of the browser."""

from collections.abc import Callable, Mapping

from banshi.kernel.testing.matrix import Row, Things, nothing
from banshi.kernel.testing.people import COUNTY, VILLAGE, World
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.desk.matrix import to_call
from banshi.services.requests.tests.pages.conftest import published
from banshi.services.requests.tests.way import brought

Given = Callable[[World], Things]
EVERYONE = {"*": 200}
SIGNED_IN = {"anonymous": 401, "*": 200}
CALLERS = {"anonymous": 401, "clerk": 200, "supervisor": 200, "*": 404}
OWNER = {"alice": 200, "*": 404}
READERS = {"clerk": 403, "supervisor": 403, "inspector": 403}
"""They may read it, so they are told that it is not theirs to decide."""
DESK = {"anonymous": 401, "clerk": 200, "supervisor": 200, "inspector": 403, "alice": 403, "*": 404}
HOLDER = {"anonymous": 401, "handler": 200, "clerk": 403, "supervisor": 403, "inspector": 403, "alice": 403, "*": 404}
UNTAKEN = {"anonymous": 401, "clerk": 409, "supervisor": 409, "*": 404}
LONG_AGO = {"county": COUNTY, "since": "2020-01-01", "until": "2020-02-01"}
SAID = {"solved": True, "satisfied": 4, "attitude": 5}
JSON = {"json": True, "accept": "application/json"}
REPLY = {
    "outcome": "explained",
    "found": "到现场看了，机井正常。",
    "done": "向来信人说明了供水时间。",
    "appeal": "不满意可在15日内评价说明。",
}


def at(stage: Stage) -> Given:
    """The number of Alice's request at this stage."""
    return lambda world: {"number": brought(world).to(stage).number}


def post(name: str, statuses: Mapping[str, int], args: Given, data: Things) -> Row:
    return Row(f"api:{name}", statuses, method="POST", args=args, data=lambda world: data, **JSON)


def shown(world: World) -> Things:
    return {"number": published(brought(world)).number}


def transfer(world: World) -> Things:
    return {"unit_id": world.units["roads"].id, "reason": "属于公路养护"}


def open311(name: str, args: Given = nothing) -> Row:
    """A reading address of GeoReport v2; each answers everybody, in JSON here."""
    return Row(f"open311:{name}", EVERYONE, args=lambda world: {"fmt": "json", **args(world)}, accept="*/*")


ROWS = [
    *(Row(f"api:{name}", EVERYONE, **JSON) for name in ("openapi-json", "categories", "published")),
    Row("api:api-root", {"*": 404}, accept="application/json"),
    Row("api:figures", {"*": 422}, accept="application/json"),
    Row("api:queue", SIGNED_IN, accept="application/json"),
    Row("api:own", SIGNED_IN, accept="application/json"),
    Row("api:one", {**OWNER, "clerk": 200, "supervisor": 200, "inspector": 200}, args=at(Stage.RECEIVED), **JSON),
    Row("api:published_one", EVERYONE, args=shown, **JSON),
    post("submit", {"*": 201}, nothing, {"text": "路灯不亮", "area": VILLAGE}),
    post("triage", DESK, at(Stage.RECEIVED), {"category": "101203"}),
    post("dispatch", DESK, at(Stage.TRIAGED), {}),
    post("accept", HOLDER, at(Stage.DISPATCHED), {}),
    post("give_back", HOLDER, at(Stage.DISPATCHED), {"reason": "不属于本单位"}),
    Row("api:transfer", HOLDER, method="POST", args=at(Stage.ACCEPTED), data=transfer, **JSON),
    post("progress", HOLDER, at(Stage.ACCEPTED), {"text": "已到现场"}),
    post("answer", {**HOLDER, "handler": 422}, at(Stage.HANDLING), REPLY),
    post("rate", {**OWNER, **READERS, "handler": 403}, at(Stage.ANSWERED), {"score": 5}),
    post("reopen", {**OWNER, **READERS, "supervisor": 200, "handler": 403}, at(Stage.CLOSED), {"reason": "又坏了"}),
    post("withdraw", {**OWNER, **READERS}, at(Stage.RECEIVED), {"reason": "自己修好了"}),
    Row("api:calls", SIGNED_IN, accept="application/json"),
    Row("api:rounds", SIGNED_IN, accept="application/json"),
    Row("api:call", CALLERS, args=to_call, **JSON),
    post("draw_callbacks", {"anonymous": 401, "supervisor": 409, "*": 403}, nothing, LONG_AGO),
    post("take_call", CALLERS, to_call, {}),
    post("log_try", UNTAKEN, to_call, {}),
    post("answer_call", UNTAKEN, to_call, SAID),
    Row("open311:openapi-json", EVERYONE, accept="application/json"),
    Row("open311:api-root", {"*": 404}, accept="application/json"),
    open311("discovery"),
    open311("services"),
    open311("service", lambda world: {"code": "1012"}),
    open311("search"),
    open311("one", shown),
    open311("token", lambda world: {"token": shown(world)["number"]}),
    Row("open311:submit", {"*": 422}, method="POST", args=lambda world: {"fmt": "json"}, accept="*/*"),
]
