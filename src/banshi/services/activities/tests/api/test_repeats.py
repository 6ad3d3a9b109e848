"""A program whose answer was lost on the way asks again, and gets it."""

import json
from typing import Any

import pytest
from django.test import Client

from banshi.kernel.slots.models import Booking
from banshi.kernel.testing.people import World
from banshi.services.activities.tests.lately import soon
from banshi.services.activities.tests.pages.conftest import Browser
from banshi.services.activities.tests.way import PHONE

pytestmark = pytest.mark.django_db
PARTY = {"name": "赵大爷", "phone": PHONE, "names": ["老伴", "孙女"]}


def post(client: Client, path: str, given: dict[str, Any], key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1/activities/{path}", json.dumps(given), "application/json", headers=headers)


@pytest.mark.parametrize("act", ["holds", "bookings"])
class TestAnAttemptSentAgain:
    def test_gets_its_answer_though_its_own_places_made_the_session_full(
        self, browser: Browser, world: World, act: str
    ) -> None:
        client, path = browser("anonymous"), f"sessions/{soon(world).session}/{act}"
        first = post(client, path, PARTY, "the-same-tap")
        again = post(client, path, PARTY, "the-same-tap")
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.json()["number"] == first.json()["number"]
        assert Booking.objects.count() == 1

    def test_under_another_key_comes_too_late(self, browser: Browser, world: World, act: str) -> None:
        client, path = browser("anonymous"), f"sessions/{soon(world).session}/{act}"
        post(client, path, PARTY, "the-same-tap")
        late = post(client, path, PARTY, "another-tap")
        assert (late.status_code, late.json()["code"]) == (409, "slot_full")
        assert Booking.objects.count() == 1


def test_places_kept_while_a_form_is_filled_are_confirmed(browser: Browser, world: World) -> None:
    client = browser("anonymous")
    kept = post(client, f"sessions/{soon(world).session}/holds", PARTY).json()
    assert (kept["status"], kept["seats"], kept["ticket"]) == ("held", 3, "")
    assert kept["until"]
    booked = post(client, f"bookings/{kept['link']}/confirm", {}).json()
    assert (booked["status"], booked["until"]) == ("booked", None)
    assert booked["ticket"]
