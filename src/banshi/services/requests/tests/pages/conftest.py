"""Browsers signed in as the people of the small county, and a request that is public."""

from collections.abc import Callable

import pytest
from django.test import Client

from banshi.kernel.access.actors import FACTOR_KEY
from banshi.kernel.testing.people import World
from banshi.services.requests import commands
from banshi.services.requests.commands import Face
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.way import Way

Browser = Callable[[str], Client]


@pytest.fixture
def browser(world: World) -> Browser:
    """`browser("alice")`: a browser in which this person is signed in; "anonymous" is in none."""

    def signed_in(name: str) -> Client:
        client = Client()
        if name != "anonymous":
            client.force_login(world.account(name))
            session = client.session
            session[FACTOR_KEY] = True
            session.save()
        return client

    return signed_in


def published(way: Way) -> Way:
    """The same request, answered and with a public face."""
    way.to(Stage.ANSWERED)
    face = Face(title="机井坏了", text="全村没有水。", place="札萨克镇", answer="已更换电机。")
    commands.publish(way.ctx("supervisor"), number=way.number, face=face)
    return way
