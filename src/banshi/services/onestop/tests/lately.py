"""Cases of moving house as of now: pages go by the real clock."""

from dataclasses import replace

from django.utils import timezone

from banshi.kernel.testing.people import World
from banshi.services.onestop.tests.way import Way, opened, prepared


def prepared_now(world: World) -> Way:
    """The procedure can be asked for today."""
    return replace(prepared(world), now=timezone.now())


def begun(world: World) -> Way:
    """Alice asked for it just now; only the deed is being done."""
    return opened(prepared_now(world))


def at_work(world: World) -> Way:
    """The deed is done: the water and the roads bureau are at it."""
    way = begun(world)
    way.complete("deed")
    return way


def returned(world: World) -> Way:
    """The roads bureau waits for a better photograph."""
    way = at_work(world)
    way.return_("parking", "photo")
    return way


def handed(world: World) -> Way:
    """The meter card waits for Alice."""
    way = at_work(world)
    way.complete("water")
    return way
