"""Programs that talk to the house: with a token of somebody's, or with none."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from banshi.kernel.access import tokens
from banshi.kernel.access.commands import issue_token
from banshi.kernel.testing.people import World


@dataclass
class Program:
    """A client of the API, acting for one person."""

    client: Client
    token: str = ""

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={**self._auth(), **headers})

    def post(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
        data = json.dumps(body or {})
        return self.client.post(path, data, content_type="application/json", headers={**self._auth(), **headers})

    def _auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


Programs = Callable[[str], Program]


@pytest.fixture
def program(world: World, client: Client) -> Programs:
    """`program("clerk")` acts in the clerk's post, `program("alice")` as Alice, `program("")` as nobody."""

    def make(who: str) -> Program:
        if not who:
            return Program(client)
        secret, actor = tokens.fresh(), world.actor(who)
        issue_token(
            world.ctx("system", datetime.now(UTC)),
            person_id=world.people[who].id,
            post_id=actor.post.id if actor.post else None,
            label="测试",
            digest=tokens.digest(secret),
            hint=tokens.hint(secret),
            scopes={"read", "write"},
        )
        return Program(client, secret)

    return make
