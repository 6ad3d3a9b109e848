"""The map in the phone: files that are the server's own, asked about by their fingerprint."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banshi.kernel.places import commands as places
from banshi.kernel.testing.people import COUNTY, World
from banshi.services.servicemap.engine.asked import reach_from
from banshi.services.servicemap.engine.table import unpack
from banshi.services.servicemap.pages.answers import quick_answer
from banshi.services.servicemap.pages.asking import WAYS
from banshi.services.servicemap.queries import opened as opened_module
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.tests.small import HERE

pytestmark = pytest.mark.django_db


def file(name: str, **headers: str) -> Any:
    return Client().get(reverse(f"servicemap:{name}", args=[COUNTY]), headers=headers)


class TestTheFiles:
    def test_hold_the_table_from_which_the_server_answers(self, town: World) -> None:
        found = opened(COUNTY)
        sent = unpack(file("reach_file").content, found.row.network)
        assert sent.stands == found.atlas.reach.stands
        assert [row.seconds.tolist() for row in sent.rows] == [row.seconds.tolist() for row in found.atlas.reach.rows]

    @pytest.mark.parametrize("name", ["reach_file", "streets_file", "places_file"])
    def test_are_sent_again_only_where_they_changed(self, town: World, name: str) -> None:
        etag = file(name)["ETag"]
        assert file(name, if_none_match=etag).status_code == 304
        places.close_place(town.ctx("administrator"), code=f"{COUNTY}-far", reason="改建")
        assert file(name, if_none_match=etag).status_code == (304 if name == "streets_file" else 200)

    def test_are_small(self, town: World) -> None:
        assert sum(len(file(name).content) for name in ("reach_file", "streets_file", "places_file")) < 10_000

    def test_say_hours_of_the_coming_week_and_names(self, town: World) -> None:
        listed = json.loads(file("places_file").content)["places"]
        assert [place["code"] for place in listed] == [f"{COUNTY}-far", f"{COUNTY}-near", f"{COUNTY}-park"]
        assert len(listed[0]["days"]) == 7
        assert listed[0]["days"][0][1] == [[0, 1440]]

    def test_of_a_county_without_a_map_are_not_found(self, world: World) -> None:
        assert file("reach_file").status_code == 404


class TestTheAnswerForPrograms:
    @pytest.mark.parametrize("by", ["foot", "slow", "wheelchair", "bicycle"])
    def test_is_the_engines_to_the_second(self, town: World, by: str) -> None:
        asked, going = {"lon": HERE[0], "lat": HERE[1], "by": by}, WAYS[by]
        answer = Client().get(reverse("servicemap:reach_answer", args=[COUNTY]), asked).json()
        found = reach_from(opened(COUNTY).atlas, *HERE, 10, going.mode, going.kmh)
        assert [(each["code"], each["name"], each["seconds"]) for each in answer["places"]] == [
            (each.code, each.name, each.seconds) for each in found.places
        ]

    @pytest.mark.parametrize(
        "asked", [{}, {"lon": "x", "lat": "1"}, {"lon": "40.65", "lat": "109.84"}, {"lon": "109.84", "lat": "40.65", "minutes": "x"}, {"lon": "109.84", "lat": "40.65", "minutes": "999"}]
    )  # fmt: skip
    def test_says_what_is_wrong(self, town: World, asked: dict[str, str]) -> None:
        answer = Client().get(reverse("servicemap:reach_answer", args=[COUNTY]), asked)
        assert answer.status_code == 422
        assert answer.json()["message"]

    def test_says_names_and_whether_each_is_open_and_takes_only_the_nearest(self, town: World) -> None:
        asked = {"lon": HERE[0], "lat": HERE[1], "most": 1}
        (place,) = Client().get(reverse("servicemap:reach_answer", args=[COUNTY]), asked).json()["places"]
        assert (place["code"], place["name"], place["open"]) == (f"{COUNTY}-near", "门克庆嘎查党群服务中心", True)


class TestTheAnswerFromMemory:
    query = urlencode({"lon": HERE[0], "lat": HERE[1], "by": "elder", "minutes": 15})

    def quick(self, query: str = query, county: str = COUNTY) -> bytes | None:
        return quick_answer(f"/map/{county}/reach.json", query, timezone.now())

    def test_is_that_of_the_page_byte_by_byte(self, town: World) -> None:
        page = Client().get(f"{reverse('servicemap:reach_answer', args=[COUNTY])}?{self.query}")
        assert self.quick() == page.content

    def test_is_given_only_while_somebody_has_just_looked(self, town: World, monkeypatch: pytest.MonkeyPatch) -> None:
        opened(COUNTY)
        assert self.quick() is not None
        monkeypatch.setattr(opened_module, "RECENT", 0.0)
        assert self.quick() is None

    @pytest.mark.parametrize(
        "query", ["", "lon=x&lat=1", "lon=109.8&lat=nan", "lon=40.65&lat=109.84", "&" * 40, "lon=%00"]
    )
    def test_is_left_to_the_page_where_it_refuses(self, town: World, query: str) -> None:
        opened(COUNTY)
        assert self.quick(query) is None

    def test_knows_no_county_that_nobody_asked_for(self, town: World) -> None:
        opened(COUNTY)
        assert self.quick(county="150622") is None
        assert self.quick(county="../../x") is None
