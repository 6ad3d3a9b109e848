"""What a thief, a flooder or a foreign page would try."""

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from banshi.kernel.access.tests.signing import Inbox, ask_code, by_phone, give_code
from banshi.kernel.testing.people import World

pytestmark = pytest.mark.django_db


class TestASessionCookie:
    def test_is_changed_at_sign_in_so_that_none_can_be_planted(
        self, world: World, client: Client, inbox: Inbox
    ) -> None:
        ask_code(client)
        planted = client.cookies[configured.SESSION_COOKIE_NAME].value
        give_code(client, inbox.code)
        assert client.cookies[configured.SESSION_COOKIE_NAME].value != planted
        thief = Client()
        thief.cookies[configured.SESSION_COOKIE_NAME] = planted
        assert thief.get(reverse("usersessions_list")).status_code == 302

    def test_is_out_of_reach_of_scripts_and_foreign_pages(self, world: World, client: Client, inbox: Inbox) -> None:
        by_phone(client, inbox)
        cookie = client.cookies[configured.SESSION_COOKIE_NAME]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"

    def test_travels_encrypted_only_where_the_site_is_served_so(self) -> None:
        assert configured.SESSION_COOKIE_SECURE == configured.CSRF_COOKIE_SECURE == configured.HTTPS

    def test_is_worthless_after_signing_out(self, world: World, client: Client, inbox: Inbox) -> None:
        by_phone(client, inbox)
        stolen = client.cookies[configured.SESSION_COOKIE_NAME].value
        client.post(reverse("account_logout"))
        thief = Client()
        thief.cookies[configured.SESSION_COOKIE_NAME] = stolen
        assert thief.get(reverse("usersessions_list")).status_code == 302


class TestAForeignPage:
    @pytest.mark.parametrize(
        "name",
        [
            "account_request_login_code",
            "account_login",
            "account_logout",
            "choose_post",
            "sign_in_again",
            "access_tokens",
            "break_glass",
            "people",
            "directory:unit_add",
        ],
    )
    def test_cannot_post_in_somebodys_name(self, world: World, name: str) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.account("alice"))
        assert client.post(reverse(name), {"phone": "13800138001"}).status_code == 403

    def test_cannot_frame_or_script_the_sign_in_page(self, world: World, client: Client) -> None:
        policy = client.get(reverse("account_request_login_code")).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy


class TestWhatAllauthCouldAlsoDo:
    @pytest.mark.parametrize(
        "path",
        [
            "signup/",
            "login/",
            "email/",
            "password/reset/",
            "password/change/",
            "password/set/",
            "confirm-email/",
            "phone/change/",
        ],
    )
    def test_is_not_reachable_here(self, world: World, client: Client, path: str) -> None:
        assert client.get(f"/sign-in/{path}").status_code == 404
