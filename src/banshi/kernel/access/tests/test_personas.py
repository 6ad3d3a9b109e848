"""One click makes a visitor one of the demonstration's people, and only there."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from banshi.kernel.access.personas import PERSONAS
from banshi.kernel.directory.commands import open_account
from banshi.kernel.directory.models import Account
from banshi.kernel.rooms import Role
from banshi.kernel.testing.people import World

pytestmark = pytest.mark.django_db
DEMO_SITE = "banshi.kernel.access.tests.demo_site"
ADDRESS = "/demo/personas/"


@pytest.fixture
def demonstration(world: World, settings) -> World:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    settings.ROOT_URLCONF = DEMO_SITE
    for who, door in (("alice", "resident"), ("clerk", "staff")):
        username = {"alice": "demo-resident", "clerk": "demo-clerk"}[who]
        open_account(world.ctx("system"), person_id=world.people[who].id, username=username, door=door)  # type: ignore[arg-type]
    return world


class TestOutsideTheDemonstration:
    def test_there_is_no_such_address(self, world: World, client: Client) -> None:
        assert client.get(ADDRESS).status_code == 404
        assert client.post(ADDRESS, {"username": "demo-clerk"}).status_code == 404
        with pytest.raises(NoReverseMatch):
            reverse("demo_personas")

    def test_even_a_route_left_by_mistake_answers_nothing(self, demonstration: World, client: Client, settings) -> None:  # type: ignore[no-untyped-def]
        settings.DEMO = False
        assert client.post(ADDRESS, {"username": "demo-clerk"}).status_code == 404
        assert "_auth_user_id" not in client.session


class TestInTheDemonstration:
    def test_the_people_that_are_there_are_offered_by_role_and_name(self, demonstration: World, client: Client) -> None:
        page = client.get(ADDRESS).content.decode()
        assert "阿丽玛" in page
        assert "陈晓梅" in page
        assert "demo-leader" not in page

    def test_one_click_signs_in_with_all_that_the_person_may_do(self, demonstration: World, client: Client) -> None:
        client.post(ADDRESS, {"username": "demo-clerk"})
        assert client.get(reverse("people")).status_code == 200

    def test_the_next_click_changes_the_person_and_the_session(self, demonstration: World, client: Client) -> None:
        client.post(ADDRESS, {"username": "demo-clerk"})
        before = client.session.session_key
        client.post(ADDRESS, {"username": "demo-resident"})
        account = Account.objects.get(pk=client.session["_auth_user_id"])
        assert account.username == "demo-resident"
        assert client.session.session_key != before

    def test_a_link_signs_nobody_in(self, demonstration: World, client: Client) -> None:
        client.get(ADDRESS + "?username=demo-clerk")
        assert "_auth_user_id" not in client.session

    def test_a_foreign_page_signs_nobody_in(self, demonstration: World) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post(ADDRESS, {"username": "demo-clerk"}).status_code == 403

    def test_no_other_account_is_entered_this_way(self, demonstration: World, client: Client) -> None:
        demonstration.account("handler")
        for username in ("handler", "demo-nobody", ""):
            assert client.post(ADDRESS, {"username": username}).status_code == 404

    def test_a_code_is_shown_on_the_page_instead_of_being_sent(self, demonstration: World, client: Client) -> None:
        answer = client.post(reverse("account_request_login_code"), {"phone": "13800138002"}, follow=True)
        assert "演示环境不发短信" in answer.content.decode()

    def test_there_is_a_persona_for_every_role(self) -> None:
        assert {persona.username.removeprefix("demo-") for persona in PERSONAS} >= set(Role)
