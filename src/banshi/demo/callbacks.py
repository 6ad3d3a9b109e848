"""Call-backs: what was closed in the spring of 2021 is drawn and called about, and what was closed of late is being called about now."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from math import ceil
from random import Random

from banshi.demo.plan import IJINHOLOO, SEED, ZONE
from banshi.demo.region import County
from banshi.demo.story import APPEAL, Step, ctx_of
from banshi.kernel.commands import Actor
from banshi.kernel.draws import commands as draws
from banshi.kernel.ledger.sealing import seal
from banshi.kernel.rooms import Role
from banshi.services.requests import commands
from banshi.services.requests.commands.callbacks import Drawn, NothingToDraw
from banshi.services.requests.models import Request
from banshi.services.requests.queries.callbacks import calls
from banshi.services.requests.rules.answers import Outcome, Point, Reply, points_of
from banshi.services.requests.rules.callbacks import Said, Told
from banshi.services.requests.rules.moves import Stage

THEN = datetime(2021, 6, 2, 9, 0, tzinfo=ZONE)
"""After the day of the news: what residents say on the telephone takes back nothing that was counted by then."""
LATELY = timedelta(days=40)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BETWEEN = timedelta(minutes=4)
HOUSE = Actor.system("callbacks")
WORDS = ("修了，用了几天又坏了。", "只来看过一次，没有修。", "说好的事还没有兑现。")


@dataclass(slots=True)
class Draw:
    """One draw of closings of days [since, until), when calls are made after it, and about how much of what waits."""

    county: County
    since: date
    until: date
    at: datetime
    called: tuple[timedelta, ...]
    part: float = 1
    fixed: Drawn | None = None


def callbacks(counties: dict[str, County], now: datetime, *, first: int) -> Iterator[Step]:
    """A draw whose calls are made, and one that is under way."""
    county, rng, at = counties[IJINHOLOO.county], Random(f"{SEED}/callbacks"), now - DAY
    then = Draw(county, date(2021, 3, 1), date(2021, 6, 1), THEN, (DAY, 2 * DAY, 3 * DAY))
    lately = Draw(county, (at - LATELY).date(), at.date(), at, (21 * HOUR,), part=1 / 3)
    for draw in (then, lately):
        yield Step(draw.at, first, partial(_fix, draw))
        yield Step(draw.at + HOUR, first, partial(_open, draw))
        for after in draw.called:
            yield Step(draw.at + after, first, partial(_call, draw, rng, draw.at + after))
    yield Step(THEN + 6 * DAY, first, lambda: _put_right(county, THEN + 6 * DAY))


def _fix(draw: Draw) -> None:
    ctx = ctx_of(draw.county.one("supervision", Role.SUPERVISOR), draw.at)
    with suppress(NothingToDraw):
        draw.fixed = commands.draw_callbacks(ctx, county=draw.county.code, since=draw.since, until=draw.until)


def _open(draw: Draw) -> None:
    """A checkpoint is signed, by it the draw is opened, and its result taken over."""
    if draw.fixed is not None:
        ctx = ctx_of(HOUSE, draw.at + HOUR)
        seal(ctx.now)
        draws.reveal(ctx, number=draw.fixed.draw)
        commands.open_callbacks(ctx, round_id=draw.fixed.round_id)


def _call(draw: Draw, rng: Random, at: datetime) -> None:
    """The hotline calls, and the supervisor where the hotline itself had a part in the matter."""
    for caller in (draw.county.one("hotline", Role.CLERK), draw.county.one("supervision", Role.SUPERVISOR)):
        rows = calls(caller, at)
        for row in rows[: ceil(len(rows) * draw.part)]:
            at += BETWEEN
            commands.take_call(ctx_of(caller, at), callback_id=row.id)
            if rng.random() < 0.25:
                commands.log_try(ctx_of(caller, at), callback_id=row.id)
            else:
                commands.answer_call(ctx_of(caller, at), callback_id=row.id, told=_told(rng))


def _told(rng: Random) -> Told:
    if rng.random() < 0.12:
        return Told(False, rng.choice((1, 2)), rng.choice((2, 3, 4)), rng.choice(WORDS))
    return Told(True, rng.choice((3, 4, 4, 5, 5)), rng.choice((4, 5, 5)))


def _put_right(county: County, at: datetime) -> None:
    """What was not solved is answered once more by the unit that has it back."""
    back = Request.objects.filter(county=county.code, called_back=Said.UNSOLVED, stage=Stage.HANDLING)
    for row in back.order_by("id"):
        assert row.holder_unit_id is not None
        reply = Reply(
            outcome=Outcome.SOLVED,
            found="接到回访退回后再次上门，当面核对了没有解决的地方。",
            done="已返工处理，诉求人在场看过，当场试用正常。",
            appeal=APPEAL,
            points=tuple(Point(point=point, answered_in="done") for point in points_of(row.text)),
        )
        commands.answer(ctx_of(county.by_unit[row.holder_unit_id], at), number=row.number, reply=reply)
