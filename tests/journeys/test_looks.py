"""Alima asks who has looked at what she told, and finds everybody who did, and why."""

import pytest

from tests.journeys import steps
from tests.journeys.conftest import AT_A_DESK, Come

pytestmark = [pytest.mark.journey, pytest.mark.anydb]
WHY = "路面塌陷和机井是同一处，要一起查看。"


class TestAResident:
    def test_sees_who_looked_and_why(self, come: Come) -> None:
        alima, bao, clerk, wang, li = come("alice"), come("bao"), come("clerk"), come("handler"), come("roads")
        number = steps.brings(alima)
        alima.opens("/requests/mine/").follows("谁看过我").sees("还没有人看过")
        steps.passes_on(clerk, number)
        steps.case(wang, number).sees(steps.WELL)

        with li.expecting(404):
            steps.case(li, number).sees("不在您的职责之内").follows("写明理由打开")
        li.writes("原因", WHY).presses("打开").sees(steps.WELL, "您现在只能查看")
        alima.opens("/me/notices/").sees(WHY)
        alima.opens("/requests/mine/").follows("谁看过我")
        alima.sees("12345 热线受理中心 热线受理员", "水利局 经办人", "交通运输局 经办人", f"原因：{WHY}", number)

        bao.opens("/sign-in/looks/").sees("还没有人看过").does_not_see(number)
        inspector = come("inspector")
        inspector.opens("/people/looks/").sees("交通运输局 经办人", WHY)

    @AT_A_DESK
    def test_sees_everything_that_is_held_puts_it_right_and_has_it_erased(self, come: Come) -> None:
        alima, clerk, wang = come("alice"), come("clerk"), come("handler")
        number = steps.brings(alima)
        alima.opens("/requests/mine/held/").sees(number, steps.WELL, "门克庆嘎查三社")
        alima.opens(f"/requests/m/{number}/").follows("更正内容", within=".deeds", exact=False)
        with alima.expecting(422):
            alima.presses("更正内容").sees("没有改动")
        alima.writes("具体地点", "门克庆嘎查四社").presses("更正内容").sees(
            "已经更正。", "门克庆嘎查四社", "更正本人信息"
        )
        steps.case(clerk, number).sees("门克庆嘎查四社")

        alima.follows("撤回", within=".deeds", exact=False).presses("撤回").sees("已经撤回。", "您已撤回这件事。")
        alima.follows("删除个人信息", within=".deeds", exact=False)
        alima.ticks("我明白：删除以后不能恢复，编号和查询码也不能再查看").presses("删除个人信息").sees("已经删除。")
        alima.opens("/requests/mine/held/").does_not_see(steps.WELL, "四社")
        with wang.expecting(404):
            steps.case(wang, number).does_not_see(steps.WELL)
