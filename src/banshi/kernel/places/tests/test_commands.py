"""A place from its opening to its closing: what is kept, what is on the record, what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from banshi.kernel.directory.authority import OutOfReach
from banshi.kernel.directory.queries import NoSuchArea, NoSuchUnit
from banshi.kernel.errors import BanshiError, SignInNeeded
from banshi.kernel.ledger.models import Entry
from banshi.kernel.places import commands, queries
from banshi.kernel.places.coordinates import Point, System, convert, metres
from banshi.kernel.places.models import Place
from banshi.kernel.places.queries import PlaceRow
from banshi.kernel.places.refusals import (
    NoSuchPlace,
    NothingChanges,
    PlaceClosed,
    PlaceExists,
    PlaceMovedOn,
    PlaceOpen,
    PlaceRefused,
)
from banshi.kernel.places.tests.conftest import CENTRE, later
from banshi.kernel.testing.people import COUNTY, NEIGHBOUR, TOWN, VILLAGE, World

pytestmark = pytest.mark.django_db
CODE = CENTRE["code"]
Open = Callable[..., PlaceRow]


def told() -> list[str]:
    return [change.kind for change in queries.history(CODE)]


class TestOpeningAPlace:
    def test_puts_it_on_the_map_in_the_house_form(self, opened: Open) -> None:
        place = opened()
        assert queries.place(CODE) == place
        assert (place.county, place.area, place.tier) == (COUNTY, TOWN, 2)
        assert place.hours == "Mo-Fr 08:30-12:00,14:30-17:30; PH off"
        assert place.phones == ("+864778581234",)
        assert place.offers == ("counter", "reading")

    def test_is_on_the_record_with_its_position_to_the_centimetre(self, opened: Open) -> None:
        opened()
        (first,) = queries.history(CODE)
        assert first.kind == "places.opened"
        assert first.body["position"] == "109.8403412,39.5612345"
        assert first.body["hours"] == "Mo-Fr 08:30-12:00,14:30-17:30; PH off"

    @pytest.mark.parametrize("system", [System.GCJ02, System.BD09])
    def test_takes_a_position_in_another_system_and_keeps_it_in_wgs84(self, opened: Open, system: System) -> None:
        true = Point(CENTRE["lon"], CENTRE["lat"])
        given = convert(true, System.WGS84, system)
        place = opened(lon=given.lon, lat=given.lat, system=system.value)
        assert metres(place.point, true) < 0.02

    @pytest.mark.parametrize(
        ("other", "field"),
        [
            ({"code": "ZSK 01"}, "code"),
            ({"name": "  "}, "name"),
            ({"name": "长" * 81}, "name"),
            ({"kind": "palace"}, "kind"),
            ({"lon": 39.56, "lat": 109.84}, "position"),
            ({"lon": -8.6, "lat": 41.1}, "position"),
            ({"lon": "east"}, "position"),
            ({"system": "mars"}, "system"),
            ({"phones": ["12"]}, "phones"),
            ({"phones": [f"0477-858123{n}" for n in range(5)]}, "phones"),
            ({"offers": ["gold"]}, "offers"),
            ({"features": ["escalator"]}, "features"),
            ({"hours": "看情况"}, "hours"),
            ({"address": "长" * 201}, "address"),
        ],
    )
    def test_is_refused_with_the_field_and_the_reason(self, opened: Open, other: dict[str, Any], field: str) -> None:
        with pytest.raises(PlaceRefused) as refused:
            opened(**other)
        assert list(refused.value.fields) == [field]
        assert str(refused.value)
        assert not Place.objects.exists()
        assert told() == []

    def test_is_refused_under_a_code_that_is_or_was_anothers(self, opened: Open, world: World) -> None:
        opened()
        commands.close_place(later(world, 1), code=CODE, reason="拆迁")
        with pytest.raises(PlaceExists) as refused:
            opened(name="别的中心")
        assert "札萨克镇党群服务中心" in str(refused.value)
        assert Place.objects.count() == 1

    def test_is_refused_where_area_or_unit_do_not_exist(self, opened: Open) -> None:
        with pytest.raises(NoSuchArea):
            opened(area="150627999")
        with pytest.raises(NoSuchUnit):
            opened(unit_id=10_000)
        assert not Place.objects.exists()

    @pytest.mark.parametrize("who", ["alice", "clerk", "handler", "leader", "supervisor", "inspector", "charlie"])
    def test_is_for_those_who_manage_places(self, world: World, who: str) -> None:
        with pytest.raises(OutOfReach):
            commands.open_place(world.ctx(who), **CENTRE)
        assert not Place.objects.exists()

    def test_needs_somebody_known(self, world: World) -> None:
        with pytest.raises(SignInNeeded):
            commands.open_place(world.ctx("anonymous"), **CENTRE)

    def test_is_done_by_a_town_in_the_town_only(self, world: World) -> None:
        commands.open_place(world.ctx("township"), **{**CENTRE, "area": VILLAGE})
        with pytest.raises(OutOfReach):
            commands.open_place(world.ctx("township"), **{**CENTRE, "code": "150627-alt-01", "area": "150627100"})
        with pytest.raises(OutOfReach):
            commands.open_place(world.ctx("administrator"), **{**CENTRE, "code": "150622-01", "area": NEIGHBOUR})
        assert Place.objects.count() == 1


class TestChangingAPlace:
    def test_keeps_before_and_after_on_the_record(self, opened: Open, world: World) -> None:
        opened()
        changed = commands.change_place(
            later(world, 5), code=CODE, hours="每天 9:00-21:00", features=["lift", "step-free"]
        )
        assert (changed.hours, changed.features, changed.version) == ("09:00-21:00", ("step-free", "lift"), 2)
        assert changed.name == CENTRE["name"]
        assert queries.history(CODE)[1].body == {
            "changes": {
                "features": [["step-free"], ["step-free", "lift"]],
                "hours": ["Mo-Fr 08:30-12:00,14:30-17:30; PH off", "09:00-21:00"],
            }
        }

    def test_to_what_stands_there_already_is_refused(self, opened: Open, world: World) -> None:
        opened()
        with pytest.raises(NothingChanges):
            commands.change_place(later(world, 1), code=CODE, hours="Mo-Fr 8:30-12:00,14:30-17:30; PH off")
        assert told() == ["places.opened"]

    def test_over_somebody_elses_change_is_refused(self, opened: Open, world: World) -> None:
        read = opened().version
        commands.change_place(later(world, 1), code=CODE, note="二楼", seen=read)
        with pytest.raises(PlaceMovedOn):
            commands.change_place(later(world, 2, "township"), code=CODE, note="三楼", seen=read)
        assert queries.place(CODE).note == "二楼"

    def test_into_an_area_that_the_post_does_not_reach_is_refused(self, opened: Open, world: World) -> None:
        opened()
        with pytest.raises(OutOfReach):
            commands.change_place(later(world, 1, "township"), code=CODE, area="150627100")
        assert queries.place(CODE).area == TOWN

    def test_of_an_area_takes_the_place_there(self, opened: Open, world: World) -> None:
        opened()
        assert commands.change_place(later(world, 1), code=CODE, area=VILLAGE).area == VILLAGE


class TestMovingAPlace:
    def test_says_from_where_to_where_how_far_and_why(self, opened: Open, world: World) -> None:
        opened()
        moved = commands.move_place(later(world, 1), code=CODE, lon=109.8420001, lat=39.5612345, reason="新址启用")
        assert moved.point == Point(109.8420001, 39.5612345)
        assert queries.history(CODE)[1].body == {
            "from": "109.8403412,39.5612345",
            "to": "109.8420001,39.5612345",
            "metres": 143,
            "reason": "新址启用",
        }

    @pytest.mark.parametrize(
        ("given", "refusal"),
        [
            ({"lon": 109.8403412, "lat": 39.5612345, "reason": "核对"}, NothingChanges),
            ({"lon": 39.56, "lat": 109.84, "reason": "核对"}, PlaceRefused),
            ({"lon": 109.85, "lat": 39.56, "reason": " "}, PlaceRefused),
            ({"lon": 109.85, "lat": 39.56, "reason": "核对", "seen": 7}, PlaceMovedOn),
        ],
    )
    def test_is_refused(self, opened: Open, world: World, given: dict[str, Any], refusal: type[BanshiError]) -> None:
        before = opened()
        with pytest.raises(refusal):
            commands.move_place(later(world, 1), code=CODE, **given)
        assert queries.place(CODE) == before


class TestClosingAPlace:
    def test_takes_it_off_the_map_and_keeps_its_history(self, opened: Open, world: World) -> None:
        opened()
        closed = commands.close_place(later(world, 1), code=CODE, reason="装修")
        assert closed.closed_reason == "装修"
        assert queries.places_in(COUNTY) == ()
        assert [place.code for place in queries.places_in(COUNTY, closed=True)] == [CODE]
        assert told() == ["places.opened", "places.closed"]

    def test_ends_changes_until_it_is_reopened(self, opened: Open, world: World) -> None:
        opened()
        commands.close_place(later(world, 1), code=CODE, reason="装修")
        for act in (
            lambda: commands.change_place(later(world, 2), code=CODE, note="二楼"),
            lambda: commands.move_place(later(world, 2), code=CODE, lon=109.85, lat=39.56, reason="核对"),
            lambda: commands.close_place(later(world, 2), code=CODE, reason="再关"),
        ):
            with pytest.raises(PlaceClosed):
                act()
        again = commands.reopen_place(later(world, 3), code=CODE)
        assert (again.closed_at, again.closed_reason) == (None, "")
        assert told() == ["places.opened", "places.closed", "places.reopened"]

    def test_is_not_undone_where_it_did_not_happen(self, opened: Open, world: World) -> None:
        opened()
        with pytest.raises(PlaceOpen):
            commands.reopen_place(later(world, 1), code=CODE)

    def test_of_an_unknown_place_is_refused(self, world: World) -> None:
        with pytest.raises(NoSuchPlace):
            commands.close_place(world.ctx("administrator"), code="nowhere", reason="装修")
        assert not Entry.objects.filter(subject="places:nowhere").exists()
