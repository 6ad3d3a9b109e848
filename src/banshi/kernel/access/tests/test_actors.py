"""Who somebody is to this house, worked out from their posts."""

from datetime import date, timedelta

import pytest

from banshi.kernel.access.actors import person_actor
from banshi.kernel.directory.commands import appoint, end_post, erase_person
from banshi.kernel.directory.queries import current_posts
from banshi.kernel.rooms import Role
from banshi.kernel.testing.people import COUNTY, NOW, TOWN, World

pytestmark = pytest.mark.django_db
TODAY = date(2021, 5, 26)


def second_post(world: World, starts: date = TODAY) -> int:
    return appoint(
        world.ctx("system"),
        person_id=world.people["handler"].id,
        unit_id=world.units["town"].id,
        role=Role.TOWNSHIP,
        title="驻镇干部",
        starts=starts,
    ).id


class TestAnActor:
    def test_without_posts_is_a_resident(self, world: World) -> None:
        alice = world.actor("alice")
        assert (alice.kind, alice.post, alice.posts) == ("resident", None, ())
        assert alice.key == f"person:{world.people['alice'].id}"

    def test_with_one_post_acts_in_it(self, world: World) -> None:
        handler = world.actor("handler")
        assert handler.kind == "staff"
        assert handler.post is not None
        assert (handler.post.role, handler.post.area) == (Role.HANDLER, COUNTY)
        assert handler.key == f"post:{handler.post.id}"

    def test_belongs_to_every_unit_above_their_own(self, world: World) -> None:
        assert world.actor("roads").unit_ids == {world.units["government"].id, world.units["roads"].id}

    def test_with_two_posts_acts_in_none_before_choosing_and_counts_in_both(self, world: World) -> None:
        second = second_post(world)
        unchosen = world.actor("handler")
        assert unchosen.post is None
        assert unchosen.kind == "staff"
        assert {world.units["water"].id, world.units["town"].id} <= unchosen.unit_ids
        chosen = person_actor(world.people["handler"].id, NOW, post_id=second)
        assert chosen.post is not None
        assert chosen.post.area == TOWN

    def test_cannot_choose_a_post_of_somebody_else(self, world: World) -> None:
        second_post(world)
        theirs = world.actor("supervisor").post
        assert theirs is not None
        assert person_actor(world.people["handler"].id, NOW, post_id=theirs.id).post is None

    def test_holds_no_post_before_its_first_day_nor_after_its_end(self, world: World) -> None:
        second_post(world, starts=TODAY + timedelta(days=1))
        assert len(world.actor("handler").posts) == 1
        assert len(world.actor("handler", NOW + timedelta(days=1)).posts) == 2
        for post in current_posts(world.people["handler"].id, TODAY):
            end_post(world.ctx("system"), post_id=post.id)
        assert world.actor("handler").kind == "resident"

    def test_counts_days_as_they_begin_in_beijing(self, world: World) -> None:
        second_post(world, starts=date(2021, 5, 27))
        evening_in_london = NOW.replace(hour=16)  # 00:00 of the 27th in Beijing
        assert len(world.actor("handler", evening_in_london).posts) == 2

    def test_through_the_residents_door_acts_in_no_post_but_keeps_all_for_the_accused_rule(self, world: World) -> None:
        actor = person_actor(world.people["handler"].id, NOW, staff=False)
        assert (actor.kind, actor.post) == ("resident", None)
        assert world.units["water"].id in actor.unit_ids

    def test_once_erased_is_nobody(self, world: World) -> None:
        erase_person(world.ctx("alice"), person_id=world.people["alice"].id)
        assert world.actor("alice").kind == "anonymous"

    def test_costs_one_statement_for_a_resident_and_two_for_staff(
        self, world: World, django_assert_num_queries
    ) -> None:  # type: ignore[no-untyped-def]
        with django_assert_num_queries(1):
            world.actor("alice")
        with django_assert_num_queries(2):
            world.actor("handler")
