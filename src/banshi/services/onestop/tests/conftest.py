"""A case to carry through, and the assertion that a refused command changed nothing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from banshi.kernel.errors import BanshiError
from banshi.kernel.testing.people import World
from banshi.services.onestop.tests.way import Way, opened, picture, prepared

Refused = Callable[[type[BanshiError]], AbstractContextManager["pytest.ExceptionInfo[Any]"]]
"""`with refused(NotFound):` the command raises that and nothing changes anywhere."""


@pytest.fixture
def ready(world: World) -> Way:
    """Moving house can be asked for."""
    return prepared(world)


@pytest.fixture
def way(ready: Way) -> Way:
    """Alice has asked for it."""
    return opened(ready)


@pytest.fixture
def refused(world: World) -> Refused:
    @contextmanager
    def check(error: type[BanshiError]) -> Iterator["pytest.ExceptionInfo[BanshiError]"]:
        before = picture()
        with pytest.raises(error) as raised:
            yield raised
        assert picture() == before

    return check
