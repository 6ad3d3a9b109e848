"""Zhao Daye has no account and books a story evening; 乌兰 lets him in, with signal and without."""

import pytest
from playwright.sync_api import expect

from banshi.kernel.testing.people import World
from banshi.services.activities.models import Occasion
from banshi.services.activities.tests.lately import at_the_door, hall, leaders_day, next_hour, soon
from tests.journeys.conftest import AT_A_DESK, ON_A_PHONE, Come
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.anydb]
PHONE = "13911112222"


class TestSomebodyWithoutAnAccount:
    def test_books_shows_the_ticket_and_is_checked_in(self, come: Come, county: World) -> None:
        evening = at_the_door(county)
        zhao, warden = come(), come("township")
        zhao.opens("/activities/").sees("还有 3 个名额").follows("红色故事会").sees("带什么", "一个故事")
        with zhao.expecting(422):
            zhao.presses("预约").sees("请写您的姓名")
        books(zhao).sees("名额已留住，等您确认").presses("确认预约")
        number = zhao.text(".ticket-number")
        zhao.sees("红色故事会", "文化站二楼").follows("预约", within="main").sees("约好了")

        warden.opens("/activities/desk/").follows("红色故事会").sees("赵大爷", "约出 1 / 3")
        with warden.expecting(422):
            warden.writes("扫码，或报编号", "没有这张票").presses("登记签到").sees("这张票不能用")
        warden.writes("扫码，或报编号", number).presses("登记签到").sees("1 人进来了", "已签到")
        zhao.opens(zhao.address()).sees("已签到")
        assert Occasion.objects.get(number=evening.session).counted == 1

    @ON_A_PHONE
    def test_waits_and_takes_the_place_of_somebody_who_cancels(self, come: Come, county: World) -> None:
        evening = soon(county)
        evening.book(names=("儿子", "女儿"))
        zhao, alima = come(), come("alice")
        zhao.opens("/activities/").follows("红色故事会").sees("名额已满")
        zhao.writes("您的姓名", "赵大爷").writes("手机号", PHONE).presses("排上候补").sees("您排在第 1")
        alima.opens("/activities/mine/").follows("红色故事会").presses("不来了，取消").sees("已经取消")
        zhao.opens(zhao.address()).sees("有名额了，等您确认").presses("确认预约").sees("红色故事会")


@AT_A_DESK
def test_the_warden_puts_down_a_season_and_decides_on_a_venue(come: Come, county: World) -> None:
    hall(county, approval=True)
    bao, warden = come("bao"), come("township")
    bao.opens("/activities/").follows("活动室", exact=False).writes("做什么用", "合唱排练").writes("大约多少人", "8")
    bao.presses("申请").sees("等工作人员同意")
    warden.opens("/activities/desk/").follows("1 个场地申请等您同意").sees("宝音", "合唱排练")
    warden.page.get_by_role("button", name="同意").click()
    warden.sees("已同意")
    bao.opens(bao.address()).sees("约好了")
    warden.opens("/activities/desk/offerings/").follows("开设活动或场地").writes("标题", "剪纸课").chooses(
        "种类", "课堂"
    )
    warden.writes("哪个房间，或不在场所里的写明在哪里", "二楼").presses("开设活动或场地").sees("开好了")
    day = next_hour(30)
    warden.follows("排场次").writes("哪一天", f"{day:%Y-%m-%d}").chooses("怎么重复", "每周同一天")
    warden.writes("到哪天为止", f"{next_hour(24 * 20):%Y-%m-%d}").presses("排场次").sees("场。", "接下来的场次")


@AT_A_DESK
def test_the_door_works_without_signal_and_tells_later(come: Come, county: World) -> None:
    from banshi.kernel.slots import queries as taken

    evening = at_the_door(county)
    alice, bao = evening.book(), evening.book("bao")
    tickets = [taken.ticket(number) for number in (alice, bao)]
    warden = come("township")
    warden.opens(f"/activities/desk/door/{evening.session}/").sees("名单 2")
    page = warden.page
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    warden.sees("名单 2")
    page.context.set_offline(True)
    page.reload()
    warden.sees("名单 2 · 已进 0")
    for token, words in (
        (tickets[0], "可以进"),
        (tickets[0], "这张票已经用过"),
        (tickets[1][:-1] + "0", ""),
        ("宝音", "可以进"),
    ):
        page.get_by_label("票、编号或姓名").fill(token)
        page.get_by_role("button", name="登记签到", exact=True).click()
        expect(page.locator("[data-door-said]")).to_contain_text(words)
    warden.sees("已进 2 · 待传 2")
    assert Occasion.objects.get(number=evening.session).counted == 0
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    warden.sees("待传 0")
    assert Occasion.objects.get(number=evening.session).counted == 2
    warden.wrong.clear()  # what could not be fetched while there was no signal


@AT_A_DESK
def test_a_leader_puts_down_what_was_said(come: Come, county: World) -> None:
    day, _booking = leaders_day(county)
    leader = come("leader")
    leader.opens(f"/activities/desk/s/{day.session}/").follows("记录接谈").writes(
        "群众说了什么", "机井补偿三年没有发。"
    )
    leader.writes("领导怎么答复", "一周内答复。").presses("记录接谈").sees("接谈已记在账上", "已记录")


def books(somebody: Person) -> Person:
    """Fills in who comes and keeps the places."""
    return somebody.writes("您的姓名", "赵大爷").writes("手机号", PHONE).presses("预约")
