"""Sun Min draws from what was closed, Chen Xiaomei calls, Alima says that it is not solved, and Wang Jianguo has it back."""

import pytest
from django.utils import timezone

from banshi.kernel.draws.tasks import reveal_due
from banshi.kernel.ledger.sealing import seal
from banshi.services.requests.tasks import tend_callbacks
from tests.journeys import steps
from tests.journeys.conftest import Come
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.anydb]
PHONE = "13800138001"
AGAIN = "只供了两天水，水泵又停了。"


class TestACallBack:
    def test_is_drawn_in_public_made_by_somebody_else_and_sends_the_matter_back(self, come: Come) -> None:
        alima, clerk, wang, sun, anybody = come("alice"), come("clerk"), come("handler"), come("supervisor"), come()
        number = closes(alima, clerk, wang, sun)

        draws(sun)
        alima.opens(f"/requests/m/{number}/").sees("在名单上，等开签")
        the_house_opens_it()
        alima.opens(f"/requests/m/{number}/").sees("抽中了，等回访", "只问三件事").follows("公开抽签 D", exact=False)
        alima.sees("在结果里，是第 1 个")
        anybody.opens("/draws/").sees("办结诉求回访抽样").does_not_see(number, "阿丽玛")

        sees_nothing_coming(wang, number)
        calls(clerk, number)
        alima.opens("/sign-in/looks/").sees("12345 热线受理中心 热线受理员", "原因：抽样回访")

        wang.opens("/me/notices/").sees(f"{number} 要重新办理")
        steps.case(wang, number).sees("诉求人说：没有解决", AGAIN, "办理中")
        steps.answers(wang, number, done="换了电缆，试运行三天正常。")
        alima.opens(f"/requests/m/{number}/").sees("诉求人说：没有解决", "对结果", "换了电缆，试运行三天正常。")
        anybody.opens("/requests/statistics/").sees("回访解决率", "单位答复的解决率", "水利局")


def closes(alima: Person, clerk: Person, wang: Person, sun: Person) -> str:
    number = steps.brings(alima)
    steps.passes_on(clerk, number)
    steps.accepts(wang, number)
    steps.answers(wang, number)
    alima.opens(f"/requests/m/{number}/").ticks("满意").presses("提交评价").sees("您评了 4 分")
    steps.case(sun, number).presses("办结").sees("“办结”已经记在账上")
    return number


def draws(supervisor: Person) -> None:
    """Last month stands there already; she draws up to today."""
    supervisor.opens("/requests/desk/callbacks/").sees("还没有抽过").follows("抽一次")
    supervisor.writes("到哪天办结的", timezone.localdate().isoformat()).presses("封定名单")
    supervisor.sees("名单已封定：1 件里抽 1 件", "待开签")


def the_house_opens_it() -> None:
    """What the worker does within the minute."""
    seal(timezone.now())
    reveal_due.call()
    tend_callbacks.call()


def sees_nothing_coming(handler: Person, number: str) -> None:
    """Whoever handled it must not be able to call Alima before the caller does."""
    steps.case(handler, number).does_not_see("回访")
    handler.opens("/me/notices/").does_not_see("回访")
    with handler.expecting(403):
        handler.opens("/requests/desk/callbacks/").does_not_see(number)


def calls(clerk: Person, number: str) -> None:
    """Nobody answers at first; later Alima does."""
    clerk.opens("/requests/desk/callbacks/").follows(number).sees("更换了新电机").does_not_see(PHONE)
    clerk.presses("我来打").sees("阿丽玛", PHONE).presses("没有接通").sees("没有接通，已经记下", "1 次没有接通")
    clerk.follows(number).presses("我来打").ticks("没有解决")
    with clerk.expecting(422):
        clerk.presses("记下回访").sees("请选一项")
    clerk.page.locator("[name=satisfied][value='2']").check()
    clerk.page.locator("[name=attitude][value='4']").check()
    clerk.writes("对方的话", AGAIN).presses("记下回访").sees("退回责任单位重新办理", "现在没有要打的回访电话")
