"""Whoever may read or run an offering finds it in the list, and nobody else."""

import pytest

from banshi.kernel.access.actions import may
from banshi.kernel.testing.matrix import VISITORS
from banshi.kernel.testing.people import World
from banshi.services.activities.models import Offering
from banshi.services.activities.queries.guard import READ, RECEIVE, RUN, guarded, known_many, offerings, reached
from banshi.services.activities.tests.way import draft, evening, reception

pytestmark = pytest.mark.django_db


def test_lists_and_single_offerings_carry_the_same_rule(world: World) -> None:
    evening(world)
    reception(world)
    from banshi.services.activities import commands

    for unit in ("village", "road-team"):
        who = {"village": "township", "road-team": "roads"}[unit]
        commands.open_offering(world.ctx(who), draft=draft(world, unit))
    commands.open_offering(world.ctx("charlie"), draft=draft(world, "neighbour"))
    for visitor in VISITORS:
        actor = world.actor(visitor)
        for action in (READ, RUN, RECEIVE):
            listed = set(offerings().filter(reached(actor, action)).values_list("code", flat=True))
            single = {row.code for row in offerings() if may(actor, action, guarded(row))}
            assert listed == single, (visitor, action)
    assert Offering.objects.count() == 5


def test_a_booking_is_its_bookers_own(world: World) -> None:
    story = evening(world)
    booking = story.book()
    found = known_many([booking, story.code, "B210526-00000000"])
    assert set(found) == {booking, story.code}
    assert may(world.actor("alice"), READ, found[booking])
    assert not may(world.actor("bao"), READ, found[booking])
