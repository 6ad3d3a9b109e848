"""Activities: the year that 突泉县 counted, a season at 青山区's places and at home, the story evening, reception days in 通辽."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from itertools import islice
from random import Random

from banshi.demo.plan import LAST, NEWS_DAY, SEED, YEAR_BEFORE, ZONE
from banshi.demo.receptions import receptions
from banshi.demo.region import County
from banshi.demo.season import DAY, HOUR, WEEKS_ON, season, townships, unit_of
from banshi.demo.served import TUQUAN_YEAR, Counted, Sheet, sheets
from banshi.demo.story import Step, ctx_of
from banshi.kernel.commands import Actor
from banshi.kernel.errors import BanshiError
from banshi.kernel.slots.rules.terms import Member
from banshi.services.activities import commands
from banshi.services.activities.commands import Dated, Who
from banshi.services.activities.rules.offering import Draft

TONGLIAO, HOHHOT = ("150525", "150502"), "150104"
SEASONS = {"150204": 10, "150627": 4}
"""Counties with a season of today, and at how many places."""
EVENING, EVENING_PLACE = "昭君新村红色故事会", "昭君新村社区活动室"
EVENING_CAME = 46
"""Invented: the news tells of the evening, not how many came."""
VILLAGERS = 4_000
"""As many different people come to the sessions of a town."""


def activities(
    counties: dict[str, County], now: datetime, *, first: int, year: Sequence[Counted] = TUQUAN_YEAR
) -> Iterator[Step]:
    """Everything that is offered, booked and attended."""
    order = first
    for line in year:
        yield from _counted(counties[line.county], line, order)
        order += line.sessions + 100
    yield from _story_evening(counties[HOHHOT], now, order)
    for code, places in SEASONS.items():
        order += 1_000
        yield from season(counties[code], places, now, order)
    for code in TONGLIAO:
        order += 1_000
        yield from receptions(counties[code], now, order)


def _counted(county: County, line: Counted, order: int) -> Iterator[Step]:
    """Each town puts down its sessions; at the end of each month it enters the attendance sheets."""
    wardens = townships(county)
    planned = sheets(line, len(wardens))
    for town, warden in enumerate(wardens):
        year = Year(line, warden, [sheet for sheet in planned if sheet.town == town])
        begin = datetime.combine(YEAR_BEFORE, time(6), ZONE)
        yield Step(begin, order + town, partial(_put_down, year, begin))
        for number, (at, mine) in enumerate(_months(year.sheets)):
            yield Step(at, order + 10 + number, partial(_enter, year, at, mine))


@dataclass(slots=True)
class Year:
    """One line of the news in one town, filled in as the steps are taken."""

    line: Counted
    warden: Actor
    sheets: Sequence[Sheet]
    code: str = ""
    numbers: dict[Sheet, str] = field(default_factory=dict)


def _put_down(year: Year, begin: datetime) -> None:
    if not year.sheets:
        return
    draft = Draft(
        title=year.line.title,
        kind=year.line.kind,
        unit_id=unit_of(year.warden),
        where="各村轮流",
        capacity=200,
        opens_days=7,
    )
    year.code = commands.open_offering(ctx_of(year.warden, begin), draft=draft).number
    dated = [Dated(sheet.starts, sheet.people) for sheet in year.sheets]
    found = commands.take_over_sessions(ctx_of(year.warden, begin), code=year.code, sessions=dated)
    year.numbers.update(zip(year.sheets, found, strict=True))


def _months(found: Sequence[Sheet]) -> Iterator[tuple[datetime, list[Sheet]]]:
    """The sheets of each month, and when they are entered: on the first of the next, the last by the day of the news."""
    months: dict[tuple[int, int], list[Sheet]] = {}
    for sheet in found:
        months.setdefault((sheet.starts.year, sheet.starts.month), []).append(sheet)
    for (year, month), mine in months.items():
        first = datetime(year + month // 12, month % 12 + 1, 1, 9, tzinfo=ZONE)
        yield min(first, LAST), mine


def _enter(year: Year, at: datetime, mine: Sequence[Sheet]) -> None:
    """Village groups sign together, and people have numbers, not names: who came is on the village's paper."""
    came = [commands.Came(year.numbers[sheet], _groups(year, sheet)) for sheet in mine]
    commands.enter_attendance(ctx_of(year.warden, at), code=year.code, sheets=came)


def _groups(year: Year, sheet: Sheet) -> tuple[tuple[Member, ...], ...]:
    rng = Random(f"{SEED}/groups/{year.line.kind}/{sheet.town}/{sheet.starts}")
    chosen = rng.sample(range(VILLAGERS), sheet.people)
    people = iter([Member(f"guest:{unit_of(year.warden)}-{villager:05}") for villager in chosen])
    found = []
    while group := tuple(islice(people, rng.randint(4, 12))):
        found.append(group)
    return tuple(found)


def _story_evening(county: County, now: datetime, order: int) -> Iterator[Step]:
    """The evening of the news, and the next ones every week."""
    starts = datetime.combine(NEWS_DAY - DAY, time(19), ZONE)
    begin, warden, known = starts - 7 * DAY, townships(county)[0], dict[str, str]()

    def offer() -> None:
        about = "社区里的老党员讲红色故事，居民来听。"
        draft = Draft(
            title=EVENING, kind="story", unit_id=unit_of(warden), where=EVENING_PLACE, about=about, capacity=60
        )
        known["code"] = commands.open_offering(ctx_of(warden, begin), draft=draft).number
        season = commands.add_sessions(ctx_of(warden, begin), code=known["code"], first=starts)
        known["session"] = season.sessions[0]

    def book() -> None:
        for who in county.residents[:12]:
            commands.book(ctx_of(who, begin + HOUR), session=known["session"], who=Who())

    def attend() -> None:
        people = tuple((Member(f"guest:zhaojun-{n}"),) for n in range(EVENING_CAME))
        sheet = commands.Came(known["session"], people)
        commands.enter_attendance(ctx_of(warden, starts + 2 * HOUR), code=known["code"], sheets=[sheet])

    def go_on() -> None:
        first = datetime.combine(now.astimezone(ZONE).date() + DAY, time(19), ZONE)
        with suppress(BanshiError):
            ctx = ctx_of(warden, now - DAY)
            commands.add_sessions(
                ctx, code=known["code"], first=first, rule="FREQ=WEEKLY", until=(now + WEEKS_ON).date()
            )

    yield Step(begin, order, offer)
    yield Step(begin + HOUR, order + 1, book)
    yield Step(starts + 2 * HOUR, order + 2, attend)
    yield Step(now - DAY, order + 3, go_on)
