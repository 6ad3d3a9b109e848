"""Putting a position on the street beside it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import SCALE, metres_per_degree
from banshi.services.servicemap.engine.modes import Mode
from banshi.services.servicemap.engine.snap import FARTHEST
from banshi.services.servicemap.tests.town import Town, position, real_atlas, road

pytestmark = pytest.mark.anydb
REAL = real_atlas()
WEST, SOUTH, EAST, NORTH = REAL.network.bounds
MARGIN = 0.02


def slowly(atlas: Atlas, lon: float, lat: float) -> float:
    """Metres to the nearest street, by looking at every one."""
    network, graph = atlas.network, atlas.graph()
    east, north = metres_per_degree(np.array([lat]))
    best = np.inf
    for edge in np.flatnonzero(graph.mainland):
        part = slice(network.shape_from[edge], network.shape_from[edge + 1])
        x = (network.shape_lon[part] / SCALE - lon) * east
        y = (network.shape_lat[part] / SCALE - lat) * north
        dx, dy = np.diff(x), np.diff(y)
        share = np.clip(-(x[:-1] * dx + y[:-1] * dy) / np.maximum(dx**2 + dy**2, 1e-9), 0, 1)
        best = min(best, float(np.hypot(x[:-1] + share * dx, y[:-1] + share * dy).min()))
    return best


class TestAnyPosition:
    @given(st.floats(WEST - MARGIN, EAST + MARGIN), st.floats(SOUTH - MARGIN, NORTH + MARGIN))
    @settings(max_examples=40)
    def test_is_put_on_the_nearest_street_of_all(self, lon: float, lat: float) -> None:
        found, away = REAL.snapper().snap(lon, lat), slowly(REAL, lon, lat)
        if away > FARTHEST:
            assert found is None
        else:
            assert found is not None
            assert found.away == pytest.approx(away, rel=5e-4, abs=0.01)

    @given(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
    def test_once_on_a_street_stays_there(self, lon: float, lat: float) -> None:
        found = REAL.snapper().snap(lon, lat)
        if found is not None:
            again = REAL.snapper().snap(found.lon, found.lat)
            assert again is not None
            assert again.away < 0.02


class TestAPosition:
    def test_is_put_beside_the_middle_of_a_street_and_not_at_its_end(self, tmp_path: Path) -> None:
        found = road(1000).atlas(tmp_path).snapper().must(*position(400, 30))
        assert found.along == pytest.approx(400, abs=1)
        assert found.away == pytest.approx(30, abs=0.1)
        assert not found.off_network

    def test_far_from_every_street_is_put_on_one_and_said_to_be_off_the_network(self, tmp_path: Path) -> None:
        found = road(1000).atlas(tmp_path).snapper().must(*position(400, 160))
        assert found.off_network

    def test_is_put_on_a_street_that_its_mode_may_use(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 3000, 0).at("c", 0, 50).at("d", 3000, 50)
        atlas = town.way("ab", "footway").way("cd").atlas(tmp_path)
        lon, lat = position(100, 10)
        assert atlas.snapper().must(lon, lat).away == pytest.approx(10, abs=0.1)
        assert atlas.snapper(Mode.CAR).must(lon, lat).away == pytest.approx(40, abs=0.1)

    @pytest.mark.parametrize(
        ("lon", "lat", "code"),
        [
            (*position(500, 0)[::-1], "swapped"),
            (120.0, 30.0, "off_map"),
            (*position(500, 2500), "off_map"),
        ],
    )
    def test_that_cannot_be_meant_is_refused_with_what_is_wrong(
        self, tmp_path: Path, lon: float, lat: float, code: str
    ) -> None:
        with pytest.raises(MapFailure) as failure:
            road(1000).atlas(tmp_path).snapper().must(lon, lat)
        assert failure.value.code == code

    def test_in_the_middle_of_nowhere_on_the_map_says_how_far_was_looked(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 9000, 0).at("c", 9000, 9000)
        with pytest.raises(MapFailure) as failure:
            town.way("abc").atlas(tmp_path).snapper().must(*position(4000, 4500))
        assert failure.value.code == "no_street_near"
