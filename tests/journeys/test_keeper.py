"""Whoever keeps the places puts them right: a pin pressed or dragged to where the door is, and a spreadsheet out and in again."""

from pathlib import Path

import pytest
from django.utils import timezone

from banshi.kernel.places.coordinates import Point, metres
from banshi.kernel.places.queries import history, place
from banshi.kernel.testing.people import COUNTY, World
from banshi.services.servicemap.tests import small
from banshi.services.servicemap.tests.pages.test_sheet import edited, opened_sheet, xlsx
from tests.journeys.conftest import Come
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
NEAR, NAME = f"{COUNTY}-near", "门克庆嘎查党群服务中心"


@pytest.fixture
def mapped(county: World) -> World:
    """The small town with its map."""
    return small.town(county, timezone.now())


def test_a_pin_is_put_where_the_door_is(mapped: World, come: Come) -> None:
    before = place(NEAR).point
    wulan = come("township").opens("/map/places/").sees("管理场所", NAME)
    wulan.opens(f"/map/places/{NEAR}/move/").sees("点地图，或拖动红点")
    _points(wulan, 224, 160)
    wulan.writes("为什么改", "门口在路口东边").presses("保存位置").sees("已经记在账上", NAME)
    there = place(NEAR).point
    assert metres(before, there) == pytest.approx(120, abs=3), "64 of 320 pixels, 600 m wide"
    assert there.lon > before.lon
    assert history(NEAR)[-1].body["reason"] == "门口在路口东边"


def test_a_sheet_goes_out_is_edited_and_comes_back(mapped: World, come: Come, tmp_path: Path) -> None:
    wulan = come("township").opens("/map/places/")
    table = opened_sheet(wulan.downloads("导出表格"))
    file = tmp_path / "places.xlsx"
    file.write_bytes(
        xlsx(edited(table, {(NEAR, "备注"): "周一闭馆", (NEAR, "经度"): "东边", (f"{COUNTY}-far", "备注"): "装修"}))
    )
    wulan.follows("交回表格").attaches("改好的表格", file).presses("看改动对照")
    wulan.sees("写错的格", "请写成数字", "装修").presses("确认，照选中的改").sees("改好了 1 处")
    assert (place(NEAR).note, place(f"{COUNTY}-far").note) == ("", "装修")


def _points(person: Person, x: int, y: int) -> None:
    """At a pixel of the picture: dragged where scripts run, pressed where none do."""
    picture = person.page.locator(".map-press-frame")
    picture.scroll_into_view_if_needed()
    if not person.device.script:
        with person.page.expect_navigation():
            picture.locator("input").click(position={"x": x, "y": y})
        person.sees("还没有保存")
        return
    box = picture.bounding_box()
    assert box is not None
    mouse = person.page.mouse
    mouse.move(box["x"] + 160, box["y"] + 160)
    mouse.down()
    mouse.move(box["x"] + x + 1, box["y"] + y + 1, steps=4)
    mouse.up()
    assert Point(float(person.page.get_by_label("经度").input_value()), 0).lon > 0
