"""The desk as a browser sees it: `at("clerk")` signs a member of staff in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from banshi.kernel.testing.people import NOW, World

At = Callable[[str], "Sitting"]


class Sitting:
    """A member of staff at the desk."""

    def __init__(self, client: Client, who: str) -> None:
        self.client, self.who = client, who

    def get(self, name: str, /, *args: Any, **query: str) -> Any:
        return self.client.get(reverse(f"requests:{name}", args=args), query)

    def page(self, name: str, /, *args: Any, **query: str) -> str:
        """The text of a page that must be there."""
        answer = self.get(name, *args, **query)
        assert answer.status_code == 200, answer.status_code
        return str(answer.content.decode())

    def does(self, number: str, deed: str, /, **said: Any) -> Any:
        return self.client.post(reverse("requests:desk_act", args=[number, deed]), said)

    def post(self, name: str, /, **said: Any) -> Any:
        return self.client.post(reverse(f"requests:{name}"), said)


@pytest.fixture
def at(world: World, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> At:
    settings.DEMO = True  # no second factor: this is about the pages behind it
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)

    def sit(who: str) -> Sitting:
        client.logout()
        client.force_login(world.account(who))
        return Sitting(client, who)

    return sit
