"""The map in the phone: files that are the server's own, asked about by their fingerprint."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from banshi.kernel.places import commands as places
from banshi.kernel.testing.people import COUNTY, World
from banshi.services.servicemap.engine.asked import reach_from
from banshi.services.servicemap.engine.table import unpack
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
    def test_is_the_engines_to_the_second(self, town: World) -> None:
        answer = (
            Client().get(reverse("servicemap:reach_answer", args=[COUNTY]), {"lon": HERE[0], "lat": HERE[1]}).json()
        )
        found = reach_from(opened(COUNTY).atlas, *HERE)
        assert [(each["code"], each["seconds"]) for each in answer["places"]] == [
            (each.code, each.seconds) for each in found.places
        ]

    @pytest.mark.parametrize(
        "asked", [{}, {"lon": "x", "lat": "1"}, {"lon": "40.65", "lat": "109.84"}, {"lon": "109.84", "lat": "40.65", "minutes": "x"}, {"lon": "109.84", "lat": "40.65", "minutes": "999"}]
    )  # fmt: skip
    def test_says_what_is_wrong(self, town: World, asked: dict[str, str]) -> None:
        answer = Client().get(reverse("servicemap:reach_answer", args=[COUNTY]), asked)
        assert answer.status_code == 422
        assert answer.json()["message"]
