"""Documents are collected near home: at an open place of the service map with a counter."""

from typing import Any

import pytest

from banshi.kernel.places import commands as places
from banshi.kernel.places.tests.conftest import CENTRE
from banshi.kernel.testing.people import COUNTY, TOWN, VILLAGE, World
from banshi.services.onestop import commands
from banshi.services.onestop.commands import Unfit
from banshi.services.onestop.queries.collecting import points
from banshi.services.onestop.tests.conftest import Refused
from banshi.services.onestop.tests.way import Way, opened

pytestmark = pytest.mark.django_db
TOWN_CENTRE = str(CENTRE["code"])


def place(world: World, code: str, **given: Any) -> str:
    return places.open_place(world.ctx("administrator"), **{**CENTRE, "code": code, **given}).code


@pytest.fixture(autouse=True)
def centre(world: World) -> None:
    place(world, TOWN_CENTRE)


class TestThePlacesNearHome:
    def test_come_by_village_then_town_then_distance(self, world: World) -> None:
        place(world, "far", area=f"{COUNTY}100", lon=109.1)
        place(world, "next", area=f"{COUNTY}100", lon=109.8)
        place(world, "home", area=VILLAGE)
        assert [each.code for each in points(VILLAGE)] == ["home", TOWN_CENTRE, "next", "far"]
        assert [each.code for each in points(TOWN)][-2:] == ["next", "far"]

    def test_are_open_and_have_a_counter(self, world: World) -> None:
        place(world, "reading", offers=["reading"])
        shut = place(world, "shut")
        places.close_place(world.ctx("administrator"), code=shut, reason="装修")
        assert [each.code for each in points(VILLAGE)] == [TOWN_CENTRE]


class TestWhoeverCollectsThere:
    def test_finds_the_place_in_the_case_and_with_the_document(self, ready: Way) -> None:
        way = opened(ready, way="near", place=TOWN_CENTRE)
        way.complete("deed")
        way.complete("water")
        assert (way.case.place, way.step("water").delivery.place) == (TOWN_CENTRE, TOWN_CENTRE)
        commands.deliver(way.ctx("handler"), number=way.number, step="water")
        assert way.case.status == "open"
        commands.receive(way.ctx("alice"), number=way.number, step="water")
        assert way.state("water") == "done"

    @pytest.mark.parametrize("code", ["", "nowhere", "reading", "x" * 41])
    def test_is_sent_to_no_place_that_hands_nothing_over(self, ready: Way, refused: Refused, code: str) -> None:
        place(ready.world, "reading", offers=["reading"])
        way = opened(ready)
        with refused(Unfit):
            commands.choose_way(way.ctx("alice"), number=way.number, way="near", place=code)
        with refused(Unfit):
            opened(ready, way="near", place=code)
