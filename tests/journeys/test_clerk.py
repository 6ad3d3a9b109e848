"""Chen Xiaomei answers the hotline: two people call, and before she puts the pen down both matters are on their way."""

import re

import pytest

from banshi.kernel.access.tests.signing import PASSWORD, code_now, set_password
from banshi.kernel.testing.people import World
from tests.journeys import steps
from tests.journeys.conftest import AT_A_DESK, ON_A_PHONE, Come
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.anydb]
BESIDE = "#desk-case"
LAMP = "希勃图路的路灯不亮，晚上孩子放学看不见路。"


class TestAClerkOnThePhone:
    @AT_A_DESK
    def test_sits_down_for_the_first_time_with_two_factors(self, come: Come, county: World) -> None:
        clerk = come()
        set_password(county, "clerk")
        clerk.opens("/requests/desk/").follows("工作人员登录").writes("用户名", "clerk").writes("密码", PASSWORD)
        clerk.presses("登录", within="main").sees("设好其中一种，才能进工作台")
        clerk.follows("设置验证器")
        clerk.writes("验证码", code_now(clerk.text("ol .code"))).presses("启用").sees("备用码")
        clerk.opens("/requests/desk/").sees("台账", "现在没有要办的", "陈晓梅")

    def test_takes_down_what_somebody_known_says_and_passes_it_on(self, come: Come) -> None:
        clerk, alima = come("clerk"), come("alice")
        clerk.opens("/requests/desk/").follows("代为登记", within="main")
        number = takes_down(clerk, "13800138001", steps.WELL, knows="阿丽玛 138****8001")
        clerk.does_not_see("查询码")
        alima.opens("/me/notices/").presses("查看这件事").sees(number, steps.WELL, "12345 热线受理中心")
        alima.opens("/sign-in/looks/").sees("12345 热线受理中心 热线受理员", "原因：来电登记")

        clerk.follows("去登记分类").chooses("分类", steps.WELLS).presses("登记分类")
        clerk.sees("水利局", "派单").presses("派单").sees("待受理", "“派单”已经记在账上")
        alima.opens(f"/requests/m/{number}/").sees("水利局", "下一步：受理")

    @ON_A_PHONE
    def test_reads_number_and_code_out_to_somebody_unknown(self, come: Come) -> None:
        clerk, caller = come("clerk"), come()
        clerk.opens("/requests/desk/new/").writes("联系电话", "13900139009").presses("按这个号码查人")
        clerk.sees("这个号码没有登记过").writes("怎么称呼对方", "老郭").writes("什么事", LAMP)
        clerk.chooses("在哪个镇、村或社区", steps.VILLAGE).presses("登记")
        clerk.sees("已登记，请念给对方", "查询码只在这里显示一次")
        number, secret = (re.sub(r"\s", "", each) for each in clerk.page.locator(".desk-read").all_inner_texts())
        caller.opens("/requests/track/").writes("编号", number.lower()).writes("查询码", secret.lower()).presses("查看")
        caller.sees(LAMP, "12345 热线受理中心")


class TestAClerkAtTheQueue:
    @AT_A_DESK
    def test_opens_each_beside_the_queue_and_never_leaves_it(self, come: Come) -> None:
        clerk, alima = come("clerk"), come("alice")
        number = steps.brings(alima)
        clerk.opens("/requests/desk/")
        opens_with_the_keys(clerk)
        clerk.chooses("分类", steps.WELLS, within=BESIDE).presses("登记分类", within=BESIDE)
        steps.recorded(clerk, "登记分类").sees("派给").presses("派单", within=BESIDE)
        steps.recorded(clerk, "派单")
        assert clerk.page.locator(".matter-title").count() == 1
        assert "水利局 待受理" in clerk.text("[data-row]")
        clerk.follows("回信", within=BESIDE).writes("写给诉求人", "今天就派人去。").presses("回信", within=BESIDE)
        steps.recorded(clerk, "回信").sees("今天就派人去。")
        assert clerk.page.locator("#box").count() == 1
        assert clerk.address() == "/requests/desk/"
        alima.opens(f"/requests/m/{number}/").sees("今天就派人去。")

    def test_passes_several_on_at_once_and_keeps_the_view(self, come: Come) -> None:
        clerk, alima, bao = come("clerk"), come("alice"), come("bao")
        well, lamp = steps.brings(alima), steps.brings(bao, LAMP, "希勃图路")
        steps.registers(clerk, well)
        steps.registers(clerk, lamp)
        clerk.opens("/requests/desk/").follows("待派单").sees(well, lamp)
        clerk.ticks(well).ticks(lamp).presses("按目录派单").sees("按目录派单 2 件", well, lamp)
        clerk.presses("按目录派单").sees("办了 2 件").follows("回到台账").sees("水利局", "待受理")

        clerk.unfolds("更多条件").chooses("分类", "水利水电").presses("筛选").sees(well, lamp)
        clerk.writes("把这个筛选存为视图", "水的事").presses("保存视图").sees("已存为视图“水的事”。")
        clerk.opens("/requests/desk/").follows("水的事").sees(well)
        clerk.presses("删除视图“水的事”").sees("视图“水的事”已删除。")


def opens_with_the_keys(clerk: Person) -> None:
    """j to the next row, Enter to open it, a to what can be done."""
    clerk.page.keyboard.press("j")
    clerk.page.keyboard.press("Enter")
    clerk.sees("说的什么").page.keyboard.press("a")
    assert clerk.page.evaluate(f"document.activeElement.closest('{BESIDE}') !== null")


def takes_down(clerk: Person, phone: str, text: str, *, knows: str) -> str:
    """By the phone number first; returns the number that the clerk reads out."""
    clerk.writes("联系电话", phone).presses("按这个号码查人").sees(knows).ticks(knows)
    clerk.writes("什么事", text).chooses("在哪个镇、村或社区", steps.VILLAGE).writes("具体地点", "三社")
    clerk.presses("登记").sees("已登记，请念给对方")
    return clerk.page.locator(".desk-read").first.inner_text()
