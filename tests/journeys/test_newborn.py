"""Alima's daughter is born: one form, seven departments, and the papers in her hands; and Bao, who changes his mind."""

import re
from pathlib import Path

import pytest

from banshi.kernel.access.tests.signing import Inbox
from banshi.kernel.testing.people import World
from banshi.services.onestop.models import Case
from banshi.services.onestop.tasks import watch_steps
from tests.journeys import newborns
from tests.journeys.conftest import ON_A_PHONE, Come
from tests.journeys.newborns import completes, returns
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.anydb]


class TestANewborn:
    def test_goes_from_the_ward_through_all_departments_to_the_papers(
        self, come: Come, county: World, photo: Path
    ) -> None:
        newborns.seven_departments(county)
        number = applies(come("alice"), come("alice"), photo)
        alima = come("alice")
        completes(come("maternity"), number, "certificate", "签发出生医学证明")
        two_departments_miss_something(alima, come("police"), come("insurance"), number, photo)
        many_at_once(come("police"), number)
        one_is_stuck(come("supervisor"), come("cdc"), number)
        completes(come("insurance"), number, "insurance", "城乡居民医保参保登记")
        completes(come("insurance"), number, "expense", "生育医疗费用报销")
        completes(come("labour"), number, "card", "申领社会保障卡")
        is_handed_over(alima, come("hall"), number)
        everything_was_used_by_reference(alima, number)


class TestSomebodyAtTheWindow:
    @ON_A_PHONE
    def test_agrees_by_a_code_and_later_withdraws(
        self, come: Come, county: World, photo: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        newborns.seven_departments(county)
        monkeypatch.setattr("banshi.kernel.access.messages.text", inbox)
        ward, bao, police = come("ward"), come("bao"), come("police")
        number = taken_down(ward, inbox, photo)
        completes(come("maternity"), number, "certificate", "签发出生医学证明")
        completes(police, number, "household", "出生登记落户")
        bao.opens("/onestop/mine/").follows("新生儿出生一件事").follows("撤回整件事")
        bao.sees("撤销，发的文件作废，另办“撤销出生登记”", "停下来，不再办")
        bao.presses("撤回整件事").sees("已经撤回，各部门也知道了。")
        completes(police, number, "strike_out", "撤销出生登记")
        bao.opens(bao.address()).sees("这件事已经撤回", "撤销作废", "已停止")
        assert Case.objects.get(number=number).status == "withdrawn"


def applies(at_home: Person, elsewhere: Person, paper: Path) -> str:
    """She begins at home, keeps it, goes on at another device, leaves one item out and sends it; the number."""
    at_home.opens("/onestop/").follows("新生儿出生一件事", exact=False).sees("7 个部门", "签发出生医学证明")
    at_home.follows("开始办").sees("每个问题只问一次")
    newborns.begins(at_home).presses("先存着，以后接着填").sees("已经存好", "接着填")
    elsewhere.opens("/onestop/mine/").follows("接着填“新生儿出生一件事”")
    assert elsewhere.page.get_by_label("母亲姓名").input_value() == "阿丽玛"
    assert newborns.MOTHER not in elsewhere.page.content()
    newborns.goes_on(elsewhere, paper)
    elsewhere.page.get_by_label("育儿指导和健康随访（卫生健康委员会）").uncheck()
    with elsewhere.expecting(422):
        elsewhere.presses("提交，一次办").sees("请先同意各部门")
    elsewhere.page.locator("[name=wish-consent]").check()
    elsewhere.presses("提交，一次办").sees("已经收到，各部门开始办了。", "在办")
    elsewhere.does_not_see("育儿指导")
    return elsewhere.text(".matter-number")


def two_departments_miss_something(alima: Person, police: Person, insurance: Person, number: str, paper: Path) -> None:
    """She is asked once for what both miss, and supplies it once."""
    returns(police, number, "household", "父母户口簿照片", "首页拍糊了，请重拍。")
    returns(insurance, number, "expense", "住院费用票据照片", "少一张押金单。")
    alima.opens(f"/onestop/c/{number}/").sees("还缺 2 样", "首页拍糊了，请重拍。", "等您补材料")
    alima.follows("去补").sees("少一张押金单。")
    alima.attaches("父母户口簿照片", paper).attaches("住院费用票据照片", paper)
    alima.presses("交上去").sees("补上了，2 项接着办。").does_not_see("还缺")


def many_at_once(police: Person, number: str) -> None:
    """The police tick what waits for them and complete it together."""
    police.opens("/onestop/desk/").sees(number)
    police.page.get_by_label(f"出生登记落户 {number}").check()
    police.presses("勾选的都办结").sees("办结了 1 项。")


def one_is_stuck(supervisor: Person, cdc: Person, number: str) -> None:
    """What is late is told to the supervisor by itself, who sees with whom it lies."""
    newborns.is_late(number, "vaccination")
    watch_steps.func()
    supervisor.opens("/onestop/desk/stuck/").sees(number, "疾病预防控制中心 1 项", "超期")
    supervisor.follows(number).sees("已报督办")
    supervisor.opens("/me/notices/").sees("办预防接种证，约第一针")
    completes(cdc, number, "vaccination", "办预防接种证，约第一针")


def is_handed_over(alima: Person, hall: Person, number: str) -> None:
    """All documents come by post; only when she has them is it finished."""
    alima.opens(f"/onestop/c/{number}/").follows("换一种领法")
    alima.ticks("邮寄到家").writes("收件地址", "门克庆嘎查三社").presses("就这样领").sees("领取方式改好了。")
    completes(hall, number, "handover", "证件一次交到您手里")
    hall.opens("/onestop/desk/?view=handover").sees("要寄给居民").follows("证件一次交到您手里")
    hall.follows("寄出或送出").writes("邮寄单号，或送到的地点", "EMS123456789").presses("寄出或送出").sees("记下了")
    alima.opens(f"/onestop/c/{number}/").sees("已送出，等您签收", "EMS123456789")
    assert Case.objects.get(number=number).status == "open"
    alima.presses("我收到了").sees("全部办结")
    assert Case.objects.get(number=number).status == "finished"


def everything_was_used_by_reference(alima: Person, number: str) -> None:
    """She gave each paper once; who used it stands there with its hash."""
    alima.follows("谁用过我的材料")
    alima.sees("公安局用来办“出生登记落户”", "疾病预防控制中心用来办“办预防接种证，约第一针”")
    assert len(re.findall(r"[0-9a-f]{64}", alima.page.content())) > 10


def taken_down(ward: Person, inbox: Inbox, paper: Path) -> str:
    """The clerk on the ward fills the form in; Bao reads the code on his phone out."""
    ward.opens("/onestop/desk/window/").writes("居民的手机号", "13800138002").presses("查这个号码")
    ward.follows("宝音", exact=False)
    newborns.answers(newborns.goes_on(newborns.begins(ward), paper), "visits", "home")
    ward.presses("填好了，发同意码").sees("请居民同意")
    ward.writes("居民手机上的同意码", inbox.code).presses("居民同意，提交").sees("各部门开始办了")
    return ward.text(".matter-number")
