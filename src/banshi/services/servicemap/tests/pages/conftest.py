"""A small town with a map, as a resident's browser finds it."""

import pytest
from django.core.cache import caches

from banshi.kernel.testing.people import World
from banshi.services.servicemap.tests import small


@pytest.fixture
def town(world: World) -> World:
    """The map of the small town with its places."""
    caches["default"].clear()
    return small.town(world)
