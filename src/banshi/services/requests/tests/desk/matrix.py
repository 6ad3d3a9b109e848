"""Who gets what at the desk's addresses. What is asked for is Alice's request, which waits at the water bureau."""

from datetime import timedelta

from django.utils import timezone

from banshi.kernel.testing.matrix import Row, Things, nothing
from banshi.kernel.testing.people import World
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.calling import Calling, closed
from banshi.services.requests.tests.gathering import gather, kiln, shown
from banshi.services.requests.tests.way import brought

STAFF = dict.fromkeys(("clerk", "handler", "roads", "township", "leader", "supervisor", "inspector", "charlie"), 200)
AT_DESK = {"*": 403, "anonymous": 302, **STAFF}
READERS = {"*": 404, "anonymous": 302, "alice": 403, "bao": 403, "administrator": 403}
TAKERS = {"*": 403, "anonymous": 302, "clerk": 200, "supervisor": 200}
WATCHERS = {"*": 403, "anonymous": 302, "clerk": 200, "supervisor": 200, "inspector": 200}


def dispatched(world: World) -> Things:
    return {"number": brought(world).to(Stage.DISPATCHED).number}


def accepting(world: World) -> Things:
    return {**dispatched(world), "deed": "accept"}


def gathered(world: World) -> Things:
    """A hot issue of today: the pages read the real clock."""
    now = timezone.now()
    kiln(world, now=now)
    gather(world, now)
    return {"issue_id": shown(world, "supervisor", now)[0].id}


def to_call(world: World) -> Things:
    """A call of today about what the water bureau closed."""
    calling, now = Calling(world, timezone.now()), timezone.now()
    way = closed(world, now=now)
    today = timezone.localdate(now)
    calling.open(since=today, until=today + timedelta(days=1))
    return {"callback_id": calling.call(way).pk}


def drawing(world: World) -> Things:
    """A draw of today that is not opened yet."""
    calling, now = Calling(world, timezone.now()), timezone.now()
    closed(world, now=now)
    today = timezone.localdate(now)
    return {"round_id": calling.draw(since=today, until=today + timedelta(days=1)).round_id}


def taking(world: World) -> Things:
    return {**to_call(world), "deed": "take"}


ROWS = [
    *(
        Row(f"requests:{name}", AT_DESK)
        for name in ("desk", "desk_due", "desk_supervision", "desk_charges", "desk_statistics")
    ),
    Row("requests:desk_hot", WATCHERS),
    Row("requests:desk_hot_issue", WATCHERS, args=gathered),
    Row("requests:desk_callbacks", WATCHERS),
    Row("requests:desk_callbacks_draw", {"*": 403, "anonymous": 302, "supervisor": 200}),
    Row("requests:desk_callbacks_cancel", {"*": 403, "anonymous": 302, "supervisor": 200}, args=drawing),
    Row("requests:desk_callback", TAKERS, args=to_call),
    Row("requests:desk_callback_act", {**TAKERS, "clerk": 302, "supervisor": 302}, method="POST", args=taking),
    Row("requests:desk_model", {"*": 403, "anonymous": 302, "supervisor": 200, "administrator": 200}),
    Row("requests:desk_new", TAKERS),
    Row("requests:desk_sheet", TAKERS),
    Row("requests:desk_sheet_take", {**TAKERS, "clerk": 409, "supervisor": 409}, method="POST"),
    Row("requests:desk_export", {**AT_DESK, "leader": 403}, method="POST"),
    Row("requests:desk_views", {**AT_DESK, **dict.fromkeys(STAFF, 302)}, method="POST"),
    Row("requests:desk_bulk", {**AT_DESK, **dict.fromkeys(STAFF, 404)}, method="POST", args=nothing),
    Row(
        "requests:desk_case",
        {**READERS, **dict.fromkeys(("clerk", "handler", "supervisor", "inspector"), 200)},
        args=dispatched,
    ),
    Row(
        "requests:desk_act",
        {**READERS, "handler": 302, **dict.fromkeys(("clerk", "supervisor", "inspector"), 403)},
        method="POST",
        args=accepting,
    ),
]
