"""Seven departments for the small county, and a mother who fills in the one form."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from banshi.kernel.directory.commands import add_person, add_unit, appoint
from banshi.kernel.rooms import Role
from banshi.kernel.testing.people import COUNTY, SINCE, World
from banshi.services.onestop import commands
from banshi.services.onestop.models import CaseStep
from banshi.services.onestop.policy import packaged
from banshi.services.onestop.tests.shipped import shipped
from tests.journeys.person import BUSY, Person

UNITS = {
    "maternity": ("妇幼保健院", "韩梅"),
    "cdc": ("疾病预防控制中心", "冯静"),
    "police": ("公安局", "苏和"),
    "labour": ("人力资源和社会保障局", "郑强"),
    "insurance": ("医疗保障局", "何琴"),
    "health": ("卫生健康委员会", "曹芳"),
    "hall": ("政务服务大厅", "邓丽"),
}
MOTHER = "152728199503103328"
VILLAGE = "札萨克镇 门克庆嘎查"


def seven_departments(county: World) -> None:
    """Their units with a handler each, a clerk on the ward, and the procedure as the house carries it."""
    ctx = county.ctx("system", timezone.now())
    above = county.units["government"].id
    for slug, (name, handler) in UNITS.items():
        unit = add_unit(ctx, slug=f"{COUNTY}-{slug}", name=name, kind="department", area=COUNTY, parent_id=above)
        posts = [(slug, handler, Role.HANDLER), *([("ward", "孟婷", Role.CLERK)] if slug == "maternity" else [])]
        for key, who, role in posts:
            county.people[key] = add_person(ctx, name=who, area=COUNTY)
            appoint(ctx, person_id=county.people[key].id, unit_id=unit.id, role=role, title="经办人", starts=SINCE)
            county.staff.add(key)
    commands.publish(ctx, text=packaged()["newborn.yaml"], file="newborn.yaml", county=COUNTY)


def answers(somebody: Person, question: str, value: str) -> Person:
    """Ticks one answer of a question on which others may depend, and waits until they are there."""
    page = somebody.page
    page.locator(f"[name={question}][value={value}]").check()
    if somebody.device.script:
        page.wait_for_function("busy => !document.querySelector(busy)", arg=BUSY)
    return somebody


def begins(mother: Person) -> Person:
    """The first half of the form: who she is."""
    mother.writes("母亲姓名", "阿丽玛").writes("母亲身份证号", MOTHER).writes("手机号", "13800138001")
    return mother.chooses("住在哪个村或社区", VILLAGE)


def goes_on(mother: Person, paper: Path) -> Person:
    """The rest of it, with the answers that decide what else is asked first."""
    for question, value in (("father_known", "no"), ("register_here", "yes"), ("mother_insured", "resident")):
        answers(mother, question, value)
    if not mother.device.script:
        mother.page.get_by_role("button", name="按上面的回答，更新后面的问题").first.click()
    mother.writes("孩子姓名", "娜仁").writes("出生日期", f"{timezone.localdate():%Y-%m-%d}")
    for question, value in (("sex", "girl"), ("registers_with", "mother"), ("bank", "rural")):
        answers(mother, question, value)
    mother.writes("家庭住址", "门克庆嘎查三社").writes("收款银行卡号", "6228480402564890018")
    return mother.attaches("父母户口簿照片", paper).attaches("住院费用票据照片", paper)


def completes(handler: Person, number: str, step: str, title: str) -> Person:
    """The department does its part, from its desk."""
    handler.opens("/onestop/desk/").sees(number).opens(f"/onestop/desk/c/{number}/{step}/").sees(title)
    return handler.follows("办结这一步", within="main").presses("办结这一步").sees("办结了，后面的部门接着办。")


def returns(handler: Person, number: str, step: str, what: str, why: str) -> Person:
    """The department asks the mother for something again."""
    handler.opens(f"/onestop/desk/c/{number}/{step}/return/")
    with handler.expecting(422):
        handler.presses("退回补正").sees("请选出缺的那几项。")
    return handler.ticks(what).writes("原因", why).presses("退回补正").sees("已经请居民补")


def is_late(number: str, step: str) -> None:
    """Let the last day of a running step be over."""
    place = shipped("newborn").positions[step]
    rows = CaseStep.objects.filter(case__number=number, place=place)
    long_ago = timezone.localdate() - timedelta(days=20)
    rows.update(due=long_ago, watch=long_ago, last_day=long_ago)
