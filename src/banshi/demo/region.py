"""The bodies and the invented people of the demonstration, entered through the directory's commands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from banshi.demo.names import person_name, phone_number
from banshi.demo.plan import SEED, ZONE, Place
from banshi.kernel.access.actors import person_actor
from banshi.kernel.commands import Actor, Context
from banshi.kernel.directory import commands as directory
from banshi.kernel.directory.areas import short_name
from banshi.kernel.directory.queries.areas import children
from banshi.kernel.rooms import Role

OPENED = datetime(2020, 5, 20, 9, 0, tzinfo=ZONE)
SINCE = date(2020, 1, 1)
CTX = Context(actor=Actor.system("demo"), now=OPENED, request_id="demo")
PERSONAS = {
    "demo-clerk": ("150627-hotline", Role.CLERK),
    "demo-handler": ("150627-water", Role.HANDLER),
    "demo-township": ("150627100-township", Role.TOWNSHIP),
    "demo-leader": ("150525-government", Role.LEADER),
    "demo-supervisor": ("150627-supervision", Role.SUPERVISOR),
    "demo-inspector": ("150627-records", Role.INSPECTOR),
    "demo-administrator": ("150627-office", Role.ADMINISTRATOR),
}


@dataclass(slots=True)
class County:
    """A county of the demonstration: who works where, who lives there, and its villages."""

    code: str
    staff: dict[tuple[str, Role], list[Actor]] = field(default_factory=dict)
    by_unit: dict[int, Actor] = field(default_factory=dict)
    residents: list[Actor] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def one(self, unit: str, role: Role) -> Actor:
        """The first member of staff with this role in the unit of this name, e.g. "hotline"."""
        return self.staff[f"{self.code}-{unit}", role][0]


@cache
def described() -> dict[str, Any]:
    """The region as the file describes it."""
    loaded: dict[str, Any] = yaml.load((files(__package__) / "region.yaml").read_text(), Loader=yaml.CSafeLoader)
    return loaded


@dataclass(frozen=True, slots=True)
class Body:
    """One unit to enter, with the posts in it."""

    slug: str
    name: str
    kind: str
    area: str
    posts: tuple[tuple[Role, str], ...]
    under: bool = True
    """Whether it stands under the county's government."""


def found(code: str) -> Iterator[County]:
    """Enter one county's bodies and people; yields the county after each, for the progress line."""
    about = described()["counties"][code]
    made, rng = County(code), Random(f"{SEED}/people/{code}")
    top: int | None = None
    for body in _bodies(code, about):
        unit = enter(rng, made, body, top)
        top = unit if body.slug == "government" else top
        yield made
    for town in children(code):
        made.places += [Place(village.code, short_name(village.name)) for village in children(town.code)]
    for number in range(about["residents"]):
        made.residents.append(_resident(rng, made, first=number == 0))
        yield made


def _bodies(code: str, about: dict[str, Any]) -> Iterator[Body]:
    name = about["short"]
    leaders = ((Role.LEADER, "旗县领导"), (Role.LEADER, "旗县领导"))
    yield Body("government", f"{name}人民政府", "government", code, ((Role.HANDLER, "总值班员"), *leaders))
    yield Body("hotline", f"{name}便民热线", "hotline", code, ((Role.CLERK, "受理员"), (Role.CLERK, "受理员")))
    yield Body("petition", f"{name}信访局", "petition", code, ((Role.CLERK, "接访员"), (Role.HANDLER, "承办人")))
    yield Body("supervision", f"{name}督查室", "supervision", code, ((Role.SUPERVISOR, "督办员"),), under=False)
    yield Body("records", f"{name}档案馆", "department", code, ((Role.INSPECTOR, "记录检查员"),))
    yield Body("office", f"{name}政务服务中心", "department", code, ((Role.ADMINISTRATOR, "管理员"),))
    for slug, title in about["departments"].items():
        yield Body(slug, f"{name}{title}", "department", code, ((Role.HANDLER, "承办人"),))
    for town in children(code):
        yield Body("township", town.name, "township", town.code, ((Role.TOWNSHIP, "民生专干"),))


def city(code: str, name: str) -> None:
    """Enter the city's supervisor, who receives what complains of a county's own bodies."""
    body = Body("supervision", f"{name}督查室", "supervision", code, ((Role.SUPERVISOR, "督办员"),), under=False)
    enter(Random(f"{SEED}/people/{code}"), County(code), body, None)


def enter(rng: Random, made: County, body: Body, top: int | None) -> int:
    """Enter one unit with the people in its posts; returns its id."""
    slug = f"{body.area}-{body.slug}"
    unit = directory.add_unit(
        CTX, slug=slug, name=body.name, kind=body.kind, area=body.area, parent_id=top if body.under else None
    )
    for role, title in body.posts:
        person = directory.add_person(CTX, name=person_name(rng), phone=phone_number(rng), area=body.area)
        directory.appoint(CTX, person_id=person.id, unit_id=unit.id, role=role.value, title=title, starts=SINCE)
        actor = person_actor(person.id, CTX.now)
        first = not made.staff.get((slug, role))
        made.staff.setdefault((slug, role), []).append(actor)
        made.by_unit.setdefault(unit.id, actor)
        for username, place in PERSONAS.items():
            if first and place == (slug, role):
                directory.open_account(CTX, person_id=person.id, username=username, door="staff")
    return unit.id


def _resident(rng: Random, made: County, *, first: bool) -> Actor:
    place = rng.choice(made.places)
    person = directory.add_person(CTX, name=person_name(rng), phone=phone_number(rng), area=place.code)
    if first and made.code == "150627":
        directory.open_account(CTX, person_id=person.id, username="demo-resident", door="resident")
    return person_actor(person.id, CTX.now, staff=False)
