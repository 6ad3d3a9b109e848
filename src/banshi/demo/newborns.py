"""A season of newborns in 伊金霍洛旗, through seven departments, in all states; and some who retire, by the same room."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from banshi.demo import region
from banshi.demo.families import answers_of, paper, retiring
from banshi.demo.names import person_name, phone_number
from banshi.demo.plan import SEED, ZONE
from banshi.demo.region import CTX, Body, County
from banshi.demo.story import Step, ctx_of
from banshi.kernel.access.actors import person_actor
from banshi.kernel.commands import Actor
from banshi.kernel.directory import commands as directory
from banshi.kernel.directory.queries.units import unit_by_slug
from banshi.kernel.errors import Conflict, NotFound
from banshi.kernel.rooms import Role
from banshi.services.onestop import commands
from banshi.services.onestop.policy import packaged
from banshi.services.onestop.queries import collecting
from banshi.services.onestop.queries.desk import desk
from banshi.services.onestop.queries.watching import overdue
from banshi.services.onestop.rules.loading import read
from banshi.services.onestop.rules.procedure import Procedure

COUNTY = "150627"
CASES, RETIRING, SEASON = 170, 10, timedelta(days=100)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPENS, CLOSES, FRIDAY = 9, 17, 4
LATE, STUCK, BACK, WITHDRAWN, AT_WINDOW = 0.05, 0.03, 0.12, 0.04, 0.3
"""Shares: of steps that take too long, of those of late that nobody does, of papers that are asked for again, of cases withdrawn, of those taken down at the ward."""
ALL_AT_ONCE = ("guidance",)
"""What its department completes once a week, everything that waits."""
CODES = {"newborn": "newborn.yaml", "retirement": "retirement.yaml"}


@dataclass(slots=True)
class Birth:
    """One case of the season: who asks for what when, and what it became."""

    procedure: Procedure
    county: County
    owner: Actor
    at: datetime
    answers: dict[str, Any]
    left: tuple[str, ...] = ()
    way: str = "window"
    window: bool = False
    number: str = ""


def newborns(counties: Mapping[str, County], now: datetime, *, first: int, births: int = CASES) -> Iterator[Step]:
    """Everything that happens to the season's cases, as far as it has come by `now`."""
    county, rng = counties[COUNTY], Random(f"{SEED}/newborns")
    paper.cache_clear()  # the picture belongs to the data folder of one build
    procedures = published()
    known = county.residents[1 : 1 + births // 2]
    mothers = [*known, *(_mother(rng, county) for _ in range(births - len(known)))]
    for number, owner in enumerate(mothers):
        at = _office(rng, now - SEASON * rng.betavariate(1, 1.15) - HOUR)
        answers = answers_of(rng, owner, at)
        yield from _told(rng, _birth(rng, procedures["newborn"], county, owner, at, answers), first + 20 * number, now)
    for number in range(min(RETIRING, births)):
        at = _office(rng, now - timedelta(days=rng.uniform(2, 60)))
        owner = _mother(rng, county)
        birth = Birth(procedures["retirement"], county, owner, at, retiring(rng, owner, at))
        yield from _told(rng, birth, first + 20 * (births + number), now)
    yield from _mother_of_today(rng, procedures["newborn"], county, now, first + 20 * (births + RETIRING))
    day = now - SEASON
    while day < now:
        yield Step(_at(day, 4), first, partial(_all_at_once, county, _at(day, 4)))
        yield Step(_at(day, -3), first, partial(_escalate, _at(day, -3)))
        day += DAY


def published() -> dict[str, Procedure]:
    """Publish the procedures that the house carries."""
    found = {}
    for code, name in CODES.items():
        text = packaged()[name]
        commands.publish(CTX, text=text, file=name, county=COUNTY)
        found[code] = read(text, name)
    return found


def departments(county: County) -> int:
    """Enter the bodies that newborns need and nobody else does; returns how many."""
    about, rng = described(), Random(f"{SEED}/newborns/people")
    top = unit_by_slug(f"{COUNTY}-government").id
    for each in about["bodies"]:
        posts = tuple((Role(role), title) for role, title in each["posts"])
        region.enter(rng, county, Body(each["slug"], f"伊金霍洛旗{each['name']}", "department", COUNTY, posts), top)
    for username, (slug, role) in about["personas"].items():
        actor = county.one(slug, Role(role))
        assert actor.person_id is not None
        directory.open_account(CTX, person_id=actor.person_id, username=username, door="staff")
    return len(about["bodies"])


def described() -> dict[str, Any]:
    """What the file says."""
    loaded: dict[str, Any] = yaml.load(
        (files(__package__) / "newborns.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader
    )
    return loaded


def _birth(
    rng: Random, procedure: Procedure, county: County, owner: Actor, at: datetime, answers: dict[str, Any]
) -> Birth:
    chances = (("insurance", 0.06), ("card", 0.15), ("expense", 0.1), ("guidance", 0.25))
    left = tuple(code for code, share in chances if rng.random() < share)
    way = rng.choices(("window", "near", "post"), (45, 25, 30))[0]
    return Birth(procedure, county, owner, at, answers, left, way, rng.random() < AT_WINDOW)


def _told(rng: Random, birth: Birth, order: int, now: datetime) -> Iterator[Step]:
    """The case's way: each step after those before it, some too late, some asked back, some withdrawn."""
    yield Step(birth.at, order, partial(_open, birth))
    met: dict[str, datetime] = {}
    withdrawn = birth.at + DAY * rng.uniform(1, 9) if rng.random() < WITHDRAWN else None
    for place, step in enumerate(birth.procedure.steps):
        if step.undoes or step.code in birth.left:
            continue
        begins = max((met[code] for code in step.after if code in met), default=birth.at)
        slow = step.limit + rng.uniform(3, 9) if rng.random() < LATE else step.limit * rng.uniform(0.1, 0.75)
        done = _office(rng, begins + DAY * slow + HOUR)
        asks = [code for code in described()["asked_back"] if code in step.needs and rng.random() < BACK]
        if asks:
            back = begins + (done - begins) * 0.4
            given = _office(rng, back + DAY * rng.uniform(0.2, 4))
            done = _office(rng, given + DAY * rng.uniform(0.2, 1.5))
            yield Step(back, order + place, partial(_ask_back, birth, step.code, asks, back))
            if rng.random() < 0.8:
                yield Step(given, order + place, partial(_supply, birth, asks, given))
        stuck = done > now - timedelta(days=25) and rng.random() < STUCK
        if step.code not in ALL_AT_ONCE and not stuck:
            yield Step(done, order + place, partial(_complete, birth, step.code, done))
        met[step.code] = done
        if step.delivers:
            yield from _handed(rng, birth, step.code, done, order + place)
    if withdrawn is not None and withdrawn < now:
        yield Step(withdrawn, order, partial(_withdraw, birth, withdrawn, rng.choice(described()["leaves"])))


def _mother_of_today(rng: Random, procedure: Procedure, county: County, now: datetime, order: int) -> Iterator[Step]:
    """The resident whom a visitor may become: two departments wait for papers of hers, the others go on."""
    owner, at = county.residents[0], now - 5 * DAY
    answers = answers_of(rng, owner, at) | {"register_here": True, "mother_insured": "employee", "father_known": True}
    birth = Birth(procedure, county, owner, at, answers, left=("card",), way="near")
    yield Step(at, order, partial(_open, birth))
    yield Step(at + 5 * HOUR, order, partial(_complete, birth, "certificate", at + 5 * HOUR))
    yield Step(at + DAY, order, partial(_complete, birth, "vaccination", at + DAY))
    for code, missing in (("household", "household_book"), ("expense", "bills")):
        back = now - (20 * HOUR if code == "expense" else 2 * DAY)
        yield Step(back, order, partial(_ask_back, birth, code, [missing], back))


def _handed(rng: Random, birth: Birth, code: str, done: datetime, order: int) -> Iterator[Step]:
    sent = _office(rng, done + DAY * rng.uniform(0.1, 1))
    if birth.way != "window":
        yield Step(sent, order, partial(_send, birth, code, sent, f"EMS{rng.randint(10**8, 10**9 - 1)}"))
    taken = sent + DAY * rng.uniform(0.5, 6)
    yield Step(taken, order, partial(_receive, birth, code, taken))


def _open(birth: Birth) -> None:
    area = str(birth.answers["home"])
    points = collecting.points(area) if birth.way == "near" else ()
    if birth.way == "near" and not points:
        birth.way = "window"
    wish = commands.Wish(
        procedure=birth.procedure.code,
        answers=birth.answers,
        left=birth.left,
        way=birth.way,
        place=points[len(birth.answers["home_address"]) % min(3, len(points))].code if points else "",
        address=birth.answers["home_address"] if birth.way == "post" else "",
        area=area,
        consent=True,
    )
    if not birth.window:
        birth.number = commands.open_case(ctx_of(birth.owner, birth.at), wish=wish).number
        return
    clerk, person = ctx_of(birth.county.one("maternity", Role.CLERK), birth.at), birth.owner.person_id
    assert person is not None
    asked = commands.ask_consent(clerk, person_id=person)
    commands.agree(clerk, consent_id=asked.consent_id, code=asked.code)
    opened = commands.open_case_for(clerk, person_id=person, wish=wish, consent_id=asked.consent_id)
    birth.number = opened.number


def _handler(birth: Birth, code: str) -> Actor:
    step = birth.procedure.step(code)
    return birth.county.one(birth.procedure.departments[step.department].unit, Role.HANDLER)


def _complete(birth: Birth, code: str, at: datetime) -> None:
    """Where the step is still there to be completed: it may wait for papers, or the case be withdrawn."""
    with suppress(Conflict, NotFound):
        commands.complete(ctx_of(_handler(birth, code), at), number=birth.number, step=code)


def _ask_back(birth: Birth, code: str, missing: Sequence[str], at: datetime) -> None:
    reason = " ".join(described()["asked_back"][each][len(birth.number + each) % 2] for each in missing)
    with suppress(Conflict, NotFound):
        ctx = ctx_of(_handler(birth, code), at)
        commands.return_step(ctx, number=birth.number, step=code, reason=reason, missing=missing)


def _supply(birth: Birth, missing: Sequence[str], at: datetime) -> None:
    with suppress(Conflict):
        given = {code: [paper()] for code in missing}
        commands.supply(ctx_of(birth.owner, at), number=birth.number, answers=given)


def _send(birth: Birth, code: str, at: datetime, reference: str) -> None:
    with suppress(Conflict, NotFound):
        commands.deliver(ctx_of(_handler(birth, code), at), number=birth.number, step=code, reference=reference)


def _receive(birth: Birth, code: str, at: datetime) -> None:
    with suppress(Conflict, NotFound):
        commands.receive(ctx_of(birth.owner, at), number=birth.number, step=code)


def _withdraw(birth: Birth, at: datetime, reason: str) -> None:
    with suppress(Conflict):
        commands.withdraw(ctx_of(birth.owner, at), number=birth.number, reason=reason)


def _all_at_once(county: County, at: datetime) -> None:
    """On Fridays the health commission completes everything that waits there."""
    if at.weekday() != FRIDAY:
        return
    ctx = ctx_of(county.one("health", Role.HANDLER), at)
    waiting = [row.step_id for row in desk(ctx.actor, at, limit=500).rows if row.step in ALL_AT_ONCE]
    if waiting:
        with suppress(Conflict):
            commands.complete_many(ctx, steps=waiting)


def _escalate(at: datetime) -> None:
    """Each morning the house tells units and the supervisor what is late."""
    for step in overdue(at.date()):
        commands.escalate(ctx_of(Actor.system("clock"), at), step_id=step)


def _mother(rng: Random, county: County) -> Actor:
    place = rng.choice(county.places)
    person = directory.add_person(CTX, name=person_name(rng), phone=phone_number(rng), area=place.code)
    return person_actor(person.id, CTX.now, staff=False)


def _office(rng: Random, at: datetime) -> datetime:
    """The moment itself, or the next in office hours."""
    at = at.astimezone(ZONE)
    if at.hour >= CLOSES:
        at = at.replace(hour=0) + DAY
    if at.hour < OPENS:
        at = at.replace(hour=OPENS, minute=rng.randint(0, 59))
    return at + timedelta(days=(7 - at.weekday()) if at.weekday() > FRIDAY else 0)


def _at(day: datetime, hours: int) -> datetime:
    return day.astimezone(ZONE).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(hours=hours)
