"""Alima's village has no water. She tells it with a photo, and follows it until she has judged the answer."""

from pathlib import Path

import pytest

from banshi.kernel.access.tests.signing import Inbox
from tests.journeys import steps
from tests.journeys.conftest import ON_A_PHONE, Come
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.anydb]


class TestAResidentWithAnAccount:
    def test_submits_with_a_photo_and_follows_to_the_rating(self, come: Come, inbox: Inbox, photo: Path) -> None:
        alima, clerk, handler = come(), come("clerk"), come("handler")
        signs_in_by_phone(alima, inbox)
        number = tells_with_a_photo(alima, photo)

        steps.passes_on(clerk, number)
        handler.opens("/me/notices/").presses("查看这件事").sees(steps.WELL).sees_a_picture()
        steps.accepts(handler, number)
        steps.act(handler, number, "记录进展").writes("进展", "已到现场，电机下午到货。")
        handler.presses("记录进展").sees("“记录进展”已经记在账上")
        alima.opens("/requests/mine/").follows(steps.WELL.split("。")[0])
        alima.sees("水利局", "已到现场，电机下午到货。", "在办")

        steps.writes_an_answer(handler, number, "更换了新电机，当天恢复供水。")
        handler.presses("先看答复函").sees("还没有发出", "阿丽玛").presses("答复").sees("“答复”已经记在账上")
        alima.opens("/me/notices/").presses("查看这件事", within=".ledger > li:first-child")
        alima.sees("请您看看答复", "更换了新电机，当天恢复供水。")
        with alima.expecting(422):
            alima.presses("提交评价").sees("请选一项。")
        alima.ticks("非常满意").writes("想说的话", "第二天就有水了。").presses("评价")
        alima.sees("谢谢，您的评价已经记在账上。", "您评了 5 分", "第二天就有水了。", "您已评价")
        steps.case(handler, number).sees("评价 5 分")


class TestAResidentWithoutAnAccount:
    @ON_A_PHONE
    def test_follows_with_number_and_secret_and_leaves_no_trace(self, come: Come) -> None:
        """Bao writes on the village hall's computer, reads the answer at home, and has it done again."""
        hall, home, clerk, handler = come(), come(), come("clerk"), come("handler")
        number = steps.brings(hall)
        secret = hall.text(".secret-code")
        hall.presses("不在这台设备上留痕").sees("这台设备上不再留有这件事")
        with hall.expecting(404):
            hall.opens(f"/requests/m/{number}/").does_not_see(steps.WELL)

        steps.passes_on(clerk, number)
        steps.accepts(handler, number)
        steps.answers(handler, number)
        with home.expecting(422):
            home.opens("/requests/track/").writes("编号", number).writes("查询码", "0000-0000-0000").presses("查看")
        home.sees("编号和查询码对不上").writes("查询码", secret).presses("查看")
        home.sees("请您看看答复").ticks("不满意").writes("想说的话", "又停水了。").presses("提交评价")
        home.sees("您评了 2 分", "答复您", "在办")
        steps.case(handler, number).sees("重新办理", "又停水了。")


def signs_in_by_phone(resident: Person, inbox: Inbox) -> None:
    resident.opens("/").follows("登录").writes("手机号", "13800138001").presses("发验证码")
    resident.writes("短信验证码", inbox.code).presses("登录", within="main")
    resident.sees("阿丽玛")


def tells_with_a_photo(resident: Person, photo: Path) -> str:
    """From the one question of the home page to the receipt; a forgotten field loses nothing."""
    resident.opens("/").page.get_by_role("searchbox").fill(steps.WELL)
    resident.presses("往下走").follows("用这句话开始反映")
    resident.attaches("照片或材料", photo)
    with resident.expecting(422):
        resident.presses("提交").sees("请选镇、村或社区", "已收到 1 个文件")
    resident.chooses("在哪个镇、村或社区", steps.VILLAGE).writes("具体地点", "门克庆嘎查三社").presses("提交")
    resident.sees("已经收到", "下一步", "登记分类，派给责任单位", "最迟", "指纹")
    number = resident.text(".receipt-number")
    resident.follows("看这件事").sees("门克庆嘎查三社", "还剩", "可核验").sees_a_picture()
    return number
