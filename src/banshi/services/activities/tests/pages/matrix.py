"""Who gets what at the addresses of the resident's and the public pages."""

from typing import Any

from banshi.kernel.slots.people import link_of
from banshi.kernel.testing.matrix import Row
from banshi.kernel.testing.people import World
from banshi.services.activities import commands
from banshi.services.activities.commands import Who
from banshi.services.activities.rules.hours import Asked
from banshi.services.activities.tests.lately import hall, next_hour, soon

EVERYONE = {"*": 200}
SIGNED_IN = {"anonymous": 302, "*": 200}


def offering(world: World) -> dict[str, Any]:
    return {"code": soon(world).code}


def session(world: World) -> dict[str, Any]:
    return {"number": soon(world).session}


def booked(world: World) -> dict[str, Any]:
    return {"link": link_of(soon(world).book())}


def venue(world: World) -> dict[str, Any]:
    return {"code": hall(world)}


def use(world: World) -> dict[str, Any]:
    asked = Asked(next_hour(), 1, "排练", 5)
    done = commands.ask_venue(world.ctx("alice", next_hour(0)), code=hall(world), asked=asked, who=Who())
    return {"link": link_of(done.number)}


OPEN = ("list", "find", "forget", "rules", "statistics", "held", "statistics_csv", "statistics_json")
ROWS = [
    *(Row(f"activities:{name}", EVERYONE) for name in OPEN),
    Row("activities:mine", SIGNED_IN),
    Row("activities:offering", EVERYONE, args=offering),
    Row("activities:offering_calendar", EVERYONE, args=offering),
    Row("activities:hours", EVERYONE, args=venue),
    Row("activities:session", EVERYONE, args=session),
    Row("activities:booking", EVERYONE, args=booked),
    Row("activities:ticket", EVERYONE, args=booked),
    Row("activities:calendar", EVERYONE, args=booked),
    Row("activities:cancel", {"*": 302}, method="POST", args=booked),
    Row("activities:use", EVERYONE, args=use),
    Row("activities:cancel_use", {"*": 302}, method="POST", args=use),
]
