"""Wang Jianguo of the water bureau gives a matter back, gets it again, pauses, asks for more days, and answers."""

from pathlib import Path

import pytest

from tests.journeys import steps
from tests.journeys.conftest import ON_A_PHONE, Come
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.anydb]
NOT_OURS = "机井归公路养护队管护，不归水利局。"
OURS_NOT = "三社机井是水利工程，见水利局管护名录。"


class TestAHandler:
    def test_returns_transfers_pauses_extends_and_answers(self, come: Come, photo: Path) -> None:
        alima, clerk, wang, li = come("alice"), come("clerk"), come("handler"), come("roads")
        number = dispatched(alima, clerk)

        gives_back(wang, number)
        alima.opens(f"/requests/m/{number}/").sees("退回派单", "登记", NOT_OURS)
        gives_to(clerk, number, "交通运输局", "水利局退回，请交通运输局核查。")
        steps.act(li, number, "转办").chooses("单位", "水利局").writes("为什么转办", OURS_NOT)
        steps.recorded(li.presses("转办"), "转办")

        steps.case(wang, number).sees("退回、转办", "2 次", OURS_NOT)
        steps.accepts(wang, number)
        asks_the_town_to_help(wang, come("township"), number)
        pauses(wang, number, photo)
        alima.opens(f"/requests/m/{number}/").sees("暂停", "您的期限照常计算", "等电机检测结果")
        steps.case(wang, number).presses("恢复办理").sees("“恢复办理”已经记在账上")
        before = alima.opens(f"/requests/m/{number}/").text(".matter-next p:nth-child(2)")
        steps.act(wang, number, "延期").writes("延长多少", "3").writes("为什么延长", "电机要从外地调运。")
        steps.recorded(wang.presses("延期"), "延期")
        after = alima.opens(f"/requests/m/{number}/").sees("电机要从外地调运。").text(".matter-next p:nth-child(2)")
        assert before != after
        steps.answers(wang, number)
        alima.opens(f"/requests/m/{number}/").sees("更换了新电机，当天恢复供水。", "水利局")

    @ON_A_PHONE
    def test_cannot_pass_it_on_a_third_time_it_goes_to_the_supervisor(self, come: Come) -> None:
        alima, clerk, wang, li, sun = come("alice"), come("clerk"), come("handler"), come("roads"), come("supervisor")
        number = dispatched(alima, clerk)
        gives_back(wang, number)
        gives_to(clerk, number, "交通运输局", "水利局退回，请交通运输局核查。")
        for staff, unit, reason in ((li, "水利局", OURS_NOT), (wang, "交通运输局", NOT_OURS)):
            steps.case(staff, number).follows("转办", within=".desk-acts").chooses("单位", unit)
            steps.recorded(staff.writes("为什么转办", reason).presses("转办"), "转办")
        with li.expecting(404):
            steps.case(li, number).sees(f"没有 {number}")
        alima.opens(f"/requests/m/{number}/").sees("督办人员指定责任单位")
        sun.opens("/requests/desk/").follows("提级督办").sees(number, "退转 3 次")


def dispatched(resident: Person, clerk: Person) -> str:
    number = steps.brings(resident)
    steps.passes_on(clerk, number)
    return number


def gives_back(handler: Person, number: str) -> None:
    """A return says why. The unit that was asked first stays responsible, and so goes on seeing it."""
    steps.act(handler, number, "退回")
    with handler.expecting(422):
        handler.presses("退回").sees("请写明内容。")
    handler.writes("原因", NOT_OURS).presses("退回").sees("“退回”已经记在账上", "退回派单", NOT_OURS)


def gives_to(clerk: Person, number: str, unit: str, reason: str) -> None:
    """The clerk chooses another unit than the catalogue names, and says why."""
    steps.case(clerk, number).chooses("派给", unit)
    clerk.writes("为什么派给这个单位", reason).presses("派单").sees("“派单”已经记在账上", unit)


def asks_the_town_to_help(handler: Person, township: Person, number: str) -> None:
    steps.act(handler, number, "增加协办单位").chooses("单位", "札萨克镇人民政府")
    handler.writes("请它办什么", "组织临时送水。").presses("增加协办单位").sees("组织临时送水。", "还没有反馈")
    township.opens("/requests/desk/").follows("我单位协办").sees(number)
    steps.case(township, number).writes("写明情况", "已送水两车。").presses("反馈协办情况")
    steps.case(handler, number).sees("已送水两车。", "只有经办人员看到")


def pauses(handler: Person, number: str, proof: Path) -> None:
    steps.act(handler, number, "暂停").writes("为什么暂停", "等电机检测结果，下周二出。").attaches("证明材料", proof)
    handler.presses("暂停").sees("“暂停”已经记在账上", "well.jpg")
