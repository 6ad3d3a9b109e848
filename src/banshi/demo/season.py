"""A season of today: what is offered at the places of a county, booked by residents, attended."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from banshi.demo.plan import SEED, ZONE
from banshi.demo.region import County
from banshi.demo.sites import sites
from banshi.demo.story import Step, ctx_of
from banshi.kernel.commands import Actor, Context
from banshi.kernel.errors import BanshiError
from banshi.kernel.rooms import Role
from banshi.kernel.slots.rules.terms import Member
from banshi.services.activities import commands
from banshi.services.activities.commands import Who
from banshi.services.activities.queries.offerings import session
from banshi.services.activities.rules.audience import Said
from banshi.services.activities.rules.hours import Asked
from banshi.services.activities.rules.offering import Audience, Draft

WEEKS_BACK, WEEKS_ON = timedelta(days=21), timedelta(days=24)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SMALL = 3
"""Places of the class that is full."""


@cache
def described() -> dict[str, Any]:
    """The season as the file describes it."""
    loaded: dict[str, Any] = yaml.load(
        (files(__package__) / "activities.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader
    )
    return loaded


def townships(county: County) -> list[Actor]:
    """The wardens of a county's towns, in the order of their areas."""
    found = [(slug, staff[0]) for (slug, role), staff in county.staff.items() if role is Role.TOWNSHIP]
    return [actor for _slug, actor in sorted(found)]


def unit_of(actor: Actor) -> int:
    assert actor.post is not None
    return actor.post.unit_id


@dataclass(slots=True)
class Programme:
    """What one county offers, filled in as the steps are taken: session numbers by their start."""

    county: County
    rng: Random
    sessions: list["Planned"]


@dataclass(frozen=True, slots=True)
class Planned:
    """One session of the programme."""

    starts: datetime
    number: str
    code: str
    warden: Actor
    capacity: int
    given: dict[str, Any]


def season(county: County, places: int, now: datetime, order: int) -> Iterator[Step]:
    """Three weeks back and as many ahead: offered, booked by residents, attended."""
    made = Programme(county, Random(f"{SEED}/season/{county.code}"), [])
    begin = now - WEEKS_BACK - DAY
    wardens = townships(county)
    yield Step(begin, order, lambda: _offer(made, wardens, places, begin, now))
    for number in range(60):
        at = now - timedelta(hours=made.rng.uniform(2, 96))
        yield Step(at, order + 1 + number, lambda at=at: _book_something(made, at))  # type: ignore[misc]
    for number in range(int(WEEKS_BACK / DAY)):
        at = now - WEEKS_BACK + number * DAY
        yield Step(at, order + 100 + number, lambda at=at: _attend(made, at - DAY, at))  # type: ignore[misc]
    yield Step(now - 3 * HOUR, order + 200, lambda: _fill_one(made, now - 3 * HOUR))


def _offer(made: Programme, wardens: Sequence[Actor], places: int, at: datetime, now: datetime) -> None:
    """Every place has two or three activities of the list, and one of them a venue."""
    listed, last = described(), (now + WEEKS_ON).date()
    for number, place in enumerate(sites(made.county, at)[:places]):
        warden = _warden_for(place.area, wardens)
        ctx = ctx_of(warden, at)
        for kind in range(3):
            given = listed["season"][(number * 3 + kind) % len(listed["season"])]
            _open(made, ctx, given, place.code, given["rule"], last)
        if number % 2 == 0:
            venue = listed["venues"][number // 2 % len(listed["venues"])]
            _venue(made, ctx, venue, place.code, now, approval=number % 4 == 0)
        if number == 0:
            _open(made, ctx, listed["daily"], place.code, "FREQ=DAILY", last, holidays="workdays")
            _open(
                made,
                ctx_of(warden, now - 2 * DAY),
                listed["draw"],
                place.code,
                "",
                (now + 9 * DAY).date(),
                by_draw=True,
            )


def _open(
    made: Programme,
    ctx: Context,
    given: dict[str, Any],
    place: str,
    rule: str,
    last: date,
    *,
    holidays: str = "skip",
    by_draw: bool = False,
) -> None:
    audience = Audience(given.get("age_from"), given.get("age_to"), guardian_below=given.get("guardian_below"))
    plain = {name: given[name] for name in ("title", "kind", "capacity", "about")}
    draft = Draft(
        **plain, unit_id=unit_of(ctx.actor), place=place, bring=given.get("bring", ""), audience=audience, by_draw=by_draw,
        draw_hours=72, opens_days=21, where="活动室",
    )  # fmt: skip
    code = commands.open_offering(ctx, draft=draft).number
    day = last if by_draw else (ctx.now.astimezone(ZONE) + DAY).date()
    starts = datetime.combine(day, time(given["hour"]), ZONE)
    with suppress(BanshiError):  # no session in the time
        added = commands.add_sessions(ctx, code=code, first=starts, rule=rule, until=last, holidays=holidays)
        for number in added.sessions:
            begins = session(number, ctx.now).session.starts
            made.sessions.append(Planned(begins, number, code, ctx.actor, given["capacity"], given))


def _venue(made: Programme, ctx: Context, given: dict[str, Any], place: str, now: datetime, *, approval: bool) -> None:
    """A venue with an internal evening each week, and some residents who have asked for it."""
    draft = Draft(
        title=given["title"], kind="venue", unit_id=unit_of(ctx.actor), place=place, hours=given["hours"], capacity=given["capacity"],
        about=given["about"], approval=approval,
    )  # fmt: skip
    code = commands.open_offering(ctx, draft=draft).number
    today = now.astimezone(ZONE).date()
    evening = datetime.combine(today + DAY, time(18), ZONE)
    with suppress(BanshiError):
        asked = Asked(evening, 2, "工作人员学习", 10)
        commands.reserve(
            ctx_of(ctx.actor, now - DAY), code=code, asked=asked, rule="FREQ=WEEKLY", until=today + 3 * 7 * DAY
        )
    for who in made.rng.sample(made.county.residents, 3):
        starts = datetime.combine(today + made.rng.randint(1, 6) * DAY, time(made.rng.randint(9, 16)), ZONE)
        asked = Asked(starts, made.rng.randint(1, 2), made.rng.choice(described()["purposes"]), made.rng.randint(4, 8))
        with suppress(BanshiError):
            commands.ask_venue(ctx_of(who, now - 20 * HOUR), code=code, asked=asked, who=Who())


def _book_something(made: Programme, at: datetime) -> None:
    """A resident books one of the coming sessions that is for them."""
    coming = [each for each in made.sessions if at < each.starts < at + timedelta(days=12)]
    if not coming:
        return
    chosen = made.rng.choice(coming)
    who = made.rng.choice(made.county.residents)
    ages = (chosen.given.get("age_from") or 40,)
    said = Said(ages=ages, guardian="家长", guardian_phone="13900000000")
    with suppress(BanshiError):  # full, drawn, or booked already
        commands.book(ctx_of(who, at), session=chosen.number, who=Who(), said=said)


def _attend(made: Programme, since: datetime, until: datetime) -> None:
    """The sheets of the sessions that ended in a day."""
    for each in made.sessions:
        if since <= each.starts + 2 * HOUR < until:
            people = made.rng.randint(each.capacity // 2, each.capacity)
            sheet = commands.Came(each.number, tuple((Member(f"guest:{each.number[-8:]}-{n}"),) for n in range(people)))
            with suppress(BanshiError):
                commands.enter_attendance(ctx_of(each.warden, until), code=each.code, sheets=[sheet])


def _fill_one(made: Programme, at: datetime) -> None:
    """One small class is full, and two wait; some have applied for the draw."""
    coming = sorted((each for each in made.sessions if each.starts > at + DAY), key=lambda each: each.starts)
    small = next((each for each in coming if each.capacity <= SMALL), None)
    drawn = next((each for each in coming if each.given is described()["draw"]), None)
    for who in made.rng.sample(made.county.residents, 8):
        if small is not None:
            with suppress(BanshiError):
                commands.book(ctx_of(who, at), session=small.number, who=Who())
                continue
            with suppress(BanshiError):
                commands.wait(ctx_of(who, at), session=small.number, who=Who())
    for who in made.rng.sample(made.county.residents, 14):
        if drawn is not None:
            with suppress(BanshiError):
                commands.wait(ctx_of(who, at), session=drawn.number, who=Who())


def _warden_for(area: str, wardens: Sequence[Actor]) -> Actor:
    """Whose town the place stands in; else the first."""
    return next((each for each in wardens if each.post and area.startswith(each.post.area)), wardens[0])
