"""Reception days of 通辽: booked, received, put down; what was not settled is to become a request in the leader's charge."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from random import Random

from banshi.demo.plan import SEED, ZONE
from banshi.demo.region import County
from banshi.demo.season import DAY, HOUR, described, unit_of
from banshi.demo.story import Step, ctx_of
from banshi.kernel.commands import Actor
from banshi.kernel.rooms import Role
from banshi.services.activities import commands
from banshi.services.activities.commands import Who
from banshi.services.activities.rules.offering import Draft

RULE = "FREQ=WEEKLY;INTERVAL=2;BYHOUR=9,10;BYMINUTE=0,30"
PLACE, BRING = "信访局一楼接待室", "身份证和有关材料"
ABOUT = "听您当面说，能当场办的当场办，办不了的由这位领导负责到底。"
COME = 3
"""Residents received on the last day; the second is settled on the spot."""


@dataclass(slots=True)
class Day:
    """One leader's reception days, filled in as the steps are taken."""

    county: County
    desk: Actor
    leader: Actor
    who: list[Actor]
    first: datetime
    sessions: tuple[str, ...] = ()
    bookings: list[str] = field(default_factory=list)


def receptions(county: County, now: datetime, order: int) -> Iterator[Step]:
    """Each leader receives every other week."""
    desk = county.staff[f"{county.code}-petition", Role.HANDLER][0]
    rng = Random(f"{SEED}/receptions/{county.code}")
    first = datetime.combine((now - 2 * DAY).astimezone(ZONE).date(), time(9), ZONE)
    begin = now - 16 * DAY
    for number, leader in enumerate(county.staff[f"{county.code}-government", Role.LEADER]):
        day = Day(county, desk, leader, rng.sample(county.residents, COME), first)
        at = order + 10 * number
        yield Step(begin, at, lambda day=day: _open(day, begin, now))  # type: ignore[misc]
        yield Step(begin + DAY, at + 1, lambda day=day: _book(day, begin + DAY))  # type: ignore[misc]
        yield Step(first + 3 * HOUR, at + 2, lambda day=day: _receive(day))  # type: ignore[misc]


def _open(day: Day, at: datetime, now: datetime) -> None:
    assert day.leader.post is not None
    draft = Draft(
        title="领导接访日",
        kind="reception",
        unit_id=unit_of(day.desk),
        where=PLACE,
        leader_post=day.leader.post.id,
        capacity=1,
        most_seats=1,
        minutes=30,
        opens_days=15,
        bring=BRING,
        about=ABOUT,
    )
    code = commands.open_offering(ctx_of(day.desk, at), draft=draft).number
    until = (now + 30 * DAY).date()
    season = commands.add_sessions(
        ctx_of(day.desk, at), code=code, first=day.first, rule=RULE, until=until, holidays="keep"
    )
    day.sessions = season.sessions


def _book(day: Day, at: datetime) -> None:
    for session, who in zip(day.sessions, day.who, strict=False):
        day.bookings.append(commands.book(ctx_of(who, at), session=session, who=Who()).booking)


def _receive(day: Day) -> None:
    """The talk of each is put down when it is over."""
    talks, answers = described()["talks"], described()["answers"]
    for number, booking in enumerate(day.bookings):
        starts, settled = day.first + number * HOUR / 2, number == 1
        commands.check_in(ctx_of(day.desk, starts), session=day.sessions[number], token=booking)
        commands.record_talk(
            ctx_of(day.leader, starts + HOUR / 2),
            booking=booking,
            heard=talks[number % len(talks)],
            said=answers[1 if settled else 0],
            settled=settled,
        )
