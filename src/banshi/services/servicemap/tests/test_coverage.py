"""Who is served and who is not."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.services.servicemap.engine.areas import area_of, read_areas
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.coverage import at_points, exact, nearest, put_down, share, shares
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.graph import Graph
from banshi.services.servicemap.engine.modes import KMH, Mode
from banshi.services.servicemap.engine.reach import reach_of
from banshi.services.servicemap.engine.sites import Site
from banshi.services.servicemap.engine.surveyed import covered, seconds_to_nearest, survey
from banshi.services.servicemap.tests.town import Town, position, real_atlas, road

pytestmark = pytest.mark.anydb
REAL = real_atlas()
WALK = KMH[Mode.FOOT] / 3.6


def everywhere(atlas: Atlas) -> np.ndarray:  # type: ignore[type-arg]
    """Seconds from every junction to the nearest place, without any limit."""
    whole = reach_of(atlas.graph(), atlas.snapper(), [(s.code, s.lon, s.lat) for s in atlas.sites.values()], 60_000)
    return nearest(whole)


class TestEveryJunction:
    def test_has_its_time_to_the_nearest_place_beyond_the_tables_limit_too(self) -> None:
        found = exact(REAL.graph(), REAL.reach.stands)
        assert found == pytest.approx(everywhere(REAL), abs=0.51)
        assert np.isinf(nearest(REAL.reach)).sum() > np.isinf(found).sum()

    def test_over_one_way_streets_is_reckoned_in_the_direction_of_travel(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 1000, 0).at("c", 1000, 1000).at("d", 0, 1000)
        town.way("ab", oneway="yes").way("bc", oneway="yes").way("cd", oneway="yes").way("da", oneway="yes")
        atlas = town.atlas(tmp_path)
        graph = Graph(atlas.network, Mode.CAR)
        whole = reach_of(graph, atlas.snapper(Mode.CAR), [("p", *position(500, 0))], 60_000)
        assert exact(graph, whole.stands) == pytest.approx(nearest(whole), abs=0.51)

    def test_of_a_map_without_places_is_endless(self, tmp_path: Path) -> None:
        assert np.isinf(exact(road(100).atlas(tmp_path).graph(), ())).all()

    def test_on_an_island_has_no_way_and_is_not_counted(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 3000, 0).at("i", 0, 300).at("j", 50, 300)
        atlas = town.way("ab").way("ij").atlas(tmp_path, p=(0, 0))
        assert np.isinf(atlas.nearest()).sum() == 2
        assert len(survey(atlas).vertices) == 2

    def test_across_the_river_is_counted_and_has_no_way(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 3000, 0).at("c", 0, 300).at("d", 3000, 300)
        found = covered(town.way("ab").way("cd").atlas(tmp_path, p=(0, 0)), survey(town.atlas(tmp_path, p=(0, 0))))
        assert (found.total.points, found.total.nowhere, found.total.within) == (4, 2, 1)


class TestAMap:
    def test_reckons_the_nearest_once_for_each_tier(self) -> None:
        assert REAL.nearest() is REAL.nearest()
        assert (REAL.nearest(3) >= REAL.nearest()).all()
        assert REAL.nearest() == pytest.approx(everywhere(REAL), abs=1.01)


class TestHouseholds:
    def test_are_reckoned_from_their_door_on_any_street(self, tmp_path: Path) -> None:
        atlas = road(2000).atlas(tmp_path, p=(100, 0))
        homes = [Site(f"h{x}", *position(x, 20), people=4) for x in (150, 700, 1500)]
        found = seconds_to_nearest(atlas, survey(atlas, homes))
        assert found == pytest.approx([(50 + 20) / WALK, (600 + 20) / WALK, (1400 + 20) / WALK], abs=1.5)

    def test_count_their_people(self, tmp_path: Path) -> None:
        atlas = road(2000).atlas(tmp_path, p=(100, 0))
        homes = [
            Site("near", *position(150, 0), people=3, area="A"),
            Site("far", *position(1500, 0), people=1, area="B"),
        ]
        found = covered(atlas, survey(atlas, homes))
        assert found.counted == "households"
        assert (found.total.people, found.total.within, found.total.share) == (4, 3, 0.75)
        assert [(each.group, each.share) for each in found.by_area] == [("A", 1.0), ("B", 0.0)]

    def test_beside_no_street_are_said_to_have_no_way(self, tmp_path: Path) -> None:
        atlas = road(2000).atlas(tmp_path, p=(100, 0))
        found = covered(atlas, survey(atlas, [Site("lost", *position(100, 2500), people=5)]))
        assert (found.total.nowhere, found.total.within) == (5, 0)

    @given(st.lists(st.tuples(st.floats(116.3115, 116.327), st.floats(39.9955, 40.008)), min_size=1, max_size=8))
    def test_are_as_near_as_the_answer_to_their_position_says(self, homes: list[tuple[float, float]]) -> None:
        from banshi.services.servicemap.engine.near import near

        points = put_down(REAL.snapper(), [(lon, lat, 1.0, "") for lon, lat in homes])
        found = at_points(REAL.graph(), nearest(REAL.reach), points, REAL.reach.stands)
        for at, (lon, lat) in enumerate(homes):
            origin = REAL.snapper().snap(lon, lat)
            told = near(REAL.graph(), REAL.reach, origin, REAL.reach.limit) if origin is not None else []
            if told and told[0].seconds < REAL.reach.limit:
                assert found[at] == pytest.approx(told[0].seconds, abs=0.51)


class TestTiers:
    def test_are_counted_each_by_its_own_places(self, tmp_path: Path) -> None:
        atlas = road(3000).atlas(tmp_path, district=(0, 0), station=(2900, 0))
        atlas.sites = {
            code: Site(code, site.lon, site.lat, tier=tier)
            for (code, site), tier in zip(atlas.sites.items(), (1, 4), strict=True)
        }
        homes = [Site(f"h{x}", *position(x, 0)) for x in (100, 200, 2800)]
        found = covered(atlas, survey(atlas, homes))
        assert [(each.group, each.within) for each in found.by_tier] == [("1", 2), ("4", 1)]
        assert found.total.within == 3


class TestAShare:
    def test_is_weighed_by_people(self) -> None:
        found = share("", np.array([100.0, 650.0, np.inf]), np.array([5.0, 3.0, 2.0]), 600)
        assert (found.share, found.nowhere, found.median, found.nine_tenths, found.worst) == (0.5, 2, 100, np.inf, 650)

    def test_of_nobody_is_none(self) -> None:
        found = share("", np.array([]), np.array([]), 600)
        assert (found.share, found.people) == (0.0, 0.0)

    def test_at_the_limit_is_within_it(self) -> None:
        assert share("", np.array([600.4, 600.6]), np.ones(2), 600).within == 1

    def test_of_groups_adds_up_to_the_whole(self) -> None:
        times, people = np.arange(10) * 100.0, np.ones(10)
        found = shares(times, people, ["A", "B"] * 5, 600)
        assert sum(each.within for each in found) == share("", times, people, 600).within


class TestAreas:
    def outlines(self, tmp_path: Path, text: str) -> Path:
        path = tmp_path / "areas.geojson"
        path.write_text(text)
        return path

    def test_are_told_by_their_outlines_the_smaller_within_the_larger(self, tmp_path: Path) -> None:
        path = self.outlines(
            tmp_path,
            '{"features": [{"properties": {"code": "150204"}, "geometry": {"type": "Polygon", "coordinates":'
            " [[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[6,4],[6,6],[4,6],[4,4]]]}},"
            '{"properties": {"code": "150204001"}, "geometry": {"type": "MultiPolygon", "coordinates":'
            " [[[[1,1],[2,1],[2,2],[1,2],[1,1]]],[[[8,8],[9,8],[9,9],[8,9],[8,8]]]]}}]}",
        )
        lon, lat = np.array([1.5, 3.0, 5.0, 8.5, 11.0]), np.array([1.5, 3.0, 5.0, 8.5, 5.0])
        assert area_of(read_areas(path), lon, lat) == ["150204001", "150204", "", "150204001", ""]

    @pytest.mark.parametrize(
        "text",
        [
            "{}",
            "not json",
            '{"features": []}',
            '{"features": [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]]]}}]}',
            '{"features": [{"properties": {"code": "1"}, "geometry": {"type": "Point", "coordinates": [0, 0]}}]}',
        ],
    )
    def test_that_are_none_are_refused(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(MapFailure) as failure:
            read_areas(self.outlines(tmp_path, text))
        assert failure.value.code == "not_areas"
