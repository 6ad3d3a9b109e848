"""Near me: nearest first, in minutes, as the console says it; a place, and the way to it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from banshi.kernel.places import commands as places
from banshi.kernel.places.coordinates import Point, System, convert
from banshi.kernel.testing.people import COUNTY, NOW, TOWN, World
from banshi.services.servicemap.engine.asked import reach_from
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.tests import small
from banshi.services.servicemap.tests.small import HERE, PLACES, position

pytestmark = pytest.mark.django_db


def near(**asked: Any) -> str:
    response = Client().get(reverse("servicemap:near"), asked)
    assert response.status_code == 200
    return str(response.content.decode())


def listed(page: str) -> list[str]:
    """The codes in the list, in its order."""
    return re.findall(r"place-number.*?/map/p/([^/]+)/", page)


def here(**more: Any) -> dict[str, Any]:
    return {"lon": HERE[0], "lat": HERE[1], **more}


class TestNearMe:
    def test_lists_what_is_reached_in_ten_minutes_nearest_first(self, town: World) -> None:
        page = near(**here())
        assert listed(page) == [f"{COUNTY}-near", f"{COUNTY}-park"]
        assert "1 分钟" in page
        assert "全天开放" in page

    @pytest.mark.parametrize(
        ("by", "minutes"), [("foot", 10), ("elder", 20), ("wheelchair", 15), ("bicycle", 5), ("car", 5)]
    )
    def test_is_the_answer_of_the_engine_for_every_way_of_going(self, town: World, by: str, minutes: int) -> None:
        from banshi.services.servicemap.pages.asking import WAYS

        found = reach_from(opened(COUNTY).atlas, *HERE, minutes, WAYS[by].mode, WAYS[by].kmh)
        assert listed(near(**here(by=by, minutes=minutes))) == [place.code for place in found.places]

    def test_reaches_less_at_an_elders_pace(self, town: World) -> None:
        assert len(listed(near(**here(by="elder", minutes=5)))) < len(listed(near(**here(minutes=5))))

    def test_walks_as_elders_do_for_readers_of_the_large_type(self, town: World) -> None:
        client = Client()
        client.cookies["banshi_size"] = "large"
        page = client.get(reverse("servicemap:near"), here(minutes=5)).content.decode()
        assert listed(page) == listed(near(**here(by="elder", minutes=5)))

    def test_shows_one_kind_where_one_is_asked_for(self, town: World) -> None:
        assert listed(near(**here(kind="park"))) == [f"{COUNTY}-park"]
        assert listed(near(kind="town-centre")) == [f"{COUNTY}-far"]

    def test_sets_out_from_a_community_chosen_from_the_list(self, town: World) -> None:
        page = near(area=TOWN)
        assert "札萨克镇" in page
        assert listed(page)[0] == f"{COUNTY}-far"

    def test_sets_out_from_a_street_found_by_its_name(self, town: World) -> None:
        assert listed(near(q="人民路"))
        assert listed(near(q="renmin"))

    def test_asks_which_one_where_words_fit_several(self, town: World) -> None:
        page = near(q="门克庆")
        assert "是哪一个？" in page
        assert listed(page) == []

    def test_says_what_to_do_where_nothing_is_found(self, town: World) -> None:
        assert "没有找到“火星”" in near(q="火星")

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"lon": HERE[1], "lat": HERE[0]}, "写反了"),
            ({"lon": 116.3, "lat": 40.0}, "不在地图范围"),
            ({"lon": "x", "lat": "y"}, "要写成数字"),
            ({"lon": "nan", "lat": "1"}, "要写成数字"),
            ({"area": "999"}, "还没有场所"),
        ],
    )
    def test_says_what_is_wrong_with_a_position(self, town: World, asked: dict[str, Any], words: str) -> None:
        page = near(**asked)
        assert words in page
        assert listed(page) == []

    def test_follows_a_place_that_moves_and_one_that_closes(self, town: World) -> None:
        lon, lat = position(50, 1)
        ctx = town.ctx("administrator")
        places.move_place(ctx, code=f"{COUNTY}-park", lon=lon, lat=lat, reason="搬到街口")
        assert listed(near(**here()))[0] == f"{COUNTY}-park"
        places.close_place(ctx, code=f"{COUNTY}-park", reason="改建")
        assert f"{COUNTY}-park" not in listed(near(**here()))

    def test_reads_the_database_a_fixed_number_of_times(self, town: World, django_assert_max_num_queries: Any) -> None:
        near(**here())
        with django_assert_max_num_queries(9):
            near(**here(minutes=20))

    def test_says_so_where_no_map_is_published(self, world: World) -> None:
        assert "还没有发布服务地图" in near()

    def test_names_the_source_of_the_streets_and_what_is_to_be_known_of_them(self, town: World, settings: Any) -> None:
        settings.BANSHI_MAP_APPROVAL = "审图号：蒙S（2026）001号"
        page = near()
        assert "© OpenStreetMap contributors, ODbL" in page
        assert "试用地图" in page
        assert "蒙S（2026）001号" in page


class TestThePicture:
    def picture(self, box: str, county: str = COUNTY) -> Any:
        return Client().get(reverse("servicemap:streets_picture", args=[county]), {"box": box})

    def test_shows_streets_with_their_names(self, town: World) -> None:
        west, south = position(-50, -50)
        east, north = position(1050, 550)
        response = self.picture(f"{west},{south},{east},{north}")
        assert response["Content-Type"] == "image/svg+xml"
        assert "人民路" in response.content.decode()

    @pytest.mark.parametrize(
        "box", ["", "1,2,3", "a,b,c,d", "116,40,116.1,40.1", "0,0,170,80", "109.9,40.7,109.8,40.6"]
    )
    def test_of_nothing_is_not_found(self, town: World, box: str) -> None:
        assert self.picture(box).status_code == 404

    def test_of_a_county_without_a_map_is_not_found(self, town: World) -> None:
        assert self.picture("1,2,3,4", "150622").status_code == 404


class TestAPlace:
    def page(self, name: str = "place", code: str = f"{COUNTY}-near", **asked: Any) -> Any:
        return Client().get(reverse(f"servicemap:{name}", args=[code]), asked)

    def test_says_hours_phones_tier_and_what_is_there(self, world: World) -> None:
        small.publish(world)
        small.put(world, "near", hours="Mo-Fr 08:30-12:00", phones=("0477-8961234",), offers=("reading",))
        page = self.page().content.decode()
        for words in ("周一至周五", "08:30–12:00", "tel:+864778961234", "社区（村）级", "图书阅览"):
            assert words in page

    def test_hands_over_to_other_maps_in_their_own_coordinates(self, town: World) -> None:
        lon, lat = position(*PLACES["near"][3])
        page = self.page().content.decode().replace("&amp;", "&")
        for system, form in ((System.GCJ02, "{lat:.6f}%2C{lon:.6f}"), (System.BD09, "{lat:.6f}%2C{lon:.6f}")):
            there = convert(Point(round(lon, 7), round(lat, 7)), System.WGS84, system)
            assert form.format(lon=there.lon, lat=there.lat) in page
        assert f"geo:{lat:.6f},{lon:.6f}" in page

    def test_that_is_closed_says_why_and_since_when(self, town: World) -> None:
        places.close_place(town.ctx("administrator", NOW), code=f"{COUNTY}-near", reason="合并到镇里")
        assert "合并到镇里" in self.page().content.decode()

    def test_is_shown_without_a_map_too(self, world: World) -> None:
        small.put(world, "near")
        assert self.page().status_code == 200
        assert self.page("route", **here()).status_code == 404

    def test_that_does_not_exist_is_not_found(self, town: World) -> None:
        assert self.page(code="nothing").status_code == 404

    def test_has_a_way_with_steps_in_both_languages_and_a_line(self, town: World) -> None:
        page = self.page("route", **here()).content.decode()
        assert "沿人民路向东走" in page
        assert "Go east along Renmin Road" in page
        assert '<polyline class="map-way"' in page

    def test_asks_from_where_before_it_shows_a_way(self, town: World) -> None:
        page = self.page("route").content.decode()
        assert "从哪里出发？" in page
        assert "map-way" not in page

    def test_keeps_wheelchairs_off_the_steps(self, town: World) -> None:
        lon, lat = position(400, 0)
        far = {"lon": lon, "lat": lat, "code": f"{COUNTY}-far"}
        assert "台阶" in self.page("route", **far).content.decode()
        assert "走台阶" not in re.sub(r"不走台阶", "", self.page("route", by="wheelchair", **far).content.decode())
