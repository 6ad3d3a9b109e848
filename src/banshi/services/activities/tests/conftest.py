"""An evening to book, and the assertion that a refused command changed nothing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger.keys import ensure_key
from banshi.kernel.testing.people import World
from banshi.services.activities.tests.way import Evening, evening, picture

Refused = Callable[[type[BanshiError]], AbstractContextManager["pytest.ExceptionInfo[Any]"]]
"""`with refused(NotFound):` the command raises that and nothing changes anywhere."""


@pytest.fixture
def signing(world: World) -> None:
    """There is a key to sign tickets with."""
    ensure_key(world.ctx("system"))


@pytest.fixture
def story(world: World) -> Evening:
    """A story evening on Saturday with three places."""
    return evening(world)


@pytest.fixture
def refused(world: World) -> Refused:
    @contextmanager
    def check(error: type[BanshiError]) -> Iterator["pytest.ExceptionInfo[BanshiError]"]:
        before = picture()
        with pytest.raises(error) as raised:
            yield raised
        assert picture() == before

    return check
