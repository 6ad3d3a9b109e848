"""Zhao Weidong, deputy head of the banner, takes charge of a hard petition, goes there, and hands it on in public."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banshi.kernel.directory.commands import add_person, appoint
from banshi.kernel.rooms import Role
from banshi.kernel.testing.people import SINCE, World
from banshi.kernel.web.formatting import day
from tests.journeys import steps
from tests.journeys.conftest import Come
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.anydb]
TITLE = "草场征用款拖了两年没有发"
PETITION = f"{TITLE}。希望尽快核对面积、把款发下来。"


class TestALeader:
    def test_takes_charge_visits_and_hands_on(self, come: Come, county: World) -> None:
        second_leader(county)
        alima, clerk, sun = come("alice"), come("clerk"), come("supervisor")
        zhao, hasi, anybody = come("leader"), come("second"), come()
        number = petitions(alima)
        steps.passes_on(clerk, number)

        takes_charge(zhao, number)
        alima.opens("/me/notices/").sees("赵卫东")
        first_visit(zhao, number)
        alima.opens(f"/requests/m/{number}/").sees("包案领导", "赵卫东", "三社活动室", "核对草场面积", "前")
        second_visit(zhao, number)
        alima.opens(f"/requests/m/{number}/").sees("已兑现")

        hands_on(sun, number)
        anybody.opens("/requests/leaders/").sees("哈斯", "副旗长", "此前：赵卫东", "赵卫东同志调离")
        anybody.does_not_see(TITLE, "阿丽玛", "核对草场面积")
        steps.case(zhao, number).sees("您现在只能查看")
        settles(hasi, number)
        anybody.opens("/requests/leaders/").sees("已化解")
        alima.opens(f"/requests/m/{number}/").sees("哈斯", "赵卫东")


def second_leader(county: World) -> None:
    """Hasi becomes a deputy head of the banner too."""
    ctx, within = county.ctx("system", timezone.now()), county.units["government"]
    hasi = add_person(ctx, name="哈斯", area=within.area)
    county.people["second"] = hasi
    county.staff.add("second")
    appoint(ctx, person_id=hasi.id, unit_id=within.id, role=Role.LEADER, title="副旗长", starts=SINCE)


def petitions(resident: Person) -> str:
    resident.opens("/requests/new/").writes("什么事", PETITION).chooses("在哪个镇、村或社区", steps.VILLAGE)
    resident.unfolds("再说细一点").chooses("您是来", "信访（按信访条例的期限办理）").presses("提交").sees("已经收到")
    return resident.text(".receipt-number")


def takes_charge(leader: Person, number: str) -> None:
    """He heard of it on the reception day; the case is not his yet, so he opens it with a reason and takes it."""
    leader.opens("/requests/desk/").sees("我包案的")
    with leader.expecting(404):
        steps.case(leader, number).sees("不在您的职责之内").follows("写明理由打开")
    leader.writes("原因", "接待日当面听阿丽玛说起，要接下这件事。").presses("打开").sees(PETITION)
    leader.follows("我来包案", within=".desk-acts").sees("由您负责到底").presses("我来包案")
    leader.sees("“我来包案”已经记在账上", "赵卫东").opens("/requests/desk/charges/").sees(
        "我包案的", TITLE, "走访 0 次"
    )


def first_visit(leader: Person, number: str) -> None:
    soon = timezone.localdate() + timedelta(days=10)
    steps.act(leader, number, "记录走访").writes("在哪里见的", "三社活动室").writes(
        "听到了什么", "面积对不上，村里没有公示。"
    )
    leader.writes("这次承诺 1", "核对草场面积")
    with leader.expecting(422):
        leader.presses("记录走访").sees("承诺要写明哪一天以前兑现。")
    leader.writes("承诺 1 哪天以前兑现", soon.isoformat()).presses("记录走访").sees(
        "“记录走访”已经记在账上", "核对草场面积", f"{day(soon)} 前"
    )


def second_visit(leader: Person, number: str) -> None:
    """The next visit begins with what was promised."""
    steps.act(leader, number, "记录走访").writes("在哪里见的", "阿丽玛家").writes("听到了什么", "面积已经认可。")
    with leader.expecting(422):
        leader.presses("记录走访").sees("请写明内容。")
    leader.writes("上次承诺：核对草场面积", "国土所已丈量并公示。").ticks("已经兑现").presses("记录走访")
    leader.sees("“记录走访”已经记在账上", "已兑现", "国土所已丈量并公示。")


def hands_on(supervisor: Person, number: str) -> None:
    steps.act(supervisor, number, "更换包案领导").chooses("包案领导", "哈斯 副旗长").writes(
        "为什么更换", "赵卫东同志调离。"
    )
    supervisor.presses("更换包案领导").sees("“更换包案领导”已经记在账上", "哈斯")


def settles(leader: Person, number: str) -> None:
    leader.opens("/requests/desk/").follows("我包案的", within=".desk-tabs").sees(TITLE)
    steps.act(leader, number, "写明化解").writes("怎样化解的", "款项已打到一卡通，阿丽玛签字认可。").presses("写明化解")
    leader.sees("“写明化解”已经记在账上")
