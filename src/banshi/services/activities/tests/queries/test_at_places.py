"""What is offered at places of the map, told to rooms that do not know this one."""

from typing import Any

import pytest
from django.utils import timezone

from banshi.kernel.places import commands as places
from banshi.kernel.testing.people import VILLAGE, World
from banshi.kernel.web.hooks import bookable, bookable_at
from banshi.services.activities import commands
from banshi.services.activities.queries.at_places import offered_at
from banshi.services.activities.tests.lately import hall, soon

pytestmark = pytest.mark.django_db
HERE, THERE = "150627-here", "150627-there"


@pytest.fixture
def world(world: World) -> World:
    """The county with two places."""
    for code in (HERE, THERE):
        given = {"name": code, "kind": "station", "area": VILLAGE, "lon": 109.84, "lat": 40.65}
        places.open_place(world.ctx("administrator"), code=code, **given)
    return world


class TestAPlaceOfTheMap:
    def test_names_what_the_public_can_book_there(self, world: World) -> None:
        evening, venue = soon(world, title="红色故事会", place=HERE), hall(world, title="活动室", place=HERE)
        found = bookable(world.ctx("anonymous"), [HERE, THERE])
        assert [(each.title, each.url) for each in found[HERE]] == [
            ("红色故事会", f"/activities/o/{evening.code}/"),
            ("活动室", f"/activities/o/{venue}/hours/"),
        ]
        assert THERE not in found

    def test_lists_its_next_sessions_with_their_free_places(self, world: World) -> None:
        evening = soon(world, title="红色故事会", place=HERE)
        (only,) = bookable_at(world.ctx("anonymous", timezone.now()), HERE)
        assert only.url == f"/activities/s/{evening.session}/"
        assert "还有 3 个名额" in only.words

    def test_keeps_to_itself_what_is_internal_or_over(self, world: World) -> None:
        soon(world, title="内部学习", place=HERE, internal=True)
        over = soon(world, title="停办的班", place=HERE)
        commands.close_offering(world.ctx("township", timezone.now()), code=over.code, reason="老师调走")
        assert offered_at([HERE]) == {}
        assert bookable_at(world.ctx("anonymous", timezone.now()), HERE) == []

    def test_reads_the_offerings_of_many_places_at_once(self, world: World, django_assert_num_queries: Any) -> None:
        soon(world, place=HERE)
        with django_assert_num_queries(1):
            offered_at([HERE, THERE])
