"""A keeper's list, and a place put where it really is: pressed, dragged or typed, with a reason that everybody reads."""

import re
from typing import Any

import pytest
from django.test import Client

from banshi.kernel.ledger.models import Entry
from banshi.kernel.places import commands as places
from banshi.kernel.places.coordinates import Point, System, convert, metres
from banshi.kernel.places.models import Place
from banshi.kernel.places.queries import history, place
from banshi.kernel.testing.people import COUNTY, NOW, World
from banshi.services.servicemap.tests.pages.test_sheet import keeper
from banshi.services.servicemap.tests.small import position

pytestmark = pytest.mark.django_db
NEAR = f"{COUNTY}-near"
HERE = f"/map/places/{NEAR}/move/"


@pytest.fixture
def browser(town: World) -> Client:
    return keeper(town)


def page(browser: Client, address: str, **asked: Any) -> str:
    answer = browser.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def value(found: str, name: str) -> str:
    field = re.search(
        rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"|<input[^>]*value="([^"]*)"[^>]*name="{name}"', found
    )
    assert field is not None, name
    return field[1] or field[2]


def moved(browser: Client, lon: object, lat: object, *, seen: int = 1, reason: str = "门口在路南", **more: str) -> Any:
    given = {"lon": lon, "lat": lat, "system": "wgs84", "reason": reason, "seen": seen}
    return browser.post(HERE, {**given, **more})


class TestTheList:
    def test_leads_from_each_open_place_to_its_position(self, town: World, browser: Client) -> None:
        places.close_place(town.ctx("administrator", NOW), code=f"{COUNTY}-park", reason="翻修")
        found = page(browser, "/map/places/")
        assert HERE in found
        assert f"/map/places/{COUNTY}-park/move/" not in found
        assert "已停用" in found

    def test_is_narrowed_by_words(self, browser: Client) -> None:
        assert re.findall(r"/map/places/([^/]+)/move/", page(browser, "/map/places/", q="乐园")) == [f"{COUNTY}-park"]
        assert "没有找到场所" in page(browser, "/map/places/", q="城堡")


class TestAPressOnThePicture:
    def test_puts_the_pin_there_without_a_script(self, browser: Client) -> None:
        """The middle of 320 pixels is where the place stands; 32 pixels to the right are a tenth of 600 m, 60 m east."""
        found = page(browser, HERE, **{"at.x": "192", "at.y": "160", "metres": "300"})
        there = Point(float(value(found, "lon")), float(value(found, "lat")))
        assert metres(place(NEAR).point, there) == pytest.approx(60, abs=2)
        assert there.lon > place(NEAR).lon
        assert "还没有保存" in found

    @pytest.mark.parametrize(
        "at",
        [
            {"at.x": "9999", "at.y": "1"},
            {"at.x": "x", "at.y": "1"},
            {"at.x": "nan", "at.y": "1"},
            {"lon": "nan", "lat": "x"},
            {"metres": "7"},
        ],
    )
    def test_beside_it_leaves_the_pin_where_it_is(self, browser: Client, at: dict[str, str]) -> None:
        assert float(value(page(browser, HERE, **at), "lon")) == pytest.approx(place(NEAR).lon)


class TestANewPosition:
    def test_is_kept_with_its_reason_on_the_record(self, browser: Client) -> None:
        lon, lat = position(130, 4)
        assert moved(browser, f"{lon:.7f}", f"{lat:.7f}").status_code == 302
        assert place(NEAR).point == Point(round(lon, 7), round(lat, 7))
        last = history(NEAR)[-1]
        assert (last.kind, last.body["reason"]) == ("places.moved", "门口在路南")

    def test_may_come_from_another_map(self, browser: Client) -> None:
        there = Point(*position(130, 4))
        shifted = convert(there, System.WGS84, System.GCJ02)
        moved(browser, shifted.lon, shifted.lat, system="gcj02")
        assert metres(place(NEAR).point, there) < 0.1

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"lon": "东边"}, "请写成数字"),
            ({"lon": "40.65", "lat": "109.84"}, "写反了"),
            ({"lon": "0"}, "不在中国境内"),
            ({"reason": ""}, "请写明原因"),
            ({"system": "mars"}, "mars"),
        ],
    )
    def test_that_cannot_be_is_refused_beside_the_field(
        self, browser: Client, given: dict[str, str], words: str
    ) -> None:
        before = (list(Place.objects.order_by("pk").values()), Entry.objects.count())
        lon, lat = position(130, 4)
        answer = moved(browser, **{"lon": lon, "lat": lat, **given})  # type: ignore[arg-type]
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert (list(Place.objects.order_by("pk").values()), Entry.objects.count()) == before

    def test_is_refused_where_somebody_else_changed_the_place(self, town: World, browser: Client) -> None:
        places.change_place(town.ctx("administrator", NOW), code=NEAR, note="别人写的")
        answer = moved(browser, *position(130, 4), seen=1)
        assert answer.status_code == 422
        assert "刚刚被别人改过" in answer.content.decode()

    def test_is_typed_where_there_is_no_map(self, world: World) -> None:
        from banshi.services.servicemap.tests.small import put

        put(world, "near")
        browser = keeper(world)
        assert "这里没有地图" in page(browser, HERE)
        assert moved(browser, *position(130, 4)).status_code == 302


class TestWhoMay:
    def test_a_place_beyond_ones_area_is_not_there(self, town: World) -> None:
        Place.objects.filter(code=NEAR).update(area="150627100001")
        assert keeper(town).get(HERE).status_code == 404
        assert keeper(town, "administrator").get(HERE).status_code == 200
