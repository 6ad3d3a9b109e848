"""Sun Min watches over the work: she takes up what lies about, demands an answer, and shows the end to everybody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys import steps
from tests.journeys.conftest import Come
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.anydb]


class TestASupervisor:
    def test_escalates_decides_demands_and_publishes(self, come: Come) -> None:
        alima, clerk, sun, wang, anybody = come("alice"), come("clerk"), come("supervisor"), come("handler"), come()
        number = steps.brings(alima)
        steps.passes_on(clerk, number)

        takes_up_and_decides(sun, number)
        alima.opens("/me/notices/").sees(f"诉求 {number} 已提级督办")
        steps.accepts(wang, number)
        demands(sun, number)
        answers_the_demand(wang, number)
        sun.opens("/requests/desk/supervision/").sees(number, "水利局", "三天内恢复供水。", "已反馈")
        steps.act(sun, number, "解除督办").chooses("哪一项督办", "三天内恢复供水。").presses("解除督办").sees(
            "“解除督办”已经记在账上", "已解除"
        )

        steps.answers(wang, number, done="更换了新电机，当天恢复供水。咨询请打 13900139009。")
        alima.opens(f"/requests/m/{number}/").ticks("满意").presses("提交评价").sees("您评了 4 分")
        steps.case(sun, number).presses("办结").sees("“办结”已经记在账上", "办过")
        publishes(sun, number)
        anybody.opens("/requests/public/").follows("门克庆嘎查的机井坏了三天，全村没有水").sees("更换了新电机")
        anybody.does_not_see("13900139009", "阿丽玛").sees("略去了什么")
        alima.opens(f"/requests/m/{number}/").follows("停止公开", within=".deeds", exact=False).writes(
            "为什么不要公开", "不想让邻居看到。"
        )
        alima.presses("停止公开").sees("这件事不再公开。")
        with anybody.expecting(404):
            anybody.opens(f"/requests/public/{number}/").sees("没有找到")


def takes_up_and_decides(supervisor: Person, number: str) -> None:
    """She takes the matter up and gives it back to the unit whose it is, with a reason."""
    steps.act(supervisor, number, "提级").writes("原因", "全村断水，三天没人到现场。").presses("提级")
    supervisor.sees("“提级”已经记在账上", "待督办指定").presses("派单").sees("“派单”已经记在账上", "水利局")


def demands(supervisor: Person, number: str) -> None:
    by = (timezone.localdate() + timedelta(days=5)).isoformat()
    steps.act(supervisor, number, "督办").writes("要求", "三天内恢复供水。").writes("哪天以前反馈", by).presses("督办")
    supervisor.sees("“督办”已经记在账上", "三天内恢复供水。", "还没有反馈")


def answers_the_demand(handler: Person, number: str) -> None:
    handler.opens("/me/notices/").sees("督办")
    steps.act(handler, number, "反馈督办").writes("反馈", "电机已到，今晚装好。").presses("反馈督办")
    handler.sees("“反馈督办”已经记在账上", "已反馈")


def publishes(supervisor: Person, number: str) -> None:
    """What everybody will see is shown first; what she hides besides is hidden."""
    steps.act(supervisor, number, "公开").sees("门克庆嘎查的机井坏了三天").writes("另外要隐去的词", "新电机")
    supervisor.writes("为什么隐去", "涉及商家").presses("再看一遍").writes("另外要隐去的词", "").presses("公开")
    supervisor.sees("“公开”已经记在账上")
