"""Activities for tests, put down and booked through the real commands."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from banshi.kernel.commands import Context
from banshi.kernel.ledger.models import Entry
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.models import Booking, Session
from banshi.kernel.slots.people import link_of
from banshi.kernel.testing.people import NOW, World
from banshi.services.activities import commands
from banshi.services.activities.commands import Who
from banshi.services.activities.models import Contact, Hour, Occasion, Offering, Talk, Use
from banshi.services.activities.rules.hours import Asked
from banshi.services.activities.rules.offering import Audience, Draft

SATURDAY = datetime(2021, 5, 29, 11, 0, tzinfo=NOW.tzinfo)
"""19:00 in Beijing, three days after NOW."""
MONDAY_NINE = datetime(2021, 5, 31, 1, 0, tzinfo=NOW.tzinfo)
PHONE = "13911112222"


@dataclass
class Evening:
    """A story evening of the town with one session, and the people around it."""

    world: World
    code: str
    session: str
    now: datetime = NOW

    def ctx(self, who: str) -> Context:
        return self.world.ctx(who, self.now)

    def at(self, now: datetime) -> "Evening":
        """The same at another time."""
        return replace(self, now=now)

    @property
    def starting(self) -> "Evening":
        """Ten minutes before it begins."""
        return self.at(SATURDAY - timedelta(minutes=10))

    @property
    def free(self) -> int:
        return taken.session(self.session, self.now).free

    def book(self, who: str = "alice", **given: Any) -> str:
        """Somebody books; the number."""
        return commands.book(self.ctx(who), session=self.session, who=Who(**given)).booking

    def status(self, booking: str) -> str:
        return taken.booking(booking, self.now).status


def draft(world: World, unit: str = "town", **given: Any) -> Draft:
    """A story evening as the town's warden writes it down."""
    plain: dict[str, Any] = {
        "title": "红色故事会",
        "kind": "story",
        "unit_id": world.units[unit].id,
        "where": "文化站二楼",
        "capacity": 3,
        "most_seats": 3,
        "bring": "一个故事",
    }
    return Draft(**{**plain, **given})


def evening(world: World, *, capacity: int | None = None, first: datetime = SATURDAY, **given: Any) -> Evening:
    """A story evening on Saturday, or when it is said."""
    ctx = world.ctx("township")
    code = commands.open_offering(ctx, draft=draft(world, **given)).number
    season = commands.add_sessions(ctx, code=code, first=first, capacity=capacity)
    return Evening(world, code, season.sessions[0])


def weekly(world: World, **given: Any) -> tuple[Evening, tuple[str, ...]]:
    """The same on four Saturdays."""
    ctx = world.ctx("township")
    code = commands.open_offering(ctx, draft=draft(world, opens_days=60, **given)).number
    season = commands.add_sessions(
        ctx, code=code, first=SATURDAY, rule="FREQ=WEEKLY;BYDAY=SA", until=(SATURDAY + timedelta(days=21)).date()
    )
    return Evening(world, code, season.sessions[0]), season.sessions


def venue(world: World, **given: Any) -> str:
    """A hall of the town, open from eight to eight."""
    plain = {"title": "活动室", "kind": "venue", "hours": "Mo-Su 08:00-20:00", "capacity": 20, "bring": ""}
    return commands.open_offering(world.ctx("township"), draft=draft(world, **{**plain, **given})).number


def asked(hour: int = 0, hours: int = 2, **given: Any) -> Asked:
    """The hall on Monday, so many hours after nine."""
    plain = {"starts": MONDAY_NINE + timedelta(hours=hour), "hours": hours, "purpose": "排练", "people": 8}
    return Asked(**{**plain, **given})


def reception(world: World) -> Evening:
    """A reception day of the county's deputy head, run by the petition office's unit above."""
    leader = world.actor("leader").post
    assert leader is not None
    given = draft(
        world,
        "water",
        title="领导接访日",
        kind="reception",
        leader_post=leader.id,
        capacity=1,
        most_seats=1,
        minutes=30,
    )
    ctx = world.ctx("handler")
    code = commands.open_offering(ctx, draft=given).number
    return Evening(world, code, commands.add_sessions(ctx, code=code, first=SATURDAY).sessions[0])


def link(booking: str) -> str:
    return link_of(booking)


CHILDREN = Audience(age_from=6, age_to=12, guardian_below=10)
TABLES = (Offering, Occasion, Contact, Use, Hour, Talk, Session, Booking, Entry)


def picture() -> list[list[dict[str, Any]]]:
    """Every row of the room and of the slots, and every entry: equal before and after a refused command."""
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def kinds(subject: str) -> list[str]:
    """What the ledger says happened, first to last."""
    return list(Entry.objects.filter(subject=subject).order_by("position").values_list("kind", flat=True))
