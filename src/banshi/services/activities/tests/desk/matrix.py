"""Who gets what at the warden's desk."""

from collections.abc import Mapping
from typing import Any

from banshi.kernel.testing.matrix import Row, Things
from banshi.kernel.testing.people import World
from banshi.services.activities import commands
from banshi.services.activities.commands import Who
from banshi.services.activities.rules.hours import Asked
from banshi.services.activities.tests.lately import at_the_door, begun, hall, leaders_day, next_hour, soon

DESK = {"anonymous": 302, "alice": 403, "bao": 403, "clerk": 403, "administrator": 403, "*": 200}
WARDENS = {"anonymous": 302, "township": 200, "handler": 200, "roads": 200, "charlie": 200, "*": 403}
"""Each at their own desk: what is on it is only theirs."""
READS = {**DESK, "handler": 404, "roads": 404, "charlie": 404, "leader": 404}
RUNS = {"anonymous": 302, "township": 200, "handler": 404, "roads": 404, "charlie": 404, "*": 403}
DONE = {**RUNS, "township": 302}
RECEIVES = {**DESK, "township": 404, "roads": 404, "charlie": 404}


def session(world: World) -> dict[str, Any]:
    return {"number": soon(world).session}


def opened(world: World) -> dict[str, Any]:
    return {"number": at_the_door(world).session}


def running(world: World) -> dict[str, Any]:
    return {"number": begun(world).session}


def booked(world: World) -> dict[str, Any]:
    evening = at_the_door(world)
    return {"number": evening.session, "booking": evening.book()}


def inside(world: World) -> dict[str, Any]:
    evening = at_the_door(world)
    booking = evening.book()
    commands.check_in(evening.ctx("township"), session=evening.session, token=booking)
    return {"number": evening.session, "booking": booking}


def talked(world: World) -> dict[str, Any]:
    day, booking = leaders_day(world)
    return {"number": day.session, "booking": booking}


def offering(world: World) -> dict[str, Any]:
    return {"code": soon(world).code}


def venue(world: World) -> dict[str, Any]:
    return {"code": hall(world)}


def asked(world: World) -> dict[str, Any]:
    what = Asked(next_hour(), 1, "排练", 5)
    done = commands.ask_venue(world.ctx("alice", next_hour(0)), code=hall(world, approval=True), asked=what, who=Who())
    return {"number": done.number}


def approved(world: World) -> dict[str, Any]:
    what = Asked(next_hour(), 1, "排练", 5)
    return {
        "number": commands.ask_venue(world.ctx("alice", next_hour(0)), code=hall(world), asked=what, who=Who()).number
    }


def walk_in(world: World) -> Things:
    return {"names": "孙奶奶", "unnamed": 0}


def row(name: str, statuses: Mapping[str, int], args: Any = None, method: str = "GET", data: Any = None) -> Row:
    given: dict[str, Any] = {"args": args} if args else {}
    return Row(f"activities:{name}", statuses, method=method, **given, **({"data": data} if data else {}))


LAST: dict[str, str] = {}


def checking_in(world: World) -> dict[str, Any]:
    found = booked(world)
    LAST["token"] = found["booking"]
    return {"number": found["number"]}


ROWS = [
    row("desk", DESK),
    row("desk_offerings", DESK),
    row("desk_uses", WARDENS),
    row("desk_new", WARDENS),
    row("desk_session", READS, session),
    row("desk_offering", READS, offering),
    row("desk_change", RUNS, session),
    row("desk_cancel", RUNS, session),
    row("desk_edit", RUNS, offering),
    row("desk_close", RUNS, offering),
    row("desk_sessions", RUNS, offering),
    row("desk_reserve", RUNS, venue),
    row("desk_release", RUNS, booked),
    row("desk_talk", RECEIVES, talked),
    row("desk_check_in", DONE, checking_in, "POST", lambda world: {"token": LAST["token"]}),
    row("desk_walk_in", DONE, running, "POST", walk_in),
    row("desk_check_out", DONE, inside, "POST"),
    row("desk_refuse", WARDENS, asked),
    row("desk_approve", DONE, asked, "POST"),
    row("desk_arrive", DONE, approved, "POST"),
    row("door", RUNS, opened),
    row("door_worker", {"*": 200}),
]
