"""The pages of a person's notices."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from banshi.kernel.notices import queries
from banshi.kernel.notices.models import Choice, Notice
from banshi.kernel.notices.tests.conftest import Gateway, matter, tell
from banshi.kernel.testing.people import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(world: World, client: Client) -> Client:
    matter(owner_id=world.people["alice"].id)
    tell(world.ctx("system"), to=(world.people["alice"].id,))
    client.force_login(world.account("alice"), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


class TestTheInbox:
    def test_shows_what_is_new(self, alice: Client) -> None:
        page = alice.get("/me/notices/", secure=True)
        assert page.status_code == 200
        assert "诉求 260526-LAMP01 已答复" in page.content.decode()

    def test_leads_to_the_matter_and_remembers_that_it_was_seen(self, alice: Client, world: World) -> None:
        notice = Notice.objects.get()
        for _ in range(2):
            answer = alice.post(f"/me/notices/{notice.pk}/open/", secure=True)
            assert answer["Location"] == "/requests/m/LAMP01/"
        assert queries.unread(world.ctx("alice")) == 0

    def test_can_be_marked_as_read_at_once(self, alice: Client, world: World) -> None:
        for given in (str(Notice.objects.get().pk), "", "nonsense", "9" * 400):
            assert alice.post("/me/notices/read/", {"up_to": given}, secure=True).status_code == 302
        assert queries.unread(world.ctx("alice")) == 0

    @pytest.mark.parametrize("path", ["", "choices/"])
    def test_asks_a_passer_by_to_sign_in(self, client: Client, path: str) -> None:
        answer = client.get(f"/me/notices/{path}", secure=True)
        assert answer.status_code in {302, 401}

    @pytest.mark.parametrize("after", ["0", "nonsense", "-1", "9" * 400, "٣"])
    def test_takes_any_mark_without_falling_over(self, alice: Client, after: str) -> None:
        assert alice.get("/me/notices/", {"after": after}, secure=True).status_code == 200


class TestTheChoice:
    def test_is_kept(self, alice: Client, gateway: Gateway, world: World) -> None:
        given = {"channels": ["sms", "email"], "email": "a@example.org", "quiet_from": "21:00", "quiet_until": "08:00"}
        assert alice.post("/me/notices/choices/", given, secure=True).status_code == 302
        chosen = queries.chosen(world.ctx("alice"))
        assert (chosen.channels, chosen.email, str(chosen.quiet_from)) == (
            ("sms", "email"),
            "a@example.org",
            "21:00:00",
        )
        assert "a@example.org" in alice.get("/me/notices/choices/", secure=True).content.decode()

    @pytest.mark.parametrize(
        "given",
        [
            {"channels": ["email"]},
            {"channels": ["fax"]},
            {"quiet_from": "21:00"},
            {"quiet_from": "25:00", "quiet_until": "08:00"},
            {"email": "not an address"},
        ],
    )
    def test_that_makes_no_sense_is_pointed_at(self, alice: Client, gateway: Gateway, given: dict[str, Any]) -> None:
        assert alice.post("/me/notices/choices/", given, secure=True).status_code == 422
        assert not Choice.objects.exists()

    def test_offers_only_what_this_site_serves(self, alice: Client) -> None:
        page = alice.get("/me/notices/choices/", secure=True).content.decode()
        assert "还没有开通" in page
