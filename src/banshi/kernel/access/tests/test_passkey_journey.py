"""A resident signs in by phone, adds a passkey, and comes back with it: a real browser under the real policy."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A phone with a fingerprint reader whose console must stay empty."""
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    yield page
    page.close()
    assert said == []


class TestAPasskey:
    def test_is_added_after_a_phone_code_and_opens_the_door_the_next_time(
        self, live_server: LiveServer, phone: Page, settings: Any
    ) -> None:
        settings.DEMO = True  # shows the code on the page
        phone.goto(f"{live_server.url}/sign-in/")
        phone.fill("input[name=phone]", "13800138077")
        phone.click("form[action='/sign-in/'] button")
        code = re.search(r"\d{6}", phone.inner_text("#notices"))
        assert code
        phone.fill("input[name=code]", code.group())
        phone.click("button[value=verify]")
        phone.goto(f"{live_server.url}/sign-in/factors/passkeys/add/")
        with phone.expect_navigation():
            phone.click("#mfa_webauthn_add")
        phone.goto(f"{live_server.url}/sign-in/out/")
        phone.click("main form button")
        phone.goto(f"{live_server.url}/sign-in/")
        with phone.expect_navigation():
            phone.click("#passkey_login")
        phone.goto(f"{live_server.url}/sign-in/sessions/")
        assert phone.url.endswith("/sign-in/sessions/")
