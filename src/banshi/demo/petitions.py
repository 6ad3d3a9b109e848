"""Petitions of 通辽 with leaders in charge: brought on reception days, visited, promised, handed on, settled."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from banshi.demo.plan import SEED, Matter, Place, Reply, moment
from banshi.demo.region import County
from banshi.demo.story import Step, Told, ctx_of, steps
from banshi.demo.texts import compose, topics
from banshi.kernel.commands import Actor
from banshi.kernel.rooms import Role
from banshi.services.requests import commands
from banshi.services.requests.models import Promise
from banshi.services.requests.rules.submission import Contact

COUNTIES = ("150525", "150502")
CASES, CASES_NOW = 14, 4
"""Cases a county, in the year of the news and in these weeks. The news names the practice, not a number: demonstration only."""
FIRST, LAST = date(2020, 9, 1), date(2021, 5, 10)
HEARD = (
    "听本人讲了前因后果，看了材料原件。",
    "到现场看了，与{name}家里人和邻居都谈了。",
    "与村委会和居民代表一起开了会，各方都讲了。",
    "对照上次的承诺逐项说了进展，本人表示理解。",
)
PROMISES = (
    "两周内把档案查清，当面答复",
    "请有资质的机构鉴定，费用由责任单位承担",
    "每半月通报一次进展",
    "协调补偿差额，月底前到账",
    "把四至重新放线，双方到场",
)
KEPT = (
    "已当面答复，材料复印件交给了本人",
    "鉴定报告已出，交本人一份",
    "已按约定通报",
    "差额已到账，本人签字",
    "已放线，双方签字",
)


def petitions(counties: dict[str, County], now: datetime, *, first: int) -> Iterator[Step]:
    """The hard cases of 奈曼旗 and 科尔沁区, then and now, and the visits of their leaders."""
    order = first
    for code in COUNTIES:
        rng, county = Random(f"{SEED}/petitions/{code}"), counties[code]
        came = [moment(rng, FIRST, LAST) for _ in range(CASES)]
        came += [now - timedelta(days=rng.uniform(6, 45)) for _ in range(CASES_NOW)]
        for number, at in enumerate(came):
            told = _case(rng, county, county.places[(number * 37) % len(county.places)], at)
            yield from steps(told, order)
            yield from _in_charge(rng, told, order, handed_on=number % 5 == 4)
            order += 1


def _case(rng: Random, county: County, place: Place, at: datetime) -> Told:
    topic = topics()[rng.choice(("land", "land", "villageaffairs"))]
    soon = rng.random() < 0.6
    settled = at + timedelta(days=rng.randint(44, 58) if soon else rng.randint(80, 160))
    matter = Matter(
        written=compose(rng, topic, place.name),
        place=place,
        county=county.code,
        channel=rng.choice(("reception", "visit")),
        theme="",
        submitted=at,
        triaged=at + timedelta(hours=2),
        accepted=at + timedelta(days=2, hours=3),
        replies=(Reply(settled, rating=rng.choice((4, 5)), comment="领导来了三次，事情办成了。"),),
    )
    return Told(matter, county, rng.choice(county.residents), Contact())


def _in_charge(rng: Random, told: Told, order: int, *, handed_on: bool) -> Iterator[Step]:
    """A leader takes the case five days after it came and visits about once a fortnight."""
    leaders = told.county.staff[f"{told.county.code}-government", Role.LEADER]
    leader, other = (leaders[0], leaders[1]) if rng.random() < 0.7 else (leaders[1], leaders[0])
    taken = told.matter.submitted + timedelta(days=5)
    yield Step(taken, order, lambda: _take(told, leader, taken))
    settled = told.matter.replies[0].at - timedelta(days=1)
    visits = [taken + timedelta(days=days) for days in (3, 16, 30)]
    for number, at in enumerate(visits):
        who = other if handed_on and number > 0 else leader
        promised = rng.choice(PROMISES) if number < len(visits) - 1 else ""
        yield Step(at, order, partial(_visit, told, who, at, HEARD[number], promised))
    if handed_on:
        changed = visits[0] + timedelta(days=6)
        yield Step(changed, order, lambda: _hand_on(told, other, changed))
    last = other if handed_on else leader
    yield Step(settled, order, lambda: _settle(told, last, settled))


def _take(told: Told, leader: Actor, at: datetime) -> None:
    commands.take_charge(ctx_of(leader, at), number=told.number)


def _visit(told: Told, leader: Actor, at: datetime, heard: str, promised: str) -> None:
    """The visit begins with the promises of the last one."""
    place, outcomes = told.matter.place.name, dict(zip(PROMISES, KEPT, strict=True))
    earlier = tuple(
        commands.Told(promise_id=promise.pk, kept=True, outcome=outcomes[promise.text])
        for promise in Promise.objects.filter(charge__request__number=told.number, kept_at=None).order_by("id")
    )
    given = (commands.Given(text=promised, due=(at + timedelta(days=13)).date()),) if promised else ()
    commands.log_visit(
        ctx_of(leader, at), number=told.number, place=place, heard=heard.format(name=place), told=earlier, given=given
    )


def _hand_on(told: Told, to: Actor, at: datetime) -> None:
    supervisor = told.county.one("supervision", Role.SUPERVISOR)
    assert to.post is not None
    commands.change_leader(ctx_of(supervisor, at), number=told.number, post_id=to.post.id, reason="原包案领导工作调动")


def _settle(told: Told, leader: Actor, at: datetime) -> None:
    commands.settle(ctx_of(leader, at), number=told.number, outcome="诉求全部落实，本人签字认可")
