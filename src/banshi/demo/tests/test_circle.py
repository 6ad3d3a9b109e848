"""The ten-minute circle of the demonstration: the places that the district counted, each once, on streets that are named as borrowed."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import call_command

from banshi.demo.circle import COUNTY, NOTE, circle
from banshi.demo.region import CTX, County
from banshi.demo.sites import sites
from banshi.kernel.places.queries import places_in
from banshi.services.servicemap.queries.covered import coverage_of
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.queries.published import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> County:
    call_command("directory_areas_load", verbosity=0)
    county = County(COUNTY)
    assert list(circle(county)) == list(range(1, 166))
    return county


def test_the_circle_has_its_places_by_kind_each_on_the_map_and_none_twice(made: County) -> None:
    rows = places_in(COUNTY)
    counted: dict[str, Any] = Counter(row.kind for row in rows)
    assert counted == {
        "district-centre": 1,
        "town-centre": 10,
        "community-centre": 70,
        "property-point": 1,
        "neighbour-house": 41,
        "park": 34,
        "station": 8,
    }
    assert len({row.name for row in rows}) == len({(row.lon, row.lat) for row in rows}) == 165
    assert published(COUNTY).note == NOTE
    assert all(
        stand.snapped is not None and not stand.snapped.off_network for stand in opened(COUNTY).atlas.reach.stands
    )
    assert [row.code for row in sites(made, CTX.now)] == [row.code for row in rows]
    answer, _dots = coverage_of(opened(COUNTY), 10, 5.1)
    assert answer.total.share > 0.95
    assert len(answer.by_area) == 10
