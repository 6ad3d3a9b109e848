"""Somebody at the water bureau saw the diesel leave by night. They tell without a name, and are talked with all the same."""

import pytest

from tests.journeys import steps
from tests.journeys.conftest import Come
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.anydb]
TIP = "水利局夜里用公车把抽水的柴油拉走，十月见过三次。"


class TestATipOff:
    def test_is_followed_through_a_two_way_box_without_a_name(self, come: Come) -> None:
        office, home, sun, clerk = come(), come(), come("supervisor"), come("clerk")
        number, secret = tips_off(office)
        office.presses("不在这台设备上留痕").sees("这台设备上不再留有这件事")

        clerk.opens("/requests/desk/").does_not_see(number, TIP)
        sun.opens("/requests/desk/").sees(number, "举报", "回避")
        steps.act(sun, number, "回信").writes("写给诉求人", "是哪一辆车？记得车牌吗？").presses("回信")
        sun.sees("“回信”已经记在账上", "是哪一辆车")
        follows(home, number, secret)
        home.sees("1 条新回话", "督查室", "是哪一辆车？记得车牌吗？").presses("这些我看过了").sees("已标为读过。")
        home.writes("给经办单位留言", "白色皮卡，尾号 37。").presses("送出").sees("已经送到经办单位", "尾号 37")

        steps.case(sun, number).sees("1 条来信没看过", "尾号 37").presses("来信标为已读").sees(
            "“来信标为已读”已经记在账上"
        )
        decides(sun, number)
        follows(home, number, secret)
        home.sees("查实", "督查室").presses("不在这台设备上留痕")
        home.opens("/requests/public/").does_not_see(number, "柴油")


def tips_off(somebody: Person) -> tuple[str, str]:
    """Nothing of who they are is asked, and nothing stays on the device; returns number and secret."""
    somebody.opens("/requests/new/").follows("匿名举报", within="main").sees("不问您是谁")
    somebody.does_not_see("联系电话", "怎么称呼您", "data-draft=")
    with somebody.expecting(422):
        somebody.writes("举报什么", TIP).presses("提交举报").sees("请选镇、村或社区")
    somebody.chooses("涉及哪个单位", "水利局").writes("涉及谁", "王建国").chooses("在哪个镇、村或社区", steps.VILLAGE)
    somebody.presses("提交举报").sees("已经收到", "查询码", "督查室")
    return somebody.text(".receipt-number"), somebody.text(".secret-code")


def follows(somebody: Person, number: str, secret: str) -> None:
    somebody.opens("/requests/track/").writes("编号", number).writes("查询码", secret).presses("查看").sees(TIP)


def decides(supervisor: Person, number: str) -> None:
    """She registers it, is offered no unit complained of, and answers it herself."""
    steps.case(supervisor, number).chooses("分类", steps.WELLS).presses("登记分类").sees("“登记分类”已经记在账上")
    units = supervisor.page.locator("select[name=unit] option").all_inner_texts()
    assert "伊金霍洛旗人民政府" in " ".join(units)
    assert not [unit for unit in units if "水利局" in unit]
    steps.act(supervisor, number, "答复").ticks("已解决").writes("查到的情况", "调阅车辆记录，情况查实。")
    supervisor.writes("做了什么", "责令退赔，给予处分。").chooses("第 1 点…", "做了什么")
    supervisor.presses("答复").sees("“答复”已经记在账上")
