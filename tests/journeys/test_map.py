"""From a position to a service: near me, a place, the way there, what can be booked; and all of it without signal."""

from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from banshi.kernel.places import commands as places
from banshi.kernel.testing.people import COUNTY, VILLAGE, World
from banshi.services.activities.tests.lately import at_the_door
from banshi.services.servicemap.engine.asked import reach_from
from banshi.services.servicemap.engine.folder import make
from banshi.services.servicemap.engine.modes import PACES, Mode
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.tests import small
from banshi.services.servicemap.tests.small import HERE
from banshi.services.servicemap.tests.town import CUT
from tests.journeys.conftest import AT_A_DESK, Come
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
ASKED = f"/map/?lon={HERE[0]:.6f}&lat={HERE[1]:.6f}"
NEAR = "门克庆嘎查党群服务中心"


@pytest.fixture
def mapped(county: World) -> World:
    """The small town's map, and a story evening at its community centre."""
    now = timezone.now()
    small.town(county, now)
    at_the_door(county, title="红色故事会", place=f"{COUNTY}-near")
    return county


def test_a_resident_finds_the_nearest_service_the_way_there_books_and_is_checked_in(mapped: World, come: Come) -> None:
    bao = come().opens("/").follows("附近", within="main", exact=False)
    bao.sees("十分钟服务圈", "3 处服务").unfolds("选社区、走法、时间、种类")
    bao.chooses("或者选街道、社区", "门克庆嘎查").presses("按这些找")
    bao.sees(NEAR, "1 分钟", "红色故事会").sees_a_picture()
    bao.opens(ASKED).follows(NEAR).sees("全天开放", "社区（村）级", "高德地图")
    bao.follows("怎么走").sees("沿人民路向东走", "Go east along Renmin Road", "到达").sees_a_picture()
    bao.follows(NEAR).follows("红色故事会", exact=False).sees("红色故事会", "名额")
    bao.writes("您的姓名", "宝音").writes("手机号", "13911112222").presses("预约").presses("确认预约")
    ticket, warden = bao.text(".ticket-number"), come("township").opens("/activities/desk/").follows("红色故事会")
    warden.writes("扫码，或报编号", ticket).presses("登记签到").sees("1 人进来了")
    bao.opens(bao.address()).sees("已签到")


def test_an_elder_reads_the_same_in_large_type_and_another_in_english(mapped: World, come: Come) -> None:
    elder = come().opens("/").presses("长辈版").opens(ASKED)
    elder.sees("步行，慢一些（长者）", NEAR)
    reader = come().opens("/").presses("English").opens(ASKED)
    reader.sees("Ten-minute circle", "on foot, within 10 minutes", "A trial map")


def test_a_planner_sees_who_is_not_reached_and_what_another_site_would_change(mapped: World, come: Come) -> None:
    planner = come().opens("/map/coverage/").sees("谁走不到", "街道（镇）级", "札萨克镇")
    planner.chooses("多长时间", "3 分钟").chooses("如果增设", "再设 1 处").presses("重新算")
    planner.sees("增设以后", "没有更好的选法：已证明。", "建议增设的位置").sees_a_picture()


def test_an_elder_takes_the_guide_home_on_paper(mapped: World, come: Come) -> None:
    elder = come().opens("/map/").follows("印好的服务指南")
    assert elder.chooses("哪里的", "札萨克镇").reads(f"/map/{COUNTY}/guide.pdf").startswith("%PDF-")


def test_a_browser_that_cannot_draw_shows_the_picture(mapped: World, come: Come) -> None:
    come().opens(ASKED.replace("/map/", "/map/live/")).sees("能放大的地图", "试用地图").sees_a_picture()


@AT_A_DESK
def test_where_somebody_stands_stays_on_the_device_and_works_without_signal(mapped: World, come: Come) -> None:
    bao = come()
    context = bao.page.context
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"longitude": HERE[0], "latitude": HERE[1]})
    sent: list[str] = []
    bao.page.on("request", lambda request: sent.append(request.url))
    bao.opens("/map/")
    sent.clear()
    bao.page.get_by_role("button", name="用我现在的位置").click()
    bao.sees("走得到 2 处，最近的在前。位置没有离开这台手机。")
    assert _listed(bao) == [f"{COUNTY}-near", f"{COUNTY}-park"]
    assert {urlsplit(url).path.rpartition("/")[2] for url in sent} <= {"reach.bin", "streets.bin", "places.json"}
    bao.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    try:
        bao.page.goto("/map/?anything=1")
        bao.sees("没有信号时的服务圈")
        bao.page.get_by_role("button", name="用我现在的位置").click()
        bao.sees("走得到 2 处")
        assert _listed(bao) == [f"{COUNTY}-near", f"{COUNTY}-park"]
        bao.page.get_by_label("或者从这一处出发").select_option(f"{COUNTY}-far")
        bao.sees("走得到 1 处")
    finally:
        context.set_offline(False)


@AT_A_DESK
def test_the_phone_and_the_server_give_the_same_answer(county: World, come: Come, tmp_path: Path) -> None:
    """At a hundred positions of a real piece of town, at every walking speed."""
    rng, now = Random(7), timezone.now()
    make(CUT, tmp_path / "cut", lambda _path: ([], []), tiles=False)
    small.publish(county, now, folder=tmp_path / "cut")
    for number in range(25):
        lon, lat = rng.uniform(116.3095, 116.3240), rng.uniform(39.9975, 40.0085)
        given = {"name": f"第{number}服务点", "kind": "station", "area": VILLAGE, "lon": lon, "lat": lat}
        places.open_place(county.ctx("administrator", now), code=f"{COUNTY}-{number:03}", **given)
    asked = [
        (rng.uniform(116.309, 116.3245), rng.uniform(39.997, 40.009), rng.choice([5, 10, 15]), kmh)
        for _ in range(34)
        for kmh in PACES.values()
    ]
    bao = come().opens("/map/")
    found = bao.page.evaluate(ANSWERS, asked)
    atlas = opened(COUNTY).atlas
    for (lon, lat, minutes, kmh), answer in zip(asked, found, strict=True):
        expected = reach_from(atlas, lon, lat, minutes, Mode.FOOT, kmh)
        assert answer == [[place.code, place.seconds] for place in expected.places], (lon, lat, minutes, kmh)
    assert sum(map(len, found)) > 500


ANSWERS = """async (asked) => {
    const map = await banshiMap.load(document.querySelector("[data-near]").dataset);
    return asked.map((each) => banshiMap.near(map, ...each).places.map((place) => [place.code, place.seconds]));
}"""


def _listed(person: Person) -> list[Any]:
    return [each.get_attribute("data-code") for each in person.page.locator("[data-near-list] li").all()]
