"""Requests for tests, and the assertion that a refused command changed nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from banshi.kernel.errors import BanshiError
from banshi.kernel.testing.people import World
from banshi.services.requests.tests.way import Refused, Way, brought, picture


@pytest.fixture
def way(world: World) -> Way:
    """Alice has just told that a well is broken."""
    return brought(world)


@pytest.fixture
def refused() -> Refused:
    """`with refused(way, NotFound):` the command raises that and nothing of the request changes."""

    @contextmanager
    def check(way: Way, error: type[BanshiError]) -> Iterator["pytest.ExceptionInfo[BanshiError]"]:
        before = picture(way.number)
        with pytest.raises(error) as raised:
            yield raised
        assert picture(way.number) == before

    return check
