"""Positions that cannot be right: what is noticed, and what is left alone."""

import math
import random

import pytest
from hypothesis import given

from banshi.kernel.places.coordinates import Point, System, convert, metres_per_degree
from banshi.kernel.places.positions import Flaw, flaw, kept, misread, words
from banshi.kernel.places.tests.test_coordinates import in_china

pytestmark = pytest.mark.anydb
TOWN = Point(109.8403, 40.6575)
BLOCK = 250.0
"""Metres between the streets of the town, which run east and north."""


def to_street(point: Point) -> float:
    """Metres to the nearest street of a town of square blocks."""
    east, north = metres_per_degree(math.radians(TOWN.lat))
    x, y = (point.lon - TOWN.lon) * east, (point.lat - TOWN.lat) * north
    return min(abs(each - BLOCK * round(each / BLOCK)) for each in (x, y))


def houses(count: int, seed: int) -> list[Point]:
    """Houses within 15 m of a street."""
    chance = random.Random(seed)
    east, north = metres_per_degree(math.radians(TOWN.lat))
    found = []
    for _ in range(count):
        along, off = chance.uniform(-3000, 3000), BLOCK * chance.randint(-10, 10) + chance.uniform(-15, 15)
        x, y = (along, off) if chance.random() < 0.5 else (off, along)
        found.append(Point(TOWN.lon + x / east, TOWN.lat + y / north))
    return found


def shifted(points: list[Point], system: System) -> list[Point]:
    """The same houses as a list in another system has them."""
    return [convert(point, System.WGS84, system) for point in points]


class TestAPosition:
    @given(in_china)
    def test_in_china_has_no_flaw(self, point: Point) -> None:
        assert flaw(point) is None

    @given(in_china)
    def test_is_known_as_swapped_wherever_in_china_it_is(self, point: Point) -> None:
        assert flaw(Point(point.lat, point.lon)) is Flaw.SWAPPED

    @pytest.mark.parametrize(
        ("point", "expected"),
        [
            (Point(0, 0), Flaw.OUTSIDE),
            (Point(-8.61, 41.15), Flaw.OUTSIDE),
            (Point(109.8, 95), Flaw.NOT_ON_EARTH),
            (Point(1098403, 406575), Flaw.NOT_ON_EARTH),
            (Point(math.nan, 40), Flaw.NO_NUMBER),
            (Point(109, math.inf), Flaw.NO_NUMBER),
        ],
    )
    def test_elsewhere_is_named(self, point: Point, expected: Flaw) -> None:
        assert flaw(point) is expected

    def test_is_kept_and_written_to_the_centimetre(self) -> None:
        assert kept(Point(109.840312345, 40.65751)) == Point(109.8403123, 40.65751)
        assert words(Point(109.840312345, 40.65751)) == "109.8403123,40.6575100"


class TestPositionsCalledWgs84:
    """Told by chance of a hundred drawn towns each: the same ones at every run."""

    @pytest.mark.parametrize("system", [System.GCJ02, System.BD09])
    def test_that_are_not_are_known_by_the_streets_they_miss(self, system: System) -> None:
        verdicts = [misread(shifted(houses(50, seed), system), to_street) for seed in range(100)]
        found = [verdict for verdict in verdicts if verdict is not None]
        assert len(found) >= 99
        assert {verdict.system for verdict in found} == {system}
        assert all(verdict.corrected < 16 for verdict in found)

    @pytest.mark.parametrize("system", [System.GCJ02, System.BD09])
    def test_that_are_few_may_pass_but_are_never_taken_for_another_system(self, system: System) -> None:
        verdicts = [misread(shifted(houses(1 + seed % 30, seed), system), to_street) for seed in range(100)]
        assert {verdict.system for verdict in verdicts if verdict is not None} <= {system}

    def test_that_are_stay_as_they_are(self) -> None:
        assert [seed for seed in range(100) if misread(houses(1 + seed, seed), to_street) is not None] == []

    def test_that_lie_anywhere_at_all_give_no_verdict(self) -> None:
        chance = random.Random(1)
        for _ in range(50):
            points = [
                Point(TOWN.lon + chance.uniform(-0.03, 0.03), TOWN.lat + chance.uniform(-0.03, 0.03)) for _ in range(40)
            ]
            assert misread(points, to_street) is None

    def test_one_alone_is_judged_only_where_it_is_far_off_and_would_be_near(self) -> None:
        def lonely(point: Point) -> float:
            """One road through the steppe, along the parallel."""
            return abs(point.lat - TOWN.lat) * metres_per_degree(math.radians(TOWN.lat))[1]

        moved = convert(TOWN, System.WGS84, System.GCJ02)
        far = lonely(moved)
        verdict = misread([moved], lonely)
        assert (verdict is not None and verdict.system is System.GCJ02) == (far >= 120)
        assert misread([TOWN], lonely) is None

    def test_with_no_street_near_in_any_reading_give_no_verdict(self) -> None:
        assert misread(houses(20, 1), lambda point: None) is None
