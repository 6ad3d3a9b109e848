"""From where a place is reached in time, kept in a table and asked of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.services.servicemap.engine import table
from banshi.services.servicemap.engine.asked import reach_from
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.modes import KMH, Mode
from banshi.services.servicemap.engine.near import by_search, near
from banshi.services.servicemap.engine.reach import Reach, Row, Stand, reach_of, row_of, stands_of
from banshi.services.servicemap.engine.snap import Snapped
from banshi.services.servicemap.tests.town import Town, position, real_atlas, road

pytestmark = pytest.mark.anydb
REAL = real_atlas()
WEST, SOUTH, EAST, NORTH = REAL.network.bounds
WALK = KMH[Mode.FOOT] / 3.6
positions = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))


def seconds(atlas: Atlas, x: float, y: float, minutes: float = 30, **more: object) -> dict[str, int]:
    """Place → seconds from a point of the town."""
    found = reach_from(atlas, *position(x, y), minutes, **more)  # type: ignore[arg-type]
    return {place.code: place.seconds for place in found.places}


class TestAPlace:
    def test_is_reached_along_the_street_with_the_steps_to_it_and_from_it(self, tmp_path: Path) -> None:
        atlas = road(1000).atlas(tmp_path, centre=(900, 20))
        assert seconds(atlas, 100, 30)["centre"] == pytest.approx((800 + 20 + 30) / WALK, abs=1)

    def test_on_the_same_street_is_reached_without_going_to_its_end(self, tmp_path: Path) -> None:
        atlas = road(1000).atlas(tmp_path, centre=(500, 0))
        assert seconds(atlas, 400, 0)["centre"] == pytest.approx(100 / WALK, abs=1)
        assert seconds(atlas, 600, 0)["centre"] == pytest.approx(100 / WALK, abs=1)

    def test_down_a_one_way_street_is_driven_to_round_the_block(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 1000, 0).at("c", 1000, 1000).at("d", 0, 1000)
        atlas = town.way("abcda", oneway="yes").atlas(tmp_path, centre=(300, 0))
        ahead, behind = (seconds(atlas, x, 0, 60, mode=Mode.CAR)["centre"] for x in (200, 400))
        assert behind > 20 * ahead

    def test_across_a_river_without_a_bridge_is_not_reached(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 3000, 0).at("c", 0, 300).at("d", 3000, 300)
        atlas = town.way("ab").way("cd").atlas(tmp_path, over_there=(100, 310))
        assert seconds(atlas, 100, 0) == {}

    def test_off_the_streets_is_reached_and_said_to_be_off_them(self, tmp_path: Path) -> None:
        atlas = road(1000).atlas(tmp_path, yurt=(500, 400), lost=(500, 2500))
        found = reach_from(atlas, *position(500, 0), 10)
        assert [(place.code, place.off_network) for place in found.places] == [("yurt", True)]
        assert found.unreachable == ("lost",)

    def test_beyond_the_time_is_left_out_and_at_it_is_in(self, tmp_path: Path) -> None:
        atlas = road(3000).atlas(tmp_path, near=(845, 0), far=(855, 0))
        assert list(seconds(atlas, 0, 0, 10)) == ["near"]

    def test_nearer_comes_first(self, tmp_path: Path) -> None:
        atlas = road(1000).atlas(tmp_path, far=(900, 0), near=(200, 0), middle=(500, 0))
        assert list(seconds(atlas, 100, 0)) == ["near", "middle", "far"]


class TestASpeed:
    def test_of_an_elder_makes_everything_take_longer(self, tmp_path: Path) -> None:
        atlas = road(1000).atlas(tmp_path, centre=(600, 0))
        assert seconds(atlas, 0, 0, kmh=3.2)["centre"] == pytest.approx(600 * 3.6 / 3.2, abs=1)

    def test_so_slow_that_the_table_ends_before_is_reckoned_from_the_position(self, tmp_path: Path) -> None:
        atlas = road(3000).atlas(tmp_path, centre=(1000, 0))
        assert seconds(atlas, 0, 0, 60, kmh=1.0)["centre"] == pytest.approx(3600, abs=2)

    @pytest.mark.parametrize(
        ("mode", "kmh", "code"), [(Mode.FOOT, 30, "speed"), (Mode.FOOT, 0, "speed"), (Mode.CAR, 50, "car_speed")]
    )
    def test_that_nobody_goes_at_is_refused(self, mode: Mode, kmh: float, code: str) -> None:
        with pytest.raises(MapFailure) as failure:
            reach_from(REAL, (WEST + EAST) / 2, (SOUTH + NORTH) / 2, 10, mode, kmh)
        assert failure.value.code == code

    @pytest.mark.parametrize("minutes", [0, -5, 121])
    def test_and_a_time_that_nobody_takes(self, minutes: float) -> None:
        with pytest.raises(MapFailure):
            reach_from(REAL, (WEST + EAST) / 2, (SOUTH + NORTH) / 2, minutes)


class TestTheTable:
    @given(positions)
    def test_gives_the_answer_that_a_search_from_the_position_gives(self, at: tuple[float, float]) -> None:
        origin = REAL.snapper().snap(*at)
        if origin is None:
            return
        by_table = {found.code: found.seconds for found in near(REAL.graph(), REAL.reach, origin, 900)}
        found = by_search(REAL.graph(), REAL.reach.stands, origin, 900)
        searched = {REAL.reach.stands[place].code: time for place, time in found.items()}
        for code in set(by_table) | set(searched):
            assert by_table.get(code, 900) == pytest.approx(searched.get(code, 900), abs=1.01)

    def test_after_one_place_moved_is_the_table_made_anew(self) -> None:
        graph, snapper = REAL.graph(), REAL.snapper()
        moved = Stand(REAL.reach.stands[2].code, snapper.snap((WEST + EAST) / 2, (SOUTH + NORTH) / 2))
        changed = REAL.reach.with_place(graph, moved)
        assert changed.stands[2] == moved
        assert same_row(changed.rows[2], row_of(graph, moved.snapped, REAL.reach.limit))
        assert all(changed.rows[at] is REAL.reach.rows[at] for at in range(len(changed.rows)) if at != 2)

    def test_of_a_map_with_other_places_keeps_the_rows_of_those_that_stay(self) -> None:
        first, second, *rest = REAL.sites.values()
        moved = replace(second, lon=(WEST + EAST) / 2, lat=(SOUTH + NORTH) / 2)
        new = replace(first, code="new")
        other = REAL.with_sites([moved, *rest, new])
        places = [(site.code, site.lon, site.lat) for site in other.sites.values()]
        anew = reach_of(REAL.graph(), REAL.snapper(), places, REAL.reach.limit)
        assert other.reach.stands == anew.stands
        assert all(same_row(one, two) for one, two in zip(other.reach.rows, anew.rows, strict=True))
        assert other.reach.rows[1] is REAL.reach.rows[2]
        assert other.graph() is REAL.graph()
        assert list(REAL.sites)[:2] == [first.code, second.code]

    def test_takes_a_place_in_and_lets_one_go(self) -> None:
        code = REAL.reach.stands[0].code
        new = Stand("new", REAL.reach.stands[0].snapped)
        assert [stand.code for stand in REAL.reach.with_place(REAL.graph(), new).stands][-1] == "new"
        without = REAL.reach.without_place(code)
        assert code not in {stand.code for stand in without.stands}
        assert len(without.rows) == len(REAL.reach.rows) - 1

    def test_by_vertex_says_the_same_as_by_place(self) -> None:
        index = REAL.reach.index
        for place, row in enumerate(REAL.reach.rows):
            for vertex, time in zip(row.vertex.tolist(), row.seconds.tolist(), strict=True):
                part = slice(index.ptr[vertex], index.ptr[vertex + 1])
                assert (place, time) in set(zip(index.place[part].tolist(), index.seconds[part].tolist(), strict=True))

    def test_without_places_answers_nothing(self, tmp_path: Path) -> None:
        assert seconds(road(1000).atlas(tmp_path), 100, 0) == {}


rows = st.builds(
    lambda vertices, times: Row(
        np.array(sorted(vertices), np.int32), np.array((times * len(vertices))[: len(vertices)], np.uint16)
    ),
    st.sets(st.integers(0, 70_000), max_size=40),
    st.lists(st.integers(0, 65_000), min_size=1, max_size=40),
)


class TestAPackedTable:
    @given(st.lists(rows, max_size=4))
    @settings(max_examples=200)
    def test_comes_back_the_same(self, given_: list[Row]) -> None:
        snapped = Snapped(7, 12.34, 5.67, 109.84, 40.65, 3)
        stands = tuple(Stand(f"p{at}", snapped if at % 2 else None) for at in range(len(given_)))
        reach = Reach(Mode.FOOT, 65_000, 80_000, stands, tuple(given_))
        found = table.unpack(table.pack(reach, "x"), "x")
        assert (found.stands, found.limit, found.vertices, found.mode) == (stands, 65_000, 80_000, Mode.FOOT)
        assert all(same_row(one, other) for one, other in zip(found.rows, given_, strict=True))

    def test_for_ten_minutes_holds_ten_minutes(self) -> None:
        found = table.unpack(table.pack(REAL.reach, "x", 600), "x")
        assert found.limit == 600
        assert max(int(row.seconds.max(initial=0)) for row in found.rows) <= 600

    def test_of_another_network_is_refused(self) -> None:
        with pytest.raises(MapFailure) as failure:
            table.unpack(table.pack(REAL.reach, "x"), "y")
        assert failure.value.code == "mismatch"

    @pytest.mark.parametrize("data", [b"", b"BSREACH1", b"BSREACH1nonsense", b"something else", b"BSREACH2"])
    def test_that_is_none_is_refused(self, data: bytes) -> None:
        with pytest.raises(MapFailure) as failure:
            table.unpack(data, "x")
        assert failure.value.code in ("damaged", "other_format")

    def test_with_any_byte_changed_is_refused(self) -> None:
        data = bytearray(table.pack(REAL.reach, "x"))
        for at in range(8, len(data), 97):
            data[at] ^= 255
            with pytest.raises(MapFailure):
                table.unpack(bytes(data), "x")
            data[at] ^= 255


class TestAPlaceOfTheMap:
    def test_stands_on_its_street(self) -> None:
        places = [(site.code, site.lon, site.lat) for site in REAL.sites.values()]
        for stand in stands_of(REAL.snapper(), places):
            assert stand.snapped is not None
            assert stand.snapped.away < 150


def same_row(one: Row, other: Row) -> bool:
    return np.array_equal(one.vertex, other.vertex) and np.array_equal(one.seconds, other.seconds)
