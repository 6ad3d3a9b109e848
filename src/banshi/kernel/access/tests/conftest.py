"""What the tests of access share."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.core.cache import caches

from banshi.kernel import rooms
from banshi.kernel.access.tests import matters
from banshi.kernel.access.tests.signing import Inbox
from banshi.kernel.notices.templates import templates

REMEMBERED = (rooms.services, rooms.kinds, rooms.grants, templates)


def forget() -> None:
    for each in REMEMBERED:
        each.cache_clear()


@pytest.fixture(autouse=True)
def kernel_alone(settings) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """The kernel stands without any service on top of it."""
    import_module(settings.ROOT_URLCONF)  # with the settings as they are outside the demonstration
    settings.BANSHI_SERVICES = [path for path in settings.BANSHI_SERVICES if path.startswith("banshi.kernel.")]
    forget()
    yield
    forget()


@pytest.fixture
def slips(kernel_alone: None, settings) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """The room of slips stands in the house for one test."""
    settings.BANSHI_SERVICES = [*settings.BANSHI_SERVICES, "banshi.kernel.access.tests.matters.SERVICE"]
    forget()
    yield
    matters.matters.clear()


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Inbox:
    """Text messages land here instead of at a gateway."""
    caught = Inbox()
    monkeypatch.setattr("banshi.kernel.access.adapters.text", caught)
    return caught


@pytest.fixture(autouse=True)
def no_attempts_yet(request: pytest.FixtureRequest) -> None:
    """Limits count from zero in every test."""
    caches["local"].clear()
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        caches["default"].clear()
