"""Browsers signed in as the people of the small county."""

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.test import Client

from banshi.kernel.access.actors import FACTOR_KEY
from banshi.kernel.testing.people import World

Browser = Callable[[str], Client]


@pytest.fixture
def browser(world: World) -> Browser:
    """`browser("alice")`: a browser in which this person is signed in; "anonymous" is in none."""
    caches["default"].clear()  # limits count from zero

    def signed_in(name: str) -> Client:
        client = Client()
        if name != "anonymous":
            client.force_login(world.account(name))
            session = client.session
            session[FACTOR_KEY] = True
            session.save()
        return client

    return signed_in
