"""The way to a place: its line, its time, and its steps in two languages."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.places.coordinates import Point, metres
from banshi.services.servicemap.engine.asked import RouteAnswer, reach_from, route_to
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import bearing, turned
from banshi.services.servicemap.engine.modes import Mode
from banshi.services.servicemap.engine.route import way
from banshi.services.servicemap.engine.steps import turn_of
from banshi.services.servicemap.tests.town import Town, position, real_atlas, road

pytestmark = pytest.mark.anydb
REAL = real_atlas()
WEST, SOUTH, EAST, NORTH = REAL.network.bounds
positions = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))


def crossroads() -> Town:
    """长安街 from west to east, 青山路 to the north of its middle, both in two pieces."""
    town = Town().at("a", 0, 0).at("m", 500, 0).at("b", 1000, 0).at("n", 500, 400).at("e", 900, 400)
    town.way("am", name="长安街", name__en="Chang'an Street").way(
        "mb", "secondary", name="长安街", name__en="Chang'an Street"
    )
    return town.way("mn", name="青山路").way("ne", "footway")


def route(atlas: Atlas, x: float, y: float, to: str, **more: object) -> RouteAnswer:
    return route_to(atlas, *position(x, y), to, **more)  # type: ignore[arg-type]


def chinese(found: RouteAnswer) -> list[str]:
    return [step.zh for step in found.steps]


class TestSteps:
    def test_name_streets_directions_and_turns_in_both_languages(self, tmp_path: Path) -> None:
        found = route(crossroads().atlas(tmp_path, centre=(800, 410)), 100, 0, "centre")
        assert chinese(found) == [
            "沿长安街向东走 400 米（约 5 分钟）",
            "左转，进入青山路走 400 米（约 5 分钟）",
            "右转，进入步行道走 300 米（约 4 分钟）",
            "到达centre，在左侧",
        ]
        assert [step.en for step in found.steps] == [
            "Go east along Chang'an Street for 400 m (about 5 min)",
            "Turn left into 青山路 and go 400 m (about 5 min)",
            "Turn right into the footpath and go 300 m (about 4 min)",
            "You are at centre, on the left",
        ]

    def test_are_one_for_a_street_of_one_name_whatever_its_class(self, tmp_path: Path) -> None:
        found = route(crossroads().atlas(tmp_path, centre=(950, 0)), 50, 0, "centre")
        assert len(found.steps) == 2
        assert found.steps[0].metres == pytest.approx(900, abs=2)

    def test_name_stairs_and_crossings(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 200, 0).at("c", 212, 0).at("d", 212, 20).at("e", 400, 20)
        town.way("ab", name="东街").way("bc", "footway", footway="crossing").way("cd", "steps").way("de", name="西街")
        found = chinese(route(town.atlas(tmp_path, centre=(390, 20)), 10, 0, "centre"))
        assert found[1] == "继续直行，走过人行横道 12 米"
        assert found[2] == "左转，走台阶 20 米"
        assert found[3].startswith("右转，进入西街")

    def test_name_footbridges_and_underpasses(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 200, 0).at("c", 200, 50).at("d", 200, 100)
        town.way("ab", name="东街").way("bc", "footway", bridge="yes").way("cd", "footway", tunnel="yes")
        found = route(town.atlas(tmp_path, centre=(200, 95)), 10, 0, "centre")
        assert chinese(found)[1:3] == ["左转，走过人行天桥 50 米", "继续直行，走过地下通道 50 米"] or chinese(found)[
            2
        ].startswith("继续直行，走过地下通道")
        assert "cross the footbridge" in found.steps[1].en

    def test_say_how_far_a_place_lies_off_the_street(self, tmp_path: Path) -> None:
        found = route(road(1000).atlas(tmp_path, yurt=(500, -60)), 100, 0, "yurt")
        assert chinese(found)[-1] == "到路边，yurt在右侧 60 米处"

    def test_on_the_very_spot_are_only_the_arrival(self, tmp_path: Path) -> None:
        found = route(road(1000).atlas(tmp_path, here=(500, 0)), 500, 0, "here")
        assert [step.turn for step in found.steps] == ["arrive"]
        assert found.seconds == 0

    @pytest.mark.parametrize(
        ("degrees", "turn"),
        [
            (0, "straight"),
            (-24, "straight"),
            (40, "slight-right"),
            (-40, "slight-left"),
            (90, "right"),
            (-100, "left"),
            (150, "sharp-right"),
            (180, "back"),
            (-180, "back"),
        ],
    )
    def test_call_turns_by_their_angle(self, degrees: float, turn: str) -> None:
        assert turn_of(degrees) == turn

    @given(st.floats(0, 360), st.floats(0, 360))
    def test_turn_by_no_more_than_half_a_circle(self, before: float, after: float) -> None:
        assert -180 <= turned(before, after) <= 180
        assert turn_of(turned(before, after))

    def test_count_directions_clockwise_from_north(self) -> None:
        assert [round(bearing(110, 40, 110 + x, 40 + y)) for x, y in ((0, 1e-3), (1e-3, 0), (0, -1e-3), (-1e-3, 0))] == [
            0, 90, 180, 270,
        ]  # fmt: skip


class TestAnyWay:
    @given(positions, st.sampled_from(sorted(REAL.sites)))
    @settings(max_examples=60)
    def test_takes_as_long_as_the_table_says(self, at: tuple[float, float], code: str) -> None:
        if REAL.snapper().snap(*at) is None:
            return
        told = {place.code: place.seconds for place in reach_from(REAL, *at, 20).places}
        seconds = taken(at, code)
        if code in told:
            assert seconds == pytest.approx(told[code], abs=1.01)
        else:
            assert seconds is None or seconds > 1199

    @given(positions, st.sampled_from(sorted(REAL.sites)))
    @settings(max_examples=60)
    def test_is_a_line_without_gaps_from_street_to_street_as_long_as_it_says(
        self, at: tuple[float, float], code: str
    ) -> None:
        if REAL.snapper().snap(*at) is None:
            return
        if taken(at, code) is None:
            return
        found = route_to(REAL, *at, code)
        if not found.line:
            return
        drawn = sum(metres(Point(*one), Point(*other)) for one, other in zip(found.line, found.line[1:], strict=False))
        off = found.position.snap_metres + found.steps[-1].metres
        assert drawn + off == pytest.approx(found.metres, abs=1 + 0.001 * drawn)
        assert metres(Point(*found.line[0]), Point(found.position.street_lon, found.position.street_lat)) < 0.1
        assert sum(step.metres for step in found.steps[:-1]) == pytest.approx(drawn, abs=1 + 0.01 * drawn)


class TestAWay:
    def test_down_a_one_way_street_goes_round_for_cars_and_straight_for_walkers(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 1000, 0).at("c", 1000, 1000).at("d", 0, 1000)
        atlas = town.way("abcda", oneway="yes").atlas(tmp_path, centre=(300, 0))
        assert route(atlas, 400, 0, "centre").metres == pytest.approx(100, abs=1)
        assert route(atlas, 400, 0, "centre", mode=Mode.CAR).metres == pytest.approx(3900, abs=10)

    def test_that_does_not_exist_is_refused_by_name(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 3000, 0).at("c", 0, 300).at("d", 3000, 300)
        atlas = town.way("ab").way("cd").atlas(tmp_path, over_there=(100, 310))
        with pytest.raises(MapFailure) as failure:
            route(atlas, 100, 0, "over_there")
        assert (failure.value.code, failure.value.data["place"]) == ("no_way", "over_there")

    def test_to_an_unknown_place_is_refused(self) -> None:
        with pytest.raises(MapFailure) as failure:
            route_to(REAL, (WEST + EAST) / 2, (SOUTH + NORTH) / 2, "nowhere")
        assert failure.value.code == "unknown_place"

    def test_through_a_gate_names_no_gate_and_loses_no_metre(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("g", 500, 0, barrier="bollard").at("b", 1000, 0)
        found = route(town.way("agb").atlas(tmp_path, centre=(900, 0)), 100, 0, "centre")
        assert found.metres == pytest.approx(800, abs=1)
        assert len(found.steps) == 2

    def test_for_an_elder_takes_longer_on_the_same_line(self, tmp_path: Path) -> None:
        atlas = road(1000).atlas(tmp_path, centre=(900, 0))
        quick, slow = route(atlas, 100, 0, "centre"), route(atlas, 100, 0, "centre", kmh=3.2)
        assert slow.line == quick.line
        assert slow.seconds == pytest.approx(quick.seconds * 5.1 / 3.2, abs=1)

    def test_is_found_by_search_alone_too(self) -> None:
        origin, target = (
            REAL.snapper().must(WEST + 0.004, SOUTH + 0.004),
            REAL.snapper().must(EAST - 0.004, NORTH - 0.004),
        )
        there, back = way(REAL.graph(), origin, target), way(REAL.graph(), target, origin)
        assert there.seconds == pytest.approx(back.seconds, rel=0.001)
        assert there.line == list(reversed(back.line))


def taken(at: tuple[float, float], code: str) -> int | None:
    """Seconds of the way to a place, None where there is none."""
    try:
        return route_to(REAL, *at, code).seconds
    except MapFailure as failure:
        return None if failure.code == "no_way" else -1
