"""Whatever a program sends, the API answers it: no server error, and every refusal in the form that is described."""

import json
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings

from banshi.kernel.access.actors import FACTOR_KEY
from banshi.kernel.testing.people import World
from banshi.project.api import api, open311

EXAMPLES = 25 if connection.vendor == "sqlite" else 12
"""The second database can only differ in what it cannot keep, which the first examples bring."""
PLAN = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)  # the same calls at every run: a red build can be repeated
described = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))
described_open311 = schemathesis.openapi.from_dict(open311.get_openapi_schema(path_prefix="/open311/v2/"))
TURNS = ("nobody", "clerk", "alice", "supervisor")
Callers = Iterator[tuple[str, Client]]


@pytest.fixture
def callers(world: World) -> Callers:
    """Who makes the next call: nobody, a clerk, a resident, the supervisor, and so on."""

    def browser(who: str) -> Client:
        client = Client(raise_request_exception=False)
        if who != "nobody":
            client.force_login(world.account(who), backend="allauth.account.auth_backends.AuthenticationBackend")
            session = client.session
            session[FACTOR_KEY] = True  # without it staff are led to set one up, whatever they call
            session.save()
        return client

    return cycle([(who, browser(who)) for who in TURNS])


def _send(client: Client, case: Any) -> Any:
    path = case.formatted_path + (f"?{urlencode(case.query, doseq=True)}" if case.query else "")
    headers = {str(name): str(value) for name, value in (case.headers or {}).items()}
    if case.media_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        form = case.body if isinstance(case.body, dict) else {}
        body = urlencode({key: value for key, value in form.items() if value is not None}, doseq=True, errors="replace")
        media = "application/x-www-form-urlencoded"
    else:
        body, media = (
            json.dumps(case.body, default=str) if isinstance(case.body, dict | list | str | int) else "",
            "application/json",
        )
    return client.generic(case.method, path, body, content_type=media, headers=headers)


def _check(callers: Callers, case: Any) -> None:
    who, client = next(callers)
    response = _send(client, case)
    assert response.status_code < 500, f"{who}: {case.method} {case.formatted_path} → {response.status_code}"
    if response.status_code >= 400 and "json" in response.headers["Content-Type"]:
        told = response.json()
        assert told[0]["code"] if isinstance(told, list) else told["code"]


@pytest.mark.django_db
@described.parametrize()
@PLAN
def test_the_api_never_breaks(callers: Callers, case: Any) -> None:
    _check(callers, case)


@pytest.mark.django_db
@described_open311.parametrize()
@PLAN
def test_open311_never_breaks(callers: Callers, case: Any) -> None:
    _check(callers, case)
