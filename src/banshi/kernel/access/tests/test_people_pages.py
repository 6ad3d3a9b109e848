"""Clerks find people by phone; administrators keep accounts; the person sees who looked."""

import pytest
from django.test import Client
from django.urls import reverse

from banshi.kernel.access.models import Look
from banshi.kernel.directory.commands import add_person
from banshi.kernel.directory.models import Account
from banshi.kernel.testing.people import NEIGHBOUR, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(world: World, settings) -> World:  # type: ignore[no-untyped-def]
    settings.DEMO = True  # no second factor: this is about the pages behind it
    return world


def signed_in(world: World, who: str, client: Client) -> Client:
    client.force_login(world.account(who))
    return client


class TestTheSearchForAPerson:
    def test_finds_by_the_whole_number_and_shows_it_masked(self, site: World, client: Client) -> None:
        page = signed_in(site, "clerk", client).post(reverse("people"), {"phone": "138 0013 8001"}).content.decode()
        assert "阿丽玛" in page
        assert "138****8001" in page
        assert not Look.objects.exists()

    def test_finds_nobody_beyond_the_clerks_area(self, site: World, client: Client) -> None:
        add_person(site.ctx("system"), name="外旗人", phone="13800138066", area=NEIGHBOUR)
        page = signed_in(site, "clerk", client).post(reverse("people"), {"phone": "13800138066"}).content.decode()
        assert "外旗人" not in page

    def test_says_so_when_the_number_is_none(self, site: World, client: Client) -> None:
        assert signed_in(site, "clerk", client).post(reverse("people"), {"phone": "1380"}).status_code == 422


class TestThePageOfAPerson:
    def test_leaves_a_look_that_the_person_sees(self, site: World, client: Client) -> None:
        alice = site.people["alice"]
        page = signed_in(site, "clerk", client).get(reverse("person", args=[alice.id])).content.decode()
        assert "+8613800138001" in page
        client.force_login(site.account("alice"))
        assert "12345 热线受理中心 热线受理员" in client.get(reverse("access_looks")).content.decode()

    def test_is_not_there_for_who_does_not_reach_the_person(self, site: World, client: Client) -> None:
        address = reverse("person", args=[site.people["alice"].id])
        for who in ("handler", "supervisor", "charlie", "bao"):
            assert signed_in(site, who, client).get(address).status_code == 404
        assert not Look.objects.exists()

    def test_lets_an_administrator_open_an_account_and_hand_over_the_link(self, site: World, client: Client) -> None:
        handler = site.people["handler"].id
        signed_in(site, "administrator", client)
        page = client.post(reverse("account_open", args=[handler]), {"username": "wang"}).content.decode()
        account = Account.objects.get(username="wang")
        assert f"/sign-in/set-up/{account.pk}/" in page

    def test_says_what_is_wrong_with_a_user_name(self, site: World, client: Client) -> None:
        signed_in(site, "administrator", client)
        address = reverse("account_open", args=[site.people["handler"].id])
        assert "用户名" in client.post(address, {"username": "王"}, follow=True).content.decode()
        assert not Account.objects.filter(person_id=site.people["handler"].id).exists()

    def test_lets_an_administrator_reset_and_close_an_account(self, site: World, client: Client) -> None:
        site.account("handler")
        handler = site.people["handler"].id
        signed_in(site, "administrator", client)
        assert "/sign-in/set-up/" in client.post(reverse("account_reset", args=[handler])).content.decode()
        client.post(reverse("account_close", args=[handler]))
        assert not Account.objects.get(person_id=handler).is_active

    def test_lets_no_clerk_touch_an_account(self, site: World, client: Client) -> None:
        site.account("handler")
        signed_in(site, "clerk", client)
        for name in ("account_open", "account_reset", "account_close"):
            client.post(reverse(name, args=[site.people["handler"].id]), {"username": "wang"})
        account = Account.objects.get(person_id=site.people["handler"].id)
        assert (account.is_active, account.username) == (True, "handler")
