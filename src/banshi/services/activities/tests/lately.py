"""Activities around the real present, for pages, which go by the clock."""

from datetime import datetime, timedelta

from django.utils import timezone

from banshi.kernel.ledger.keys import ensure_key
from banshi.kernel.testing.people import World
from banshi.services.activities import commands
from banshi.services.activities.tests.way import Evening, draft, venue


def soon(world: World, *, after: timedelta = timedelta(days=2), **given: object) -> Evening:
    """A story evening two days from now."""
    now = timezone.now()
    ensure_key(world.ctx("system", now))
    ctx = world.ctx("township", now)
    code = commands.open_offering(ctx, draft=draft(world, **given)).number
    season = commands.add_sessions(ctx, code=code, first=(now + after).replace(second=0, microsecond=0))
    return Evening(world, code, season.sessions[0], now)


def at_the_door(world: World, **given: object) -> Evening:
    """One that begins in half an hour and is still open for booking."""
    return soon(world, after=timedelta(minutes=30), closes_minutes=0, cancel_hours=0, **given)


def begun(world: World, **given: object) -> Evening:
    """One that began a few minutes ago."""
    return soon(world, after=-timedelta(minutes=5), closes_minutes=0, cancel_hours=0, **given)


def leaders_day(world: World) -> tuple[Evening, str]:
    """A reception day on which Alice has been let in."""
    now = timezone.now()
    leader = world.actor("leader", now).post
    assert leader is not None
    given = draft(
        world,
        "water",
        title="领导接访日",
        kind="reception",
        leader_post=leader.id,
        most_seats=1,
        minutes=60,
        closes_minutes=0,
    )
    ctx = world.ctx("handler", now)
    code = commands.open_offering(ctx, draft=given).number
    first = (now + timedelta(minutes=10)).replace(second=0, microsecond=0)
    day = Evening(world, code, commands.add_sessions(ctx, code=code, first=first).sessions[0], now)
    booking = day.book()
    commands.check_in(ctx, session=day.session, token=booking)
    return day, booking


def hall(world: World, **given: object) -> str:
    """A hall that is open at every hour."""
    return venue(world, hours="24/7", **given)


def next_hour(hours: int = 24) -> datetime:
    """A full hour a day from now."""
    return (timezone.now() + timedelta(hours=hours)).replace(minute=0, second=0, microsecond=0)
