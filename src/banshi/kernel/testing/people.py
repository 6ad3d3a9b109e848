"""A small county with named people, built through the real commands.

Alice, a resident, owns what she brings; Bao is another resident. The staff hold one post
each: clerk, handler (water), roads (another handler), township, leader, supervisor,
inspector, administrator. Charlie handles the same things in the neighbouring county and
must never see anything of this one.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from banshi.kernel.access.actors import person_actor
from banshi.kernel.commands import Actor, Context
from banshi.kernel.directory.commands import add_person, add_unit, appoint, load_areas, open_account
from banshi.kernel.directory.models import Account
from banshi.kernel.directory.queries import PersonRow, UnitRow
from banshi.kernel.rooms import Role

NOW = datetime(2021, 5, 26, 2, 0, tzinfo=UTC)
"""Wednesday 2021-05-26, 10:00 in Beijing."""
SINCE = date(2020, 1, 1)

COUNTY = "150627"
TOWN = "150627101"
VILLAGE = "150627101201"
NEIGHBOUR = "150622"
AREAS = {
    "15": "内蒙古自治区",
    "1506": "鄂尔多斯市",
    COUNTY: "伊金霍洛旗",
    "150627100": "阿勒腾席热镇",
    TOWN: "札萨克镇",
    VILLAGE: "门克庆嘎查",
    NEIGHBOUR: "准格尔旗",
    "150622100": "薛家湾镇",
}
UNITS = (
    ("government", "伊金霍洛旗人民政府", "government", COUNTY, ""),
    ("hotline", "12345 热线受理中心", "hotline", COUNTY, "government"),
    ("petition", "信访局", "petition", COUNTY, "government"),
    ("water", "水利局", "department", COUNTY, "government"),
    ("roads", "交通运输局", "department", COUNTY, "government"),
    ("road-team", "公路养护队", "service", COUNTY, "roads"),
    ("supervision", "督查室", "supervision", COUNTY, ""),
    ("town", "札萨克镇人民政府", "township", TOWN, "government"),
    ("village", "门克庆嘎查委员会", "village", VILLAGE, "town"),
    ("neighbour", "准格尔旗水利局", "department", NEIGHBOUR, ""),
)
STAFF = (
    ("clerk", "陈晓梅", Role.CLERK, "hotline", "热线受理员"),
    ("handler", "王建国", Role.HANDLER, "water", "经办人"),
    ("roads", "李强", Role.HANDLER, "roads", "经办人"),
    ("township", "乌兰", Role.TOWNSHIP, "town", "镇诉求专员"),
    ("leader", "赵卫东", Role.LEADER, "government", "副旗长"),
    ("supervisor", "孙敏", Role.SUPERVISOR, "supervision", "督办员"),
    ("inspector", "周正", Role.INSPECTOR, "supervision", "记录检查员"),
    ("administrator", "吴平", Role.ADMINISTRATOR, "government", "系统管理员"),
    ("charlie", "查理", Role.HANDLER, "neighbour", "经办人"),
)
RESIDENTS = (("alice", "阿丽玛", "13800138001"), ("bao", "宝音", "13800138002"))


@dataclass
class World:
    """The county, by short names; a unit's slug is `<area>-<short name>`."""

    units: dict[str, UnitRow] = field(default_factory=dict)
    people: dict[str, PersonRow] = field(default_factory=dict)
    staff: set[str] = field(default_factory=lambda: {member[0] for member in STAFF})

    def actor(self, name: str, now: datetime = NOW) -> Actor:
        """Alice, the clerk, … as they are at `now`; "anonymous" and "system" too."""
        if name == "anonymous":
            return Actor.anonymous()
        if name == "system":
            return Actor.system("test")
        return person_actor(self.people[name].id, now)

    def ctx(self, name: str, now: datetime = NOW) -> Context:
        """The context in which this person acts."""
        return Context(actor=self.actor(name, now), now=now, request_id=f"test-{name}")

    def account(self, name: str) -> Account:
        """The door by which this person signs in, opened at first use."""
        person, staff = self.people[name], name in self.staff
        found = Account.objects.filter(person_id=person.id, is_staff=staff).first()
        if found is None:
            row = open_account(
                self.ctx("system"), person_id=person.id, username=name, door="staff" if staff else "resident"
            )
            found = Account.objects.get(pk=row.id)
        return found


def build(now: datetime = NOW) -> World:
    """The county with all its units and people, as put down at `now`."""
    world, ctx = World(), Context(actor=Actor.system("test"), now=now, request_id="world")
    load_areas(ctx, code="15", names=AREAS)
    for slug, name, kind, area, parent in UNITS:
        above = world.units[parent].id if parent else None
        world.units[slug] = add_unit(ctx, slug=f"{area}-{slug}", name=name, kind=kind, area=area, parent_id=above)
    for key, name, phone in RESIDENTS:
        world.people[key] = add_person(ctx, name=name, phone=phone, area=VILLAGE)
    for key, name, role, unit, title in STAFF:
        within = world.units[unit]
        world.people[key] = add_person(ctx, name=name, area=within.area)
        appoint(ctx, person_id=world.people[key].id, unit_id=within.id, role=role, title=title, starts=SINCE)
    return world
